package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.CheckpointFolder;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Any strategy as the optimizer of any DJL trainer, with {@code EasyTrain.fit} or a loop of one's
 * own.
 *
 * <pre>{@code
 * StrategyOptimizer optimizer =
 *     StrategyOptimizer.builder(block, "adamw: one-cycle(0.01)", Horizon.ofEpochs(10, 100)).build();
 * TrainingConfig config = new DefaultTrainingConfig(loss).optOptimizer(optimizer);
 * }</pre>
 *
 * <p>DJL calls an optimizer once for each parameter and device. A step is made when the last
 * parameter's call has come, of all parameters together: so clipping sees the whole gradient, a
 * step counts once, and the order of calls does not matter. Gradients are set to 0 after it, as
 * PyTorch adds to them. Calls may come from any thread.
 *
 * <p>The parameters that are trained are those that the first backward pass reached; to freeze some
 * for a while use {@link ParameterGroup#frozenUntil}. Parameters in dense arrays on the CPU are
 * updated in place. On a GPU the engine's own arithmetic moves them there where the optimizer is
 * sgd, adam or adamw, with no clipping, maximizing, amsgrad or average; all else is copied to the
 * CPU and back.
 */
public final class StrategyOptimizer extends Optimizer {
  private final Block block;
  private final Strategy strategy;
  private final Horizon horizon;
  private final StepperOptions options;
  private final int microBatches;
  private final Predicate<NDArray> byEngine;
  private final @Nullable Long seed;
  private final @Nullable CheckpointFolder checkpoints;
  private final long every;
  private final float[] earlyStop = {Float.NaN, 0}; // the best value, and how often none was better
  private final RunningStrategy preview;
  private final Set<String> arrived = new HashSet<>();
  private final IdentityHashMap<NDArray, String> replicas =
      new IdentityHashMap<>(); // on other devices
  private @Nullable TrainedBlock started;
  private @Nullable Snapshot resumed;
  private boolean watched;
  private long batches;

  private StrategyOptimizer(Builder builder) {
    super(builder);
    this.block = builder.block;
    this.strategy = builder.strategy;
    this.horizon = builder.horizon;
    this.options = builder.options;
    this.microBatches = builder.microBatches;
    this.byEngine = builder.byEngine;
    this.seed = builder.seed;
    this.checkpoints = builder.checkpoints;
    this.every = builder.every;
    this.preview = new RunningStrategy(strategy, horizon);
    if (clipGrad > 0 || getWeightDecay() != 0) {
      throw new IllegalArgumentException(
          "clipping and weight decay belong to the strategy: write clip-norm, clip-value or"
              + " weight-decay there, not DJL's options");
    }
    reseed();
  }

  /** An optimizer to be built, with a strategy in the notation. */
  public static Builder builder(Block block, String strategy, Horizon horizon) {
    return builder(block, Notation.strategy(strategy), horizon);
  }

  /**
   * An optimizer to be built.
   *
   * @param block whose parameters are trained; it need not be initialized yet
   * @param horizon the planned length, in steps: updates, not micro-batches
   */
  public static Builder builder(Block block, Strategy strategy, Horizon horizon) {
    return new Builder(block, strategy, horizon);
  }

  /** What an optimizer is to be. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    private final Block block;
    private final Strategy strategy;
    private final Horizon horizon;
    private StepperOptions options = StepperOptions.DEFAULT;
    private int microBatches = 1;
    private Predicate<NDArray> byEngine = EngineParameter.ON_GPU;
    private @Nullable Long seed;
    private @Nullable CheckpointFolder checkpoints;
    private long every = Long.MAX_VALUE;

    private Builder(Block block, Strategy strategy, Horizon horizon) {
      this.block = block;
      this.strategy = strategy;
      this.horizon = horizon;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Parameters that are trained otherwise than the rest, by the block's parameter names. */
    public Builder groups(ParameterGroup... groups) {
      options = options.withGroups(List.of(groups));
      return this;
    }

    /**
     * Groups, an average for evaluation, threads: without a number of them one thread moves up to
     * 300,000 parameters.
     */
    public Builder options(StepperOptions changed) {
      options = changed;
      return this;
    }

    /**
     * One update for several calls of {@code trainer.step()}, by the mean of their gradients.
     *
     * @param count micro-batches an update, at least 1
     */
    public Builder accumulate(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("micro-batches must be at least 1, was " + count);
      }
      microBatches = count;
      return this;
    }

    /**
     * Sets the engine's random numbers (first values, dropout) by a seed, and anew after each batch
     * by the seed and the batches so far, so that a training that is resumed draws the same.
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Writes a checkpoint to a folder every few steps, and keeps the last.
     *
     * @param steps between two checkpoints, at least 1
     * @param keep how many to keep, at least 1
     */
    public Builder checkpoints(Path folder, long steps, int keep) {
      if (steps < 1) {
        throw new IllegalArgumentException(
            "steps between checkpoints must be at least 1, was " + steps);
      }
      checkpoints = new CheckpointFolder(folder, keep);
      every = steps;
      return this;
    }

    /** Which arrays the engine moves where it can: those on a GPU, or in tests any. */
    Builder byEngine(Predicate<NDArray> where) {
      byEngine = where;
      return this;
    }

    /**
     * The optimizer.
     *
     * @throws IllegalArgumentException where the strategy can't be resolved against the horizon
     * @throws IllegalStateException where a {@code ?} is still open
     */
    public StrategyOptimizer build() {
      return new StrategyOptimizer(this);
    }
  }

  /**
   * Goes on from the last checkpoint in the folder, if there is one. The block must be initialized;
   * call it before the first forward pass.
   *
   * @return how many steps were made before
   * @throws IOException where the checkpoint can't be read, or is damaged
   * @throws IllegalArgumentException where it is of another network
   */
  public synchronized long resume() throws IOException {
    if (checkpoints == null) {
      throw new IllegalStateException("there is no folder to resume from: call checkpoints(...)");
    }
    Snapshot snapshot = checkpoints.latest();
    if (snapshot == null) {
      return 0;
    }
    TrainedBlock.load(snapshot, block, earlyStop);
    preview.restore(snapshot);
    resumed = snapshot;
    batches = (snapshot.t() + snapshot.skipped()) * microBatches;
    reseed();
    return snapshot.t();
  }

  @Override
  public synchronized void update(String parameterId, NDArray weight, NDArray gradient) {
    TrainedBlock now = started == null ? start() : started;
    TrainedBlock.Trained trained = now.trained(parameterId);
    if (trained == null) {
      now.checkUntrained(parameterId, weight);
      return;
    }
    NDArray main = trained.memory().weight();
    if (main != weight) { // of another device, whose gradient DJL has added to the main one's
      ParameterMemory.zeroGradient(weight);
      if (replicas.put(weight, parameterId) == null) {
        ParameterMemory.copy(main, weight);
      }
      return;
    }
    if (trained.parameter().getArray() != main) {
      throw new IllegalStateException(
          trained.name()
              + " was given another array after its first step: load it before training");
    }
    if (!arrived.add(parameterId)) {
      throw new IllegalStateException(
          "the step was not made: no update came for "
              + now.without(arrived)
              + "; to freeze parameters in mid-training use ParameterGroup.frozenUntil");
    }
    if (arrived.size() == now.size()) {
      arrived.clear();
      batches++;
      if (batches % microBatches == 0) {
        step(now);
      }
      reseed();
    }
  }

  private void step(TrainedBlock now) {
    now.step(rescaleGrad / microBatches);
    toReplicas(now);
    long t = now.stepper().t();
    boolean afterEvaluation = watched && horizon.stepsPerEpoch() > 0;
    if (t % every == 0 && !(afterEvaluation && t % horizon.stepsPerEpoch() == 0)) {
      writeCheckpoint();
    }
  }

  /** Gives the parameters on other devices the values of the main ones. */
  private void toReplicas(TrainedBlock now) {
    replicas.keySet().removeIf(NDArray::isReleased);
    replicas.forEach(
        (replica, id) -> {
          TrainedBlock.Trained trained = now.trained(id);
          if (trained != null) {
            ParameterMemory.copy(trained.memory().weight(), replica);
          }
        });
  }

  private TrainedBlock start() {
    TrainedBlock now = new TrainedBlock(block, strategy, horizon, options, earlyStop, byEngine);
    if (resumed != null) {
      now.restore(resumed);
      resumed = null;
    }
    started = now;
    return now;
  }

  private void reseed() {
    if (seed != null) {
      long mixed = (seed + 1) * 0x9E3779B97F4A7C15L + batches * 0xD1B54A32D192ED03L;
      mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
      Engine.getInstance().setRandomSeed((int) (mixed >>> 32));
    }
  }

  /** How many updates were made. */
  public synchronized long t() {
    return started != null ? started.stepper().t() : resumed != null ? resumed.t() : 0;
  }

  /** How many calls of {@code trainer.step()} there were, each for one batch. */
  public synchronized long batches() {
    return batches;
  }

  /** How many micro-batches make an update. */
  public int microBatches() {
    return microBatches;
  }

  /** The planned length. */
  public Horizon horizon() {
    return horizon;
  }

  /**
   * How many epochs are left, the one that was begun included: what {@code EasyTrain.fit} takes.
   *
   * @throws IllegalStateException where the horizon has no steps per epoch
   */
  public int epochsLeft() {
    long perEpoch = horizon.stepsPerEpoch();
    if (perEpoch == 0) {
      throw new IllegalStateException(
          "the horizon has no steps per epoch: make it with Horizon.ofEpochs");
    }
    return Math.toIntExact(Math.max(0, (horizon.steps() - t() + perEpoch - 1) / perEpoch));
  }

  /** The learning rate that the next update will use. */
  public synchronized double rate() {
    if (started != null) {
      return started.stepper().rate();
    }
    return preview.rate().at(t());
  }

  /** The metrics that the strategy watches. */
  public Set<String> metrics() {
    return preview.metrics();
  }

  /** Tells the watching phrases of an evaluation made now. */
  public synchronized void observe(String metric, double value) {
    stepper("observe").observe(metric, value);
  }

  /** Puts the parameters to evaluate and keep in place: see {@link Stepper#toEvaluation}. */
  public synchronized void toEvaluation() {
    if (started != null) {
      started.stepper().toEvaluation();
      started.tensors().store();
      toReplicas(started);
    }
  }

  /** Puts the parameters that are trained at back: see {@link Stepper#toTraining}. */
  public synchronized void toTraining() {
    if (started != null) {
      started.stepper().toTraining();
      started.tensors().store();
      toReplicas(started);
    }
  }

  /** A copy of all that the training needs to go on from here. */
  public synchronized Snapshot snapshot() {
    Stepper stepper = stepper("a snapshot");
    if (started != null) {
      started.tensors().fetch();
    }
    return stepper.snapshot();
  }

  private Stepper stepper(String what) {
    if (started == null) {
      throw new IllegalStateException(what + " needs a step before it");
    }
    return started.stepper();
  }

  /** Whether a listener writes the checkpoints at the ends of epochs. */
  void isWatched() {
    watched = true;
  }

  float[] earlyStop() {
    return earlyStop;
  }

  /** Draws the engine's random numbers anew, where there is a seed: an evaluation may draw some. */
  void afterEvaluation() {
    reseed();
  }

  /** Writes a checkpoint, where there is a folder. */
  void writeCheckpoint() {
    write(false);
  }

  /** Writes the best checkpoint, where there is a folder. */
  void writeBest() {
    write(true);
  }

  private void write(boolean best) {
    if (checkpoints == null) {
      return;
    }
    try {
      if (best) {
        checkpoints.writeBest(snapshot());
      } else {
        checkpoints.write(snapshot());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoint at step " + t() + " can't be written", e);
    }
  }
}
