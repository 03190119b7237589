package dev.rubato.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A block and the stepper that moves its parameters: which of them are trained, and where they lie.
 * Before the first backward pass it is at rest: it can be looked at, restored and evaluated, but
 * not moved. What no step moves is in its snapshots too: the averages of batch normalization, the
 * state of early stopping, and how many batches there were.
 */
final class TrainedBlock {
  /**
   * Fewer parameters than this are moved sooner by the thread whose core has them in its cache,
   * from the backward pass and for the forward pass that comes, than shared with another.
   */
  private static final int WORTH_A_THREAD = 150_000;

  private final BlockTensors tensors;
  private final Map<String, Trained> byId = new HashMap<>();
  private final Map<String, BlockParameters.Named> untrained = new HashMap<>();
  private final Stepper stepper;
  private List<float[]> refused = List.of();

  /** A parameter that is trained, and where it lies. */
  record Trained(String name, BlockParameters.Named named, ParameterMemory memory) {}

  /**
   * What a training is made of.
   *
   * @param aside numbers that are saved with the rest, by their names
   * @param byEngine which arrays the engine moves where it can
   */
  record Setup(
      Block block,
      Strategy strategy,
      Horizon horizon,
      StepperOptions options,
      Map<String, float[]> aside,
      Predicate<NDArray> byEngine) {

    /** The strategy's groups, and then those of the program. */
    List<ParameterGroup> groups() {
      List<ParameterGroup> all = new ArrayList<>(strategy.groups());
      all.addAll(options.groups());
      return all;
    }

    /** Whether steps may have to be told the loss. */
    boolean needsLoss() {
      return strategy.optimizerOrSgd().algorithm().needsLoss()
          || groups().stream()
              .map(ParameterGroup::optimizer)
              .anyMatch(own -> own != null && own.algorithm().needsLoss());
    }
  }

  private TrainedBlock(
      Setup setup,
      BlockTensors tensors,
      List<BlockParameters.Named> parameters,
      Map<String, Long> joined) {
    this.tensors = tensors;
    Map<String, ParameterMemory> memories = new HashMap<>();
    for (ParameterMemory memory : tensors.memories()) {
      if (!memory.tensor().isStill()) {
        memories.put(memory.tensor().name(), memory);
      }
    }
    for (BlockParameters.Named named : parameters) {
      ParameterMemory memory = memories.get(named.name());
      for (String id : named.ids()) {
        if (memory != null) {
          byId.put(id, new Trained(named.name(), named, memory));
        } else {
          untrained.put(id, named); // frozen ones too, which a program may unfreeze
        }
      }
    }
    List<Tensor> all = new ArrayList<>(tensors.tensors());
    setup.aside().forEach((name, numbers) -> all.add(Tensor.of(name, numbers, numbers).still()));
    List<ParameterGroup> groups = new ArrayList<>(setup.options().groups());
    joined.forEach((name, t) -> groups.add(ParameterGroup.of(name).frozenUntil(t)));
    long size = all.stream().mapToLong(Tensor::size).sum();
    this.stepper =
        new Stepper(
            setup.strategy(),
            setup.horizon(),
            all,
            setup.options().withThreadsFor(size, WORTH_A_THREAD).withGroups(groups));
  }

  /**
   * A block before its first backward pass.
   *
   * @param trained the names of the parameters that will be trained
   * @param joined those that were first trained at a later step
   */
  static TrainedBlock atRest(Setup setup, Predicate<String> trained, Map<String, Long> joined) {
    List<BlockParameters.Named> parameters = BlockParameters.of(setup.block());
    for (BlockParameters.Named named : parameters) {
      if (named.parameter().getArray().isReleased()) {
        throw BlockTensors.gone(named.name());
      }
    }
    BlockTensors tensors =
        BlockTensors.atRest(
            parameters,
            named -> named.parameter().requiresGradient() && trained.test(named.name()));
    return new TrainedBlock(setup, tensors, parameters, joined);
  }

  /**
   * A block after a backward pass: the parameters that it reached are trained.
   *
   * @param before the names of those that were trained before
   */
  static TrainedBlock running(Setup setup, Predicate<String> before, Map<String, Long> joined) {
    List<BlockParameters.Named> parameters = BlockParameters.of(setup.block());
    if (parameters.stream().anyMatch(named -> !named.parameter().isInitialized())) {
      throw new IllegalArgumentException(
          "the block of this optimizer has no values, but parameters are updated: build the"
              + " optimizer with the block that is trained");
    }
    Set<String> trained = new TreeSet<>();
    for (BlockParameters.Named named : parameters) {
      if (named.parameter().requiresGradient()) {
        NDArray array = named.parameter().getArray();
        boolean reached = ParameterMemory.isReached(array);
        if (!reached && before.test(named.name())) {
          ParameterMemory.makeGradient(array);
        }
        if (reached || before.test(named.name())) {
          trained.add(named.name());
        }
      }
    }
    BlockTensors tensors =
        BlockTensors.ofAll(
            parameters,
            named -> trained.contains(named.name()),
            EngineParameter.byEngine(setup.strategy(), setup.options(), setup.byEngine()));
    return new TrainedBlock(setup, tensors, parameters, joined);
  }

