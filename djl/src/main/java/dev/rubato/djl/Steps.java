package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import dev.rubato.strategy.NonFiniteGradientException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps of DJL's calls, of which one comes for each parameter and device: a step is made when
 * the last parameter's has come, and the micro-batches fill an update.
 */
final class Steps {
  private final StrategyOptimizer optimizer;
  private final BlockTraining training;
  private final FedBatches batches;
  private final Watch watch;
  private final Statistics statistics;
  private final Checkpoints checkpoints;
  private final Notices notices;
  private final Set<String> arrived = new HashSet<>();
  private @Nullable Runnable again;
  private double losses; // told of since the last update, summed
  private int told; // how many
  private int passes; // told of, whose gradients are summed
  private long made; // in this process

  Steps(
      StrategyOptimizer optimizer,
      BlockTraining training,
      FedBatches batches,
      Watch watch,
      Statistics statistics,
      Checkpoints checkpoints,
      Notices notices) {
    this.optimizer = optimizer;
    this.training = training;
    this.batches = batches;
    this.watch = watch;
    this.statistics = statistics;
    this.checkpoints = checkpoints;
    this.notices = notices;
  }

  /** How many were made in this process. */
  long made() {
    return made;
  }

  /** Forgets the calls of a step that was not made. */
  void forgetArrived() {
    arrived.clear();
    passes = 0;
    forgetLosses();
  }

  /** The loss of a batch, whose step comes. */
  void tell(double loss) {
    losses += loss;
    told++;
  }

  private void forgetLosses() {
    losses = 0;
    told = 0;
  }

  /** DJL's call for a parameter on a device, whose gradients are to be scaled. */
  void update(String parameterId, NDArray weight, float scale) {
    try {
      arrive(parameterId, weight, scale);
    } catch (RuntimeException e) {
      arrived.clear(); // the next step begins anew
      throw e;
    }
  }

  private void arrive(String parameterId, NDArray weight, float scale) {
    TrainedBlock now = training.isStarted() ? training.now() : start();
    TrainedBlock.Trained trained = now.trained(parameterId);
    if (trained == null) {
      now.checkUntrained(parameterId, weight);
      return;
    }
    NDArray main = trained.memory().weight();
    if (main != weight) { // of another device, whose gradient DJL has added to the main one's
      ParameterMemory.zeroGradient(weight);
      training.addReplica(weight, parameterId, main);
      return;
    }
    if (trained.named().parameter().getArray() != main) {
      throw new IllegalStateException(
          trained.name()
              + " was given another array after its first step: load it before training");
    }
    if (arrived.isEmpty()) {
      now.checkNoneIsFrozen();
    }
    if (!arrived.add(parameterId)) {
      throw new IllegalStateException(
          "the step was not made: no update came for " + now.without(arrived));
    }
    if (arrived.size() == now.size()) {
      arrived.clear();
      batches.add();
      boolean lastOfEpoch = watch.expectsValidationAt(batches.count());
      try {
        if (batches.fillUpdate() || lastOfEpoch) {
          step(training.withNewlyReached(now), scale);
        }
        if (lastOfEpoch && optimizer.evaluatesElsewhere()) {
          optimizer.toEvaluation(); // the next epoch goes back
        }
      } finally {
        statistics.putBack(optimizer.t());
        optimizer.reseed();
      }
    }
  }

  private TrainedBlock start() {
    checkpoints.checkMayWrite();
    statistics.begin();
    watch.tellOfMissing();
    TrainedBlock now = training.start();
    if (checkpoints.wentBack()) {
      optimizer.writeCheckpoint(); // and with it those that were abandoned are gone
    }
    return now;
  }

  private void step(TrainedBlock now, float scale) {
    watch.tellOfEnd(now.stepper().t(), optimizer.horizon());
    if (now.tensors().gradientsAreZero()) {
      notices.once(
          "zero",
          "all gradients were 0 at step "
              + now.stepper().t()
              + ": was the backward pass made before trainer.step(), and no step twice?");
    }
    int together = batches.use(); // in a step that fails too
    double loss = losses * scale / together;
    int known = told;
    forgetLosses();
    if (now.stepper().needsLoss() && known != together) {
      now.tensors().zeroGradients();
      throw new IllegalStateException(
          "the step was not made: its length follows from the loss, which was told of "
              + known
              + " of "
              + together
              + (together == 1 ? " batch" : " batches")
              + ": add StrategyListener to the training's configuration, or in a loop of one's own"
              + " call optimizer.loss(value) before each trainer.step()");
    }
    try {
      now.step(scale / together, loss);
    } catch (NonFiniteGradientException e) {
      throw EngineFaultException.explained(e, now, scale / together, this::backwardAgain);
    } finally {
      passes = 0;
    }
    made++;
    training.toReplicas();
    long t = now.stepper().t();
    watch.tellOfSilence(made, optimizer.metrics(), optimizer.horizon());
    if (optimizer.evaluatesElsewhere()) {
      watch.tellOfPoint(made, optimizer.horizon());
    }
    boolean ofEpoch =
        watch.isWatched()
            && optimizer.horizon().stepsPerEpoch() > 0
            && t % optimizer.horizon().stepsPerEpoch() == 0;
    if (checkpoints.isDue(t) && !ofEpoch) {
      optimizer.writeCheckpoint();
    }
  }

  /** Makes the update of those micro-batches that don't fill one, if there are any. */
  void flush(float scale) {
    if (batches.pending() == 0) {
      return;
    }
    boolean evaluated = optimizer.isEvaluation();
    optimizer.toTraining();
    try {
      step(training.withNewlyReached(training.now()), scale);
    } finally {
      optimizer.reseed();
      if (evaluated) {
        optimizer.toEvaluation();
      }
    }
  }

  /** Replaces a gradient that was computed at the point to evaluate. */
  void backAtTraining(Runnable backward) {
    if (batches.pending() > 0 || training.hasReplicas()) {
      throw new IllegalStateException(
          "this gradient was computed at the point to evaluate: call toTraining() after an"
              + " evaluation, and build the horizon by Horizons.ofEpochs");
    }
    optimizer.toTraining();
    statistics.putBackKept();
    training.zeroGradients();
    forgetLosses();
    passes = 0; // one more is told of
    optimizer.reseedBatch();
    backward.run();
  }

  /**
   * Replaces a gradient to which that of a batch that made no step was added, and was not finite.
   */
  void afterCutOff(Runnable backward) {
    if (batches.pending() == 0
        && training.isStarted()
        && !training.now().tensors().gradientsAreFinite()) {
      training.zeroGradients();
      forgetLosses();
      passes = 0; // one more is told of
      optimizer.reseedBatch();
      backward.run();
    }
  }

  /** How to make the gradients of the last batch again. */
  void gradientsAgain(Runnable backward) {
    again = backward;
    passes++;
  }

  private boolean backwardAgain() {
    Runnable backward = again;
    if (backward == null || passes != 1) { // only the last could be made again
      return false;
    }
    optimizer.reseedLastBatch();
    backward.run();
    return true;
  }
}
