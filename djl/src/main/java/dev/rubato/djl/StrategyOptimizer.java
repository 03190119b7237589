package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.TranslateException;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * <p>A parameter is trained from the first backward pass on that reaches it, and is one, whatever
 * the block calls it; to freeze some for a while use {@link ParameterGroup#frozenUntil}. Parameters
 * in dense arrays on the CPU are updated in place. On a GPU the engine's own arithmetic moves them
 * there where the optimizer is sgd, adam or adamw, with no clipping, maximizing, amsgrad or
 * average; all else is copied to the CPU and back.
 */
public final class StrategyOptimizer extends Optimizer {
  private static final String EARLY_STOP = "(early stop)";

  private final TrainedBlock.Setup setup;
  private final int microBatches;
  private final @Nullable Long seed;
  private final Checkpoints checkpoints;
  private final Notices notices;
  private final FedBatches batches;
  private final SavedSeeds seeds;
  private final float[] earlyStop = {Float.NaN, 0}; // the best value, and how often none was better
  private final BlockTraining training;
  private final Watch watch;
  private final Statistics statistics;
  private final Steps steps;

  StrategyOptimizer(StrategyOptimizerBuilder builder) {
    super(builder);
    Map<String, float[]> aside = new LinkedHashMap<>();
    aside.put(EARLY_STOP, earlyStop);
    this.notices = new Notices(builder.notices);
    this.batches = new FedBatches(builder.microBatches, notices);
    batches.saveIn(aside);
    this.seeds = new SavedSeeds(builder.seed, notices);
    seeds.saveIn(aside);
    this.setup =
        new TrainedBlock.Setup(
            builder.block,
            builder.strategy,
            builder.horizon,
            builder.allOptions(),
            aside,
            builder.byEngine);
    this.microBatches = builder.microBatches;
    this.seed = builder.seed;
    this.checkpoints = new Checkpoints(builder.checkpoints, builder.every);
    this.training = new BlockTraining(setup);
    this.watch = new Watch(notices);
    this.statistics = new Statistics(setup);
    this.steps = new Steps(this, training, batches, watch, statistics, checkpoints, notices);
    if (clipGrad > 0 || getWeightDecay() != 0) {
      throw new IllegalArgumentException(
          "clipping and weight decay belong to the strategy: write clip-norm, clip-value or"
              + " weight-decay there, not DJL's options");
    }
    training.warnings().forEach(warning -> notices.once(warning, warning));
    reseed();
  }

  /** An optimizer to be built, with a strategy in the notation. */
  public static StrategyOptimizerBuilder builder(Block block, String strategy, Horizon horizon) {
    return builder(block, Notation.strategy(strategy), horizon);
  }

  /**
   * An optimizer to be built.
   *
   * @param block whose parameters are trained; it need not be initialized yet
   * @param horizon the planned length, in steps: updates, not micro-batches
   */
  public static StrategyOptimizerBuilder builder(Block block, Strategy strategy, Horizon horizon) {
    return new StrategyOptimizerBuilder(block, strategy, horizon);
  }

  /**
   * Goes on from the last checkpoint in the folder, if there is one. The block must be initialized;
   * call it before the first forward pass. What has changed since is told; a training that was
   * finished or has stopped early is at the point to evaluate.
   *
   * @return how many steps were made before
   * @throws IOException where the checkpoint can't be read, or is damaged
   * @throws IllegalArgumentException where it is of another network, optimizer or groups
   * @throws IllegalStateException after a step, before the block is initialized, or without a
   *     folder
   */
  public synchronized long resume() throws IOException {
    if (training.isStarted()) {
      throw new IllegalStateException(
          "resume() comes before the first step, but there were "
              + steps.made()
              + ": call it once, before");
    }
    Snapshot snapshot = checkpoints.latest(notices);
    if (snapshot == null) {
      return 0;
    }
    goOnFrom(snapshot);
    if ((isStopped() || planned() >= horizon().steps()) && evaluatesElsewhere()) {
      toEvaluation();
    }
    return t();
  }

  /**
   * Puts the best checkpoint that {@link StrategyListener} has written into the block, at the point
   * that was evaluated. A training that goes on does so from there, after {@link #toTraining}: the
   * checkpoints of later steps are then deleted.
   *
   * @return after how many steps it was best
   * @throws IOException where the checkpoint can't be read, or is damaged
   * @throws IllegalStateException where there is none
   */
  public synchronized long loadBest() throws IOException {
    goOnFrom(checkpoints.best());
    toEvaluation();
    return t();
  }

  private void goOnFrom(Snapshot snapshot) {
    Resumed resumed = new Resumed(snapshot, setup);
    batches.beforeRestore();
    seeds.beforeRestore();
    training.goOnFrom(resumed);
    resumed.tell(notices);
    steps.forgetArrived();
    training.zeroGradients(); // of a pass before
    batches.afterRestore(snapshot);
    seeds.afterRestore();
    watch.isResumed();
    statistics.hold();
    reseed();
  }

  @Override
  public synchronized void update(String parameterId, NDArray weight, NDArray gradient) {
    steps.update(parameterId, weight, rescaleGrad);
  }

  /**
   * Makes the update of those micro-batches that don't fill one, by the mean of their gradients, if
   * there are any: for the end of an epoch in a loop of one's own. {@link StrategyListener} and
   * {@link EpochSampler} see to it by themselves.
   */
  public synchronized void flush() {
    steps.flush(rescaleGrad);
  }

  /**
   * Replaces the gradient of a batch, which was computed at the point to evaluate as the epoch has
   * more batches than was known, by that at the point that is trained at.
   */
  synchronized void backAtTraining(Runnable backward) {
    steps.backAtTraining(backward);
  }

  /** Makes the gradient of a batch anew, in which one of an epoch that was cut off is left. */
  synchronized void afterCutOff(Runnable backward) {
    steps.afterCutOff(backward);
  }

  /**
   * How to make the gradients of the last batch again: after one that is not finite, the exception
   * then says whether the engine faltered. {@link StrategyListener} gives it.
   *
   * @param backward the forward and backward pass of the batch whose step comes
   */
  public synchronized void gradientsAgain(Runnable backward) {
    steps.gradientsAgain(backward);
  }

  /**
   * The loss of the batch whose step comes, before {@code trainer.step()}: {@code polyak} and
   * {@code momo} need it, all others leave it aside. {@link StrategyListener} tells it. On several
   * devices it is the sum of their losses, as the gradient is; of micro-batches each tells its own.
   */
  public synchronized void loss(double value) {
    steps.tell(value);
  }

  /** Whether steps may have to be told the loss. */
  boolean needsLoss() {
    return setup.needsLoss();
  }

  /**
   * Draws the engine's random numbers by the seed and the batches so far, where there is a seed.
   */
  void reseed() {
    EngineSeed.set(seed, batches.count());
  }

  /** Draws them as for the batch before. */
  void reseedLastBatch() {
    EngineSeed.set(seed, batches.count() > 1 ? batches.count() - 1 : -1);
  }

  /** Draws them for the batch that comes: of the first others than for the first values. */
  void reseedBatch() {
    EngineSeed.set(seed, batches.count() > 0 ? batches.count() : -1);
  }

  /** Takes the running averages that groups hold, where they are there by now. */
  synchronized void holdLate() {
    statistics.holdLate();
  }

  /** The data that come have so many examples, in batches of so many. */
  synchronized void isFed(int batch, long examples) {
    batches.areOf(batch, examples);
  }

  /** The same in the order of a seed. */
  synchronized void isOrdered(int batch, long examples, long by) {
    batches.areOf(batch, examples);
    seeds.order(by);
    watch.isOrdered();
  }

  /** How many updates were made. */
  public synchronized long t() {
    return training.t();
  }

  /**
   * How many updates were planned so far: those that were made, and those that a gradient that is
   * not finite prevented, which take their place in an epoch too.
   */
  private long planned() {
    return microBatches == 1 ? batches.count() : t() + training.skipped();
  }

  /** How many calls of {@code trainer.step()} there were, each for one batch. */
  public synchronized long batches() {
    return batches.count();
  }

  /** How many micro-batches make an update. */
  public int microBatches() {
    return microBatches;
  }

  /** The planned length. */
  public Horizon horizon() {
    return setup.horizon();
  }

  /**
   * How many epochs are left, the one that was begun included: what {@code EasyTrain.fit} takes. 0
   * where the training has stopped early, also before it was resumed.
   *
   * @throws IllegalStateException where the horizon has no steps per epoch
   */
  public int epochsLeft() {
    long perEpoch = horizon().stepsPerEpoch();
    if (perEpoch == 0) {
      throw new IllegalStateException(
          "the horizon has no steps per epoch: make it with Horizon.ofEpochs");
    }
    if (isStopped()) {
      return 0;
    }
    long left = horizon().steps() - planned();
    return Math.toIntExact(Math.max(0, (left + perEpoch - 1) / perEpoch));
  }

  /** The learning rate that the next update will use. */
  public synchronized double rate() {
    return training.rate();
  }

  /** The metrics that the strategy watches. */
  public Set<String> metrics() {
    return training.metrics();
  }

  /**
   * Tells the watching phrases of an evaluation made now. NaN counts as one that is not better, but
   * before any number it is no evaluation at all: that is told, and changes nothing.
   */
  public synchronized void observe(String metric, double value) {
    if (watch.hears(metric, value)) {
      training.observe(metric, value);
    }
  }

  /**
   * How each parameter is trained at the next step, as a table: its name, its groups, its learning
   * rate, its weight decay, and whether it is frozen.
   *
   * @throws IllegalStateException before the block is initialized
   */
  public synchronized String describe() {
    return training.now().stepper().describe();
  }

  /** Whether the parameters to evaluate are others than those that are trained at. */
  synchronized boolean evaluatesElsewhere() {
    return training.evaluatesElsewhere();
  }

  /** Whether there are parameters on other devices. */
  synchronized boolean hasReplicas() {
    return training.hasReplicas();
  }

  /** Whether the parameters are those to evaluate. */
  synchronized boolean isEvaluation() {
    return training.isEvaluation();
  }

  /** Puts the parameters to evaluate and keep in place: see {@link Stepper#toEvaluation}. */
  public synchronized void toEvaluation() {
    boolean was = isEvaluation();
    training.toEvaluation();
    watch.isEvaluated();
    if (!was && evaluatesElsewhere()) {
      statistics.keep();
    }
  }

  /** Puts the parameters that are trained at back: see {@link Stepper#toTraining}. */
  public synchronized void toTraining() {
    training.toTraining();
  }

  /**
   * Makes the running averages of batch normalization anew at the point to evaluate, which is put
   * in place: each is the mean of what the batches give, whatever it was before, by forward passes
   * as in training, but without gradients. Those that groups hold stay.
   *
   * @param batches how many of the data to see, at least 1; they begin again where they end
   */
  public synchronized void estimateStatistics(Trainer trainer, Dataset data, int batches)
      throws IOException, TranslateException {
    new BatchStatistics(trainer, this::toEvaluation).estimate(data, batches);
    toEvaluation();
    statistics.putBack(t());
    if (evaluatesElsewhere()) {
      statistics.keep();
    }
    reseed();
  }

  /**
   * A copy of all that the training needs to go on from here.
   *
   * @throws IllegalStateException before the block is initialized, and after the model is closed
   */
  public synchronized Snapshot snapshot() {
    batches.beforeSnapshot();
    return training.now().snapshot();
  }

  /** What is probably a slip where the training is evaluated every so many updates. */
  List<String> evaluationWarnings(long every) {
    return training.warnings(every);
  }

  /** Who listens, and what was heard. */
  Watch watch() {
    return watch;
  }

  Notices notices() {
    return notices;
  }

  float[] earlyStop() {
    return earlyStop;
  }

  /** Whether the training has stopped early. */
  boolean isStopped() {
    return earlyStop[1] >= watch.patience();
  }

  /** Whether there is a folder for checkpoints. */
  boolean hasFolder() {
    return checkpoints.hasFolder();
  }

  /** Writes a checkpoint, where there is a folder. */
  void writeCheckpoint() {
    checkpoints.write(this::snapshot);
  }

  /** Writes the best checkpoint, where there is a folder. */
  void writeBest() {
    checkpoints.writeBest(this::snapshot);
  }
}