  /** Goes on from a snapshot. */
  void restore(Snapshot snapshot) {
    tensors.checkThere();
    stepper.restore(snapshot);
    tensors.store();
  }

  /** A copy of all that the training needs to go on from here. */
  Snapshot snapshot() {
    tensors.fetch();
    return stepper.snapshot();
  }

  BlockTensors tensors() {
    return tensors;
  }

  Stepper stepper() {
    return stepper;
  }

  /** How many ids of parameters are trained. */
  int size() {
    return byId.size();
  }

  /** The trained parameter of this id, or null. */
  @Nullable Trained trained(String id) {
    return byId.get(id);
  }

  boolean isTrained(String name) {
    return byId.values().stream().anyMatch(each -> each.name().equals(name));
  }

  /**
   * One update, from the gradients times a factor, which are 0 afterwards.
   *
   * @param loss whose gradient that is, where it is known
   */
  void step(float scale, double loss) {
    for (ParameterMemory memory : tensors.memories()) {
      if (scale != 1) {
        memory.scaleGradient(scale);
      }
      memory.fetch();
    }
    refused = List.of();
    try {
      if (stepper.needsLoss()) {
        stepper.step(loss);
      } else {
        stepper.step();
      }
    } catch (NonFiniteGradientException e) {
      refused = gradients();
      throw e;
    } finally {
      tensors.zeroGradients();
    }
    tensors.store();
  }

  /** The gradients of the last step, where one of them was not finite. */
  List<float[]> refusedGradients() {
    return refused;
  }

  /** Copies of all gradients, in the order of the memories. */
  List<float[]> gradients() {
    return tensors.memories().stream().map(ParameterMemory::gradientValues).toList();
  }

  /** Whether all gradients are finite. */
  boolean gradientsAreFinite() {
    return tensors.gradientsAreFinite();
  }

  /** The names of those trained parameters whose ids are not among these, in order. */
  List<String> without(Set<String> ids) {
    return byId.entrySet().stream()
        .filter(each -> !ids.contains(each.getKey()))
        .map(each -> each.getValue().name())
        .sorted()
        .toList();
  }

  /**
   * Looks whether DJL still trains all that is trained here.
   *
   * @throws IllegalStateException where the program has frozen a parameter since
   */
  void checkNoneIsFrozen() {
    Set<String> frozen = new TreeSet<>();
    for (Trained each : byId.values()) {
      if (!each.named().parameter().requiresGradient()) {
        frozen.add(each.name());
      }
    }
    if (!frozen.isEmpty()) {
      long t = stepper.t();
      throw new IllegalStateException(
          "the step was not made: DJL froze "
              + frozen
              + " in mid-training, after step "
              + t
              + ", of which the optimizer can know only in advance: give its builder"
              + " groups(ParameterGroup.of(\"...\").frozenFrom("
              + t
              + ")), or freeze before the first step");
    }
  }

  /** The parameters that were not trained, but that a backward pass has reached by now. */
  Set<String> newlyReached() {
    Set<String> names = new TreeSet<>();
    for (BlockParameters.Named named : untrained.values()) {
      if (named.parameter().requiresGradient()
          && ParameterMemory.isReached(named.parameter().getArray())) {
        names.add(named.name());
      }
    }
    return names;
  }

  /** Looks at a parameter that is not trained. */
  void checkUntrained(String id, NDArray weight) {
    BlockParameters.Named named = untrained.get(id);
    if (named == null) {
      throw new IllegalArgumentException(
          "a parameter is updated that the block of this optimizer does not have: build the"
              + " optimizer with the block that is trained");
    }
    NDArray own = named.parameter().getArray();
    Device home = own.getDevice();
    if (own != weight && home.equals(weight.getDevice()) && ParameterMemory.isReached(weight)) {
      throw new IllegalStateException(
          named.name()
              + " was given another array than the one that is trained: load the model before"
              + " trainer.initialize(...)");
    }
    if (ParameterMemory.isReached(weight) && !home.equals(weight.getDevice())) {
      throw new IllegalStateException(
          "%s lies on %s, but is trained on %s: make the model on the device where it is trained"
              .formatted(named.name(), home, weight.getDevice()));
    }
  }
}
