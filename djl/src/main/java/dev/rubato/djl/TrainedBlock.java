package dev.rubato.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.rubato.schedule.Horizon;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A block after its first backward pass: which of its parameters are trained, where they lie, and
 * the stepper that moves them. What no step moves is in its snapshots too: the averages of batch
 * normalization, and the state of early stopping.
 */
final class TrainedBlock {
  private static final String EARLY_STOP = "(early stop)";

  /**
   * Fewer parameters than this are moved sooner by the thread whose core has them in its cache,
   * from the backward pass and for the forward pass that comes, than shared with another.
   */
  private static final int WORTH_A_THREAD = 150_000;

  private final Block block;
  private final BlockTensors tensors;
  private final Map<String, Trained> byId = new HashMap<>();
  private final List<String> untrained = new ArrayList<>();
  private final Stepper stepper;

  /** A parameter that is trained, and where it lies. */
  record Trained(String name, Parameter parameter, ParameterMemory memory) {}

  /**
   * The parameters that the last backward pass reached are trained.
   *
   * @param earlyStop the state of early stopping, to be saved with the rest
   * @param byEngine which arrays the engine moves where it can
   */
  TrainedBlock(
      Block block,
      Strategy strategy,
      Horizon horizon,
      StepperOptions options,
      float[] earlyStop,
      Predicate<NDArray> byEngine) {
    this.block = block;
    this.tensors =
        BlockTensors.ofAll(block, untrained, EngineParameter.byEngine(strategy, options, byEngine));
    for (ParameterMemory memory : tensors.memories()) {
      String name = memory.tensor().name();
      if (!untrained.contains(name)) {
        Parameter parameter = block.getParameters().get(name);
        byId.put(parameter.getId(), new Trained(name, parameter, memory));
      }
    }
    List<Tensor> all = new ArrayList<>(tensors.tensors());
    all.add(Tensor.of(EARLY_STOP, earlyStop, earlyStop));
    List<ParameterGroup> groups = new ArrayList<>();
    groups.add(ParameterGroup.of(EARLY_STOP).frozen());
    untrained.forEach(name -> groups.add(ParameterGroup.of(name).frozen()));
    groups.addAll(options.groups());
    long size = all.stream().mapToLong(Tensor::size).sum();
    this.stepper =
        new Stepper(
            strategy,
            horizon,
            all,
            options.withThreadsFor(size, WORTH_A_THREAD).withGroups(groups));
  }

  /**
   * Puts a snapshot's values into a block that is initialized but not trained yet.
   *
   * @throws IllegalArgumentException where they are of another network
   */
  static void load(Snapshot snapshot, Block block, float[] earlyStop) {
    for (Pair<String, Parameter> named : block.getParameters()) {
      float[] values = snapshot.values(named.getKey());
      if (values != null) {
        NDArray array = named.getValue().getArray();
        if (array.size() != values.length) {
          throw new IllegalArgumentException(
              "in the checkpoint %s has %d values, but in this block %d"
                  .formatted(named.getKey(), values.length, array.size()));
        }
        ParameterMemory.untrained(named.getKey(), array).set(values);
      }
    }
    float[] stop = snapshot.values(EARLY_STOP);
    if (stop != null) {
      System.arraycopy(stop, 0, earlyStop, 0, earlyStop.length);
    }
  }

  /**
   * Goes on from the snapshot that was loaded. The averages of batch normalization have seen the
   * first batch by now, which is right: they stay.
   */
  void restore(Snapshot snapshot) {
    Map<ParameterMemory, float[]> seen = new HashMap<>();
    for (ParameterMemory memory : tensors.memories()) {
      if (untrained.contains(memory.tensor().name())) {
        seen.put(memory, ParameterMemory.read(memory.weight()));
      }
    }
    stepper.restore(snapshot);
    for (ParameterMemory memory : tensors.memories()) {
      float[] values = seen.get(memory);
      if (values == null) {
        memory.store();
      } else {
        memory.set(values);
      }
    }
  }

  BlockTensors tensors() {
    return tensors;
  }

  Stepper stepper() {
    return stepper;
  }

  /** How many parameters are trained. */
  int size() {
    return byId.size();
  }

  /** The trained parameter of this id, or null. */
  @Nullable Trained trained(String id) {
    return byId.get(id);
  }

  /** One update, from the gradients times a factor, which are 0 afterwards. */
  void step(float scale) {
    for (ParameterMemory memory : tensors.memories()) {
      if (scale != 1) {
        memory.scaleGradient(scale);
      }
      memory.fetch();
    }
    stepper.step();
    tensors.store();
    tensors.zeroGradients();
  }

  /** The names of those trained parameters whose ids are not among these, in order. */
  List<String> without(Set<String> ids) {
    return byId.entrySet().stream()
        .filter(each -> !ids.contains(each.getKey()))
        .map(each -> each.getValue().name())
        .sorted()
        .toList();
  }

  /** A parameter without a gradient may stay so; one that gets a gradient later comes too late. */
  void checkUntrained(String id, NDArray weight) {
    for (Pair<String, Parameter> named : block.getParameters()) {
      if (named.getValue().getId().equals(id)) {
        if (!ParameterMemory.isReached(weight)) {
          return;
        }
        Device home = named.getValue().getArray().getDevice();
        if (!home.equals(weight.getDevice())) {
          throw new IllegalStateException(
              "%s lies on %s, but is trained on %s: make the model on the device where it is trained"
                  .formatted(named.getKey(), home, weight.getDevice()));
        }
        throw new IllegalStateException(
            named.getKey()
                + " had no gradient in the first step, but has one now: to unfreeze a parameter in"
                + " mid-training, let it be trained from the start and use"
                + " ParameterGroup.frozenUntil");
      }
    }
    throw new IllegalArgumentException(
        "a parameter is updated that the block of this optimizer does not have: build the optimizer"
            + " with the block that is trained");
  }
}
