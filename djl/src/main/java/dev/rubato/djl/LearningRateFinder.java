package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.finder.RateProbe;
import dev.rubato.finder.RateSearch;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best constant learning rate for a model, its data and an optimizer by trainings at
 * constant rates, judged by validation data, and leaves the model as it was.
 *
 * <pre>{@code
 * Finding finding =
 *     LearningRateFinder.of(trainer, data, "sgd(momentum=0.9)", Horizons.ofEpochs(10, data, 32))
 *         .validation(validationData)
 *         .find();
 * finding.answers(); // or finding.reason() says why not
 * finding.rate();
 * }</pre>
 *
 * <p>The answer holds for trainings as long as the horizon, and costs about twelve of them, or what
 * {@link #budget} allows. Without validation data it is judged by the training loss of the last
 * quarter of the steps, which prefers rates that memorize; {@link Finding#judgedBy} says so. {@link
 * #rangeTest()} runs the classic range test instead (Smith 2017), in some hundred steps.
 *
 * <p>The finding prints its answer; {@code Findings} in rubato-report draws it in the terminal, as
 * SVG and as a page.
 *
 * <p>Afterwards, also after an exception or an interrupt, all parameters and running averages of
 * the model are as before to the last bit, their gradients are 0, and the trainer's own optimizer
 * has heard of nothing. Data in the order of an {@link EpochSampler} come again from the same batch
 * on. Where a seed was set for the engine ({@code Engine.getInstance().setRandomSeed}), trainings
 * of one repeat have the same random numbers at every rate, and the engine's begin again from that
 * seed after the last, so that the same program gives the same bits in every run.
 */
public final class LearningRateFinder {
  private static final int REPEATS = 3;
  private static final int LAST = 4; // the last of so many parts of the steps

  private final Trainer trainer;
  private final Dataset data;
  private final Optimizer optimizer;
  private final Horizon horizon;
  private final @Nullable Integer seed = Engine.getInstance().getSeed();
  private @Nullable Dataset validation;
  private double budget = RateSearch.BUDGET;
  private RangeTest test = RangeTest.DEFAULT;
  private int repeats = REPEATS;
  private Predicate<NDArray> byEngine = EngineParameter.ON_GPU;
  private boolean told; // of a fault

  private LearningRateFinder(Trainer trainer, Dataset data, Optimizer optimizer, Horizon horizon) {
    this.trainer = trainer;
    this.data = data;
    this.optimizer = optimizer;
    this.horizon = horizon;
  }

  /**
   * A finder for trainings of a length.
   *
   * @param trainer whose model is initialized
   * @param data to train on; it begins again where it ends
   * @param optimizer in the notation, such as {@code adamw(weight-decay=0.05)}
   * @param horizon how long the training will be, such as {@code Horizons.ofEpochs(10, data, 32)}
   */
  public static LearningRateFinder of(
      Trainer trainer, Dataset data, String optimizer, Horizon horizon) {
    return new LearningRateFinder(trainer, data, Notation.optimizer(optimizer), horizon);
  }

  private LearningRateFinder copy() {
    LearningRateFinder copy = new LearningRateFinder(trainer, data, optimizer, horizon);
    copy.validation = validation;
    copy.budget = budget;
    copy.test = test;
    copy.repeats = repeats;
    copy.byEngine = byEngine;
    return copy;
  }

  /** This finder, judging by the trainer's loss on these data, which no training sees. */
  public LearningRateFinder validation(Dataset unseen) {
    LearningRateFinder copy = copy();
    copy.validation = unseen;
    return copy;
  }

  /**
   * This finder with another budget.
   *
   * @param trainings what the search may cost, in whole trainings, at least 3
   */
  public LearningRateFinder budget(double trainings) {
    if (!(trainings >= RateSearch.LEAST_BUDGET)) {
      throw new IllegalArgumentException(
          "the budget must be at least 3 whole trainings, was " + trainings);
    }
    LearningRateFinder copy = copy();
    copy.budget = trainings;
    return copy;
  }

  /** This finder with other rates or steps for the range test. */
  public LearningRateFinder test(RangeTest changed) {
    LearningRateFinder copy = copy();
    copy.test = changed;
    return copy;
  }

  /**
   * This finder with another number of repeats of the range test.
   *
   * @param count at least 1; an interval needs 2
   */
  public LearningRateFinder repeats(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("repeats must be at least 1, was " + count);
    }
    LearningRateFinder copy = copy();
    copy.repeats = count;
    return copy;
  }

  /** Which arrays the engine moves where it can: those on a GPU, or in tests any. */
  LearningRateFinder byEngine(Predicate<NDArray> where) {
    LearningRateFinder copy = copy();
    copy.byEngine = where;
    return copy;
  }

  /**
   * Searches the best rate.
   *
   * @throws InterruptedException where this thread is interrupted; the model is as before
   */
  public Finding find() throws IOException, TranslateException, InterruptedException {
    String judgedBy =
        validation == null ? "training loss, for want of validation data" : "validation loss";
    RateSearch search = new RateSearch(optimizer.usualRate(), horizon.steps(), budget, judgedBy);
    KeptParameters before = parameters();
    try {
      for (List<RateProbe> next = search.next(); !next.isEmpty(); next = search.next()) {
        for (RateProbe probe : next) {
          seedAgain(probe.repeat());
          Strategy strategy = new Strategy(optimizer, Schedules.constant(probe.rate()));
          try (FinderTraining training = training(strategy, probe.steps())) {
            double[] losses = training.run(new FinderBatches(trainer, data), (all, made) -> false);
            search.add(probe, score(training, losses, probe.steps()), losses.length);
          }
          before.restore();
        }
      }
      return search.finding();
    } finally {
      before.restore();
      seedAgain(0);
    }
  }

  /**
   * Runs the classic range test on the batches that come next, once for each repeat.
   *
   * @throws InterruptedException where this thread is interrupted; the model is as before
   */
  public RangeTestFinding rangeTest() throws IOException, TranslateException, InterruptedException {
    KeptParameters before = parameters();
    seedAgain(0);
    try {
      Schedule rising = Schedules.exponential(test.low(), test.high()).forSteps(test.steps() - 1);
      FinderBatches batches = new FinderBatches(trainer, data);
      List<double[]> losses = new ArrayList<>();
      for (int repeat = 0; repeat < repeats; repeat++) {
        try (FinderTraining training = training(new Strategy(optimizer, rising), test.steps())) {
          losses.add(training.run(batches, test::hasDiverged));
        }
        before.restore();
      }
      return RangeTestFinding.of(test, losses);
    } finally {
      before.restore();
      seedAgain(0);
    }
  }

  private FinderTraining training(Strategy strategy, long steps) {
    return new FinderTraining(trainer, strategy, steps, byEngine, this::tellOfFault);
  }

  private void tellOfFault() {
    if (!told) {
      told = true;
      Notices.LOG.accept(
          "the engine faltered in the learning-rate finder: a loss or a gradient was not finite,"
              + " but made again from the same state it was; the finite one counts: "
              + EngineFaultException.remedy());
    }
  }

  /** What the search goes by: lower is better, NaN where the training diverged. */
  private double score(FinderTraining training, double[] losses, long steps)
      throws IOException, TranslateException {
    if (losses.length < steps || !Double.isFinite(losses[losses.length - 1])) {
      return Double.NaN;
    }
    if (validation != null) {
      return training.validate(validation);
    }
    int from = losses.length - (losses.length + LAST - 1) / LAST;
    return Arrays.stream(losses, from, losses.length).average().orElse(Double.NaN);
  }

  private KeptParameters parameters() {
    return new KeptParameters(trainer.getModel().getBlock(), all -> true);
  }

  /** Begins the random numbers of a repeat, if a seed was set. */
  private void seedAgain(int repeat) {
    if (seed != null) {
      Engine.getInstance().setRandomSeed(seed + repeat);
    }
  }
}
