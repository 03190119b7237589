package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.TranslateException;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.CheckpointFolder;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
  private static final String BATCHES = "(batches)";
  private static final int DIGITS = 20; // bits in each of two floats that hold a count exactly

  private final TrainedBlock.Setup setup;
  private final int microBatches;
  private final @Nullable Long seed;
  private final @Nullable CheckpointFolder checkpoints;
  private final long every;
  private final Notices notices;
  private final float[] earlyStop = {Float.NaN, 0}; // the best value, and how often none was better
  private final float[] saved = new float[3]; // micro-batches, and how many batches, in two digits
  private final RunningStrategy preview;
  private final Statistics statistics;
  private final Set<String> arrived = new HashSet<>();
  private final IdentityHashMap<NDArray, String> replicas =
      new IdentityHashMap<>(); // on other devices
  private final Map<String, Long> joined = new LinkedHashMap<>();
  private final List<Map.Entry<String, Double>> toldBefore = new ArrayList<>();
  private final Set<String> heard = new TreeSet<>();
  private @Nullable TrainedBlock started; // from the first backward pass on
  private @Nullable TrainedBlock resting; // what was resumed or looked at before it
  private @Nullable Runnable again;
  private @Nullable StrategyListener lastListener;
  private boolean mayWrite;
  private boolean wentBack;
  private boolean watched;
  private boolean ordered;
  private int patience = Integer.MAX_VALUE;
  private long batches;
  private long validationAt = -1; // after how many batches the listener expects one
  private long steps; // in this process

  StrategyOptimizer(StrategyOptimizerBuilder builder) {
    super(builder);
    Map<String, float[]> aside = new LinkedHashMap<>();
    aside.put(EARLY_STOP, earlyStop);
    aside.put(BATCHES, saved);
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
    this.checkpoints = builder.checkpoints;
    this.every = builder.every;
    this.notices = new Notices(builder.notices);
    this.preview = new RunningStrategy(setup.strategy(), setup.horizon(), setup.options().groups());
    this.statistics = new Statistics(setup);
    if (clipGrad > 0 || getWeightDecay() != 0) {
      throw new IllegalArgumentException(
          "clipping and weight decay belong to the strategy: write clip-norm, clip-value or"
              + " weight-decay there, not DJL's options");
    }
    preview.warnings().forEach(warning -> notices.once(warning, warning));
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
    CheckpointFolder folder = folder("resume from");
    if (started != null) {
      throw new IllegalStateException(
          "resume() comes before the first step, but there were "
              + steps
              + ": call it once, before");
    }
    mayWrite = true;
    Snapshot snapshot = folder.latest();
    if (snapshot == null) {
      return 0;
    }
    goOnFrom(snapshot);
    if ((isStopped() || t() >= horizon().steps()) && evaluatesElsewhere()) {
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
    CheckpointFolder folder = folder("load from");
    Snapshot snapshot = folder.best();
    if (snapshot == null) {
      throw new IllegalStateException(
          folder.folder()
              + " has no best checkpoint: StrategyListener writes one after a validation that is"
              + " better than those before");
    }
    goOnFrom(snapshot);
    wentBack = true;
    mayWrite = true;
    toEvaluation();
    return t();
  }

  private CheckpointFolder folder(String purpose) {
    if (checkpoints == null) {
      throw new IllegalStateException(
          "there is no folder to " + purpose + ": call checkpoints(...)");
    }
    return checkpoints;
  }

  private void goOnFrom(Snapshot snapshot) {
    Resumed resumed = new Resumed(snapshot, setup);
    saved[0] = 0; // a checkpoint of before does not say
    TrainedBlock rest = resumed.atRest();
    resumed.tell(notices);
    resting = rest;
    started = null;
    arrived.clear();
    joined.clear();
    joined.putAll(resumed.joined());
    preview.restore(resumed.snapshot());
    batches = (snapshot.t() + snapshot.skipped()) * microBatches;
    if (saved[0] == microBatches) {
      batches = ((long) saved[1] << DIGITS) + (long) saved[2];
    } else if (saved[0] > 0) {
      notices.once(
          "resumed batches",
          "the checkpoint had updates of %d batches, this training has updates of %d"
              .formatted((int) saved[0], microBatches));
    }
    statistics.hold();
    reseed();
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
    if (trained.named().parameter().getArray() != main) {
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
      try {
        if (batches % microBatches == 0) {
          step(withNewlyReached(now));
        }
        if (batches == validationAt && !ordered && evaluatesElsewhere()) {
          toEvaluation(); // after it the listener goes back
        }
      } finally {
        statistics.putBack(t());
        reseed();
      }
    }
  }

  private TrainedBlock start() {
    if (checkpoints != null && !mayWrite) {
      try {
        checkpoints.checkFree();
      } catch (IOException e) {
        throw new UncheckedIOException(checkpoints.folder() + " can't be read", e);
      }
      mayWrite = true;
    }
    TrainedBlock rest = resting;
    if (rest != null && rest.stepper().isEvaluation() && rest.stepper().evaluatesElsewhere()) {
      throw new IllegalStateException(
          "the parameters are those to evaluate: call toTraining() before the gradient is computed");
    }
    boolean fresh = rest == null || rest.stepper().t() == 0;
    Snapshot from = fresh || rest == null ? null : rest.snapshot();
    TrainedBlock now =
        TrainedBlock.running(setup, name -> from != null && from.remembers(name), joined);
    if (from != null) {
      now.restore(from);
    } else {
      tellBefore(now);
    }
    resting = null;
    started = now;
    if (wentBack) {
      wentBack = false;
      writeCheckpoint(); // and with it those that were abandoned are gone
    }
    return now;
  }

  private void tellBefore(TrainedBlock block) {
    toldBefore.forEach(each -> block.stepper().observe(0, each.getKey(), each.getValue()));
  }

  /** A parameter that a backward pass reaches for the first time is trained from here on. */
  private TrainedBlock withNewlyReached(TrainedBlock now) {
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
    started = wider;
    return wider;
  }

  private void step(TrainedBlock now) {
    if (now.stepper().t() == horizon().steps()) {
      notices.once(
          "horizon",
          "the training goes on past its horizon of "
              + horizon()
              + ": all numbers stay at what their schedules end with");
    }
    try {
      now.step(rescaleGrad / microBatches);
    } catch (NonFiniteGradientException e) {
      boolean canBeMadeAgain = microBatches == 1;
      throw EngineFaultException.explained(e, now, canBeMadeAgain ? this::backwardAgain : null);
    }
    steps++;
    toReplicas(now);
    long t = now.stepper().t();
    tellOfSilence();
    boolean ofEpoch =
        watched && horizon().stepsPerEpoch() > 0 && t % horizon().stepsPerEpoch() == 0;
    if (t % every == 0 && !ofEpoch) {
      writeCheckpoint();
    }
  }

  /**
   * How to make the gradients of the last batch again: after one that is not finite, the exception
   * then says whether the engine faltered. {@link StrategyListener} gives it.
   *
   * @param backward the forward and backward pass of the batch whose step comes
   */
  public synchronized void gradientsAgain(Runnable backward) {
    again = backward;
  }

  private boolean backwardAgain() {
    Runnable backward = again;
    if (backward != null) {
      batches--; // the random numbers of this batch once more
      reseed();
      batches++;
      backward.run();
    }
    return backward != null;
  }

  /** A phrase that watches, but hears nothing, is probably not connected. */
  private void tellOfSilence() {
    long perEpoch = horizon().stepsPerEpoch();
    long patient = perEpoch > 0 ? perEpoch + 1 : Math.max(10, horizon().steps() / 10);
    if (steps != patient || watched) { // a listener tells by itself
      return;
    }
    Set<String> silent = new TreeSet<>(metrics());
    silent.removeAll(heard);
    if (!silent.isEmpty()) {
      notices.once(
          "silence",
          "the strategy watches "
              + silent
              + ", but was told nothing of it in "
              + steps
              + " steps"
              + (heard.isEmpty() ? "" : " (only of " + heard + ")")
              + ", and so changes nothing: add StrategyListener after TrainingListener.Defaults and"
              + " give EasyTrain.fit a validation set, or call observe(metric, value)");
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

  /**
   * Draws the engine's random numbers by the seed and the batches so far, where there is a seed.
   */
  void reseed() {
    if (seed != null) {
      long mixed = (seed + 1) * 0x9E3779B97F4A7C15L + batches * 0xD1B54A32D192ED03L;
      mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
      Engine.getInstance().setRandomSeed((int) (mixed >>> 32));
    }
  }

  private @Nullable TrainedBlock current() {
    return started != null ? started : resting;
  }

  /** What is trained, or before the first step what will be. */
  private TrainedBlock now() {
    TrainedBlock known = current();
    if (known == null) {
      if (BlockParameters.of(setup.block()).stream()
          .anyMatch(named -> !named.parameter().isInitialized())) {
        throw Resumed.notInitialized();
      }
      known = TrainedBlock.atRest(setup, name -> true, joined);
      resting = known;
    }
    return known;
  }

  /** How many updates were made. */
  public synchronized long t() {
    TrainedBlock known = current();
    return known == null ? 0 : known.stepper().t();
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
    return Math.toIntExact(Math.max(0, (horizon().steps() - t() + perEpoch - 1) / perEpoch));
  }

  /** The learning rate that the next update will use. */
  public synchronized double rate() {
    TrainedBlock known = current();
    return known == null ? preview.rate().at(0) : known.stepper().rate();
  }

  /** The metrics that the strategy watches. */
  public Set<String> metrics() {
    return preview.metrics();
  }

  /** Tells the watching phrases of an evaluation made now. */
  public synchronized void observe(String metric, double value) {
    heard.add(metric);
    TrainedBlock known = current();
    if (known == null || known.stepper().t() == 0) {
      toldBefore.add(Map.entry(metric, value));
      preview.observe(0, metric, value);
    }
    if (known != null) {
      known.stepper().observe(metric, value);
    }
  }

  /**
   * How each parameter is trained at the next step, as a table: its name, its groups, its learning
   * rate, its weight decay, and whether it is frozen.
   *
   * @throws IllegalStateException before the block is initialized
   */
  public synchronized String describe() {
    return now().stepper().describe();
  }

  /** Whether the parameters to evaluate are others than those that are trained at. */
  synchronized boolean evaluatesElsewhere() {
    TrainedBlock known = current();
    return known != null && known.stepper().evaluatesElsewhere();
  }

  /** Whether the parameters are those to evaluate. */
  synchronized boolean isEvaluation() {
    TrainedBlock known = current();
    return known != null && known.stepper().isEvaluation();
  }

  /** Puts the parameters to evaluate and keep in place: see {@link Stepper#toEvaluation}. */
  public synchronized void toEvaluation() {
    TrainedBlock known = current();
    if (known != null) {
      known.stepper().toEvaluation();
      known.tensors().store();
      toReplicas(known);
    }
  }

  /** Puts the parameters that are trained at back: see {@link Stepper#toTraining}. */
  public synchronized void toTraining() {
    TrainedBlock known = current();
    if (known != null) {
      known.stepper().toTraining();
      known.tensors().store();
      toReplicas(known);
    }
  }

  /**
   * Estimates the running averages of batch normalization at the point to evaluate, which is put in
   * place: by forward passes as in training, but without gradients.
   *
   * @param batches how many of the data to see, at least 1; some 100 for DJL's default momentum
   */
  public synchronized void estimateStatistics(Trainer trainer, Dataset data, int batches)
      throws IOException, TranslateException {
    Statistics.estimate(trainer, data, batches, this::toEvaluation);
    toEvaluation();
    reseed();
  }

  /**
   * A copy of all that the training needs to go on from here.
   *
   * @throws IllegalStateException before the block is initialized, and after the model is closed
   */
  public synchronized Snapshot snapshot() {
    saved[0] = microBatches;
    saved[1] = (float) (batches >> DIGITS);
    saved[2] = (float) (batches & ((1L << DIGITS) - 1));
    return now().snapshot();
  }

  /**
   * A listener writes the checkpoints at the ends of epochs, and stops after so many validations.
   */
  void isWatched(StrategyListener listener, int validations) {
    watched = true;
    patience = validations;
    if (lastListener != listener) {
      notices.once(
          "listener",
          "the trainer has another StrategyListener than the one made last: best, stopAfter and"
              + " withMetric give a new listener, which is the one to add");
    }
  }

  /** A validation will come after so many batches in all. */
  void expectsValidationAt(long count) {
    validationAt = count;
  }

  /** A listener was made. */
  void isListenedToBy(StrategyListener listener) {
    lastListener = listener;
  }

  /** An {@link EpochSampler} orders the data, and puts the point to evaluate in place. */
  void isOrdered() {
    ordered = true;
  }

  boolean hasOrder() {
    return ordered;
  }

  Notices notices() {
    return notices;
  }

  float[] earlyStop() {
    return earlyStop;
  }

  /** Whether the training has stopped early. */
  boolean isStopped() {
    return earlyStop[1] > patience;
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
