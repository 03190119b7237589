package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The block of one training through its life: not looked at yet; at rest, where it was resumed or
 * looked at before the first backward pass; running; and wider, where that reaches more of it.
 */
final class BlockTraining {
  private final TrainedBlock.Setup setup;
  private final RunningStrategy preview;
  private final Map<String, Long> joined = new LinkedHashMap<>(); // who came late, and when
  private final List<Map.Entry<String, Double>> toldBefore = new ArrayList<>();
  private final IdentityHashMap<NDArray, String> replicas =
      new IdentityHashMap<>(); // on other devices
  private @Nullable TrainedBlock running; // from the first backward pass on
  private @Nullable TrainedBlock resting; // what was resumed or looked at before it

  BlockTraining(TrainedBlock.Setup setup) {
    this.setup = setup;
    this.preview = new RunningStrategy(setup.strategy(), setup.horizon(), setup.options().groups());
  }

  /** What is probably a slip in the strategy. */
  List<String> warnings() {
    return preview.warnings();
  }

  /** The same where it is evaluated every so many updates. */
  List<String> warnings(long every) {
    return preview.warnings(every);
  }

  Set<String> metrics() {
    return preview.metrics();
  }

  boolean isStarted() {
    return running != null;
  }

  private @Nullable TrainedBlock known() {
    return running != null ? running : resting;
  }

  /** What is trained, or before the first step what will be. */
  TrainedBlock now() {
    TrainedBlock known = known();
    if (known == null) {
      boolean ready =
          BlockParameters.of(setup.block()).stream()
              .allMatch(named -> named.parameter().isInitialized());
      if (!ready) {
        throw Resumed.notInitialized();
      }
      known = TrainedBlock.atRest(setup, name -> true, joined);
      resting = known;
    }
    return known;
  }

  /** Goes on from a snapshot, at rest. */
  void goOnFrom(Resumed resumed) {
    resting = resumed.atRest();
    running = null;
    joined.clear();
    joined.putAll(resumed.joined());
    preview.restore(resumed.snapshot());
  }

  /** Begins to run, after the first backward pass. */
  TrainedBlock start() {
    TrainedBlock rest = resting;
    if (rest != null && rest.stepper().isEvaluation() && rest.stepper().evaluatesElsewhere()) {
      long t = rest.stepper().t();
      throw new IllegalStateException(
          t < setup.horizon().steps()
              ? "the parameters are those to evaluate: call toTraining() before the gradient is"
                  + " computed"
              : "the training is over, after step "
                  + t
                  + " of "
                  + setup.horizon()
                  + ", and its parameters are those to evaluate: give it a longer horizon, or to go"
                  + " on past this one call toTraining() before the gradient is computed");
    }
    Snapshot from = rest == null || rest.stepper().t() == 0 ? null : rest.snapshot();
    TrainedBlock now =
        TrainedBlock.running(setup, name -> from != null && from.remembers(name), joined);
    if (from != null) {
      now.restore(from);
    } else {
      tellBefore(now);
    }
    resting = null;
    running = now;
    return now;
  }

  private void tellBefore(TrainedBlock block) {
    toldBefore.forEach(each -> block.stepper().observe(0, each.getKey(), each.getValue()));
  }

  /** A parameter that a backward pass reaches for the first time is trained from here on. */
  TrainedBlock withNewlyReached(TrainedBlock now) {
    Set<String> reached = now.newlyReached();
    if (reached.isEmpty()) {
      return now;
    }
    Snapshot snapshot = now.snapshot();
    boolean first = snapshot.t() == 0;
    if (!first) {
      reached.forEach(name -> joined.put(name, snapshot.t()));
    }
    TrainedBlock wider = TrainedBlock.running(setup, now::isTrained, joined);
    if (first) {
      tellBefore(wider);
    } else {
      wider.restore(snapshot);
    }
    now.tensors().close();
    running = wider;
    return wider;
  }

  /** Forgets the gradients of passes that no step has used. */
  void zeroGradients() {
    for (BlockParameters.Named named : BlockParameters.of(setup.block())) {
      if (named.parameter().requiresGradient()) {
        ParameterMemory.zeroGradient(named.parameter().getArray());
      }
    }
  }

  /** A parameter on another device, which follows the main one. */
  void addReplica(NDArray replica, String id, NDArray main) {
    if (replicas.put(replica, id) == null) {
      ParameterMemory.copy(main, replica);
    }
  }

  /** Whether there are parameters on other devices. */
  boolean hasReplicas() {
    return !replicas.isEmpty();
  }

  /** Gives the parameters on other devices the values of the main ones. */
  void toReplicas() {
    TrainedBlock now = known();
    replicas.keySet().removeIf(NDArray::isReleased);
    replicas.forEach(
        (replica, id) -> {
          TrainedBlock.Trained trained = now == null ? null : now.trained(id);
          if (trained != null) {
            ParameterMemory.copy(trained.memory().weight(), replica);
          }
        });
  }

  long t() {
    TrainedBlock known = known();
    return known == null ? 0 : known.stepper().t();
  }

  /** How many updates were not made, as a gradient was not finite. */
  long skipped() {
    TrainedBlock known = known();
    return known == null ? 0 : known.stepper().skipped();
  }

  double rate() {
    TrainedBlock known = known();
    return known == null ? preview.rate().at(0) : known.stepper().rate();
  }

  void observe(String metric, double value) {
    TrainedBlock known = known();
    if (known == null || known.stepper().t() == 0) {
      toldBefore.add(Map.entry(metric, value));
      preview.observe(0, metric, value);
    }
    if (known != null) {
      known.stepper().observe(metric, value);
    }
  }

  /** Whether the parameters to evaluate are others than those that are trained at. */
  boolean evaluatesElsewhere() {
    TrainedBlock known = known();
    return known != null && known.stepper().evaluatesElsewhere();
  }

  /** Whether the parameters are those to evaluate. */
  boolean isEvaluation() {
    TrainedBlock known = known();
    return known != null && known.stepper().isEvaluation();
  }

  void toEvaluation() {
    TrainedBlock known = known();
    if (known != null) {
      known.stepper().toEvaluation();
      known.tensors().store();
      toReplicas();
    }
  }

  void toTraining() {
    TrainedBlock known = known();
    if (known != null) {
      known.stepper().toTraining();
      known.tensors().store();
      toReplicas();
    }
  }
}
