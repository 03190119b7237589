package dev.rubato.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import ai.djl.util.Pair;
import dev.rubato.finder.Finding;
import dev.rubato.finder.Probing;
import dev.rubato.finder.RangeTest;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds a learning rate for a model, its data and an optimizer, by a range test (Smith 2017) and a
 * few short trainings at constant rates, and leaves the model as it was.
 *
 * <pre>{@code
 * Finding finding = LearningRateFinder.of(trainer, data, "sgd(momentum=0.9)").find();
 * finding.answers(); // or finding.reason() says why not
 * finding.rate();
 * }</pre>
 *
 * <p>The finding prints its answer; {@code Findings} in rubato-report draws it in the terminal, as
 * SVG and as a page.
 *
 * <p>Afterwards, also after an exception or an interrupt, all parameters and running averages of
 * the model are as before to the last bit, their gradients are 0, and the trainer's own optimizer
 * has heard of nothing. Data in the order of an {@link EpochSampler} come again from the same batch
 * on. Where a seed was set for the engine ({@code Engine.getInstance().setRandomSeed}), its random
 * numbers and DJL's shuffling begin again from that seed before the finder's first training and
 * after its last, so that the same program gives the same bits in every run.
 */
public final class LearningRateFinder {
  private static final int REPEATS = 3;

  private final Trainer trainer;
  private final Dataset data;
  private final Optimizer optimizer;
  private final RangeTest test;
  private final int repeats;
  private final int probeSteps;
  private Predicate<NDArray> byEngine = EngineParameter.ON_GPU;
  private boolean told; // of a fault

  private LearningRateFinder(
      Trainer trainer,
      Dataset data,
      Optimizer optimizer,
      RangeTest test,
      int repeats,
      int probeSteps) {
    this.trainer = trainer;
    this.data = data;
    this.optimizer = optimizer;
    this.test = test;
    this.repeats = repeats;
    this.probeSteps = probeSteps;
  }

  /**
   * A finder that runs the default range test three times, each on the batches that come next, and
   * then {@link Probing}: some 1,600 steps in all.
   *
   * @param trainer whose model is initialized
   * @param data to train on; it begins again where it ends
   * @param optimizer in the notation, such as {@code adamw(weight-decay=0.05)}
   */
  public static LearningRateFinder of(Trainer trainer, Dataset data, String optimizer) {
    return new LearningRateFinder(
        trainer, data, Notation.optimizer(optimizer), RangeTest.DEFAULT, REPEATS, Probing.STEPS);
  }

  /** This finder with other rates or steps. */
  public LearningRateFinder test(RangeTest changed) {
    return with(changed, repeats, probeSteps);
  }

  /**
   * This finder with another number of repeats.
   *
   * @param count at least 1; an interval needs 2
   */
  public LearningRateFinder repeats(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("repeats must be at least 1, was " + count);
    }
    return with(test, count, probeSteps);
  }

  /**
   * This finder with probes of another length.
   *
   * @param steps of each training at a constant rate, at least 10; 0 for the range test alone,
   *     which is done in a fifth of the time and less often right
   */
  public LearningRateFinder probeSteps(int steps) {
    if (steps != 0 && steps < 10) {
      throw new IllegalArgumentException(
          "the steps of a probe must be at least 10, or 0 for none, was " + steps);
    }
    return with(test, repeats, steps);
  }

  private LearningRateFinder with(RangeTest range, int times, int steps) {
    return new LearningRateFinder(trainer, data, optimizer, range, times, steps).byEngine(byEngine);
  }

  /** Which arrays the engine moves where it can: those on a GPU, or in tests any. */
  LearningRateFinder byEngine(Predicate<NDArray> where) {
    byEngine = where;
    return this;
  }

  /**
   * Runs the test and the probes.
   *
   * @throws InterruptedException where this thread is interrupted; the model is as before
   */
  public Finding find() throws IOException, TranslateException, InterruptedException {
    List<Pair<NDArray, float[]>> before = values(named -> true);
    Integer seed = Engine.getInstance().getSeed();
    seedAgain(seed);
    Batches batches = new Batches();
    try {
      Schedule rising = Schedules.exponential(test.low(), test.high()).forSteps(test.steps() - 1);
      List<double[]> losses = new ArrayList<>();
      for (int repeat = 0; repeat < repeats; repeat++) {
        losses.add(run(batches, rising, test.steps(), true));
        restore(before);
      }
      Finding rangeTest = Finding.of(test, losses);
      if (probeSteps == 0) {
        return rangeTest;
      }
      Probing probing = new Probing(rangeTest, probeSteps);
      for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
        for (double rate : rates) {
          List<double[]> probe = new ArrayList<>();
          for (int repeat = 0; repeat < repeats; repeat++) {
            probe.add(run(batches, Schedules.constant(rate), probeSteps, false));
            restore(before);
          }
          probing.add(rate, probe);
        }
      }
      return probing.finding();
    } finally {
      restore(before);
      seedAgain(seed);
    }
  }

  /** The values of some of the model's parameters as they are now. */
  private List<Pair<NDArray, float[]>> values(Predicate<BlockParameters.Named> which) {
    List<Pair<NDArray, float[]>> values = new ArrayList<>();
    for (BlockParameters.Named named : BlockParameters.of(trainer.getModel().getBlock())) {
      NDArray array = named.parameter().getArray();
      if (which.test(named) && array.getDataType() == DataType.FLOAT32) {
        values.add(new Pair<>(array, ParameterMemory.read(array)));
      }
    }
    return values;
  }

  private static void seedAgain(@Nullable Integer seed) {
    if (seed != null) {
      Engine.getInstance().setRandomSeed(seed);
    }
  }

  private static void restore(List<Pair<NDArray, float[]>> before) {
    for (Pair<NDArray, float[]> each : before) {
      ParameterMemory.write(each.getKey(), each.getValue());
      ParameterMemory.zeroGradient(each.getKey());
    }
  }

  /**
   * One training: the losses of its steps, until the last or until one is not finite.
   *
   * @param stopsOnDivergence whether it also ends where the range test has nothing more to see
   */
  private double[] run(Batches batches, Schedule schedule, int steps, boolean stopsOnDivergence)
      throws IOException, TranslateException, InterruptedException {
    double[] losses = new double[steps];
    BlockTensors tensors = null;
    Stepper stepper = null;
    try {
      for (int step = 0; step < steps; step++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the finder was interrupted at step " + step);
        }
        try (Batch batch = batches.next()) {
          List<Pair<NDArray, float[]>> averages = values(BlockParameters.Named::isStatistic);
          for (boolean again = false; ; again = true) {
            losses[step] = backward(batch);
            if (Double.isFinite(losses[step])) {
              if (tensors == null || stepper == null) {
                Strategy strategy = new Strategy(optimizer, schedule);
                tensors = reached(strategy);
                stepper = new Stepper(strategy, Horizon.ofSteps(steps), tensors.tensors());
              }
              if (moves(stepper, tensors)) {
                tellOf(again);
                break;
              }
              losses[step] = Double.NaN;
            }
            if (again) {
              break;
            }
            zeroGradients(); // the engine may have faltered: the step is made again
            restore(averages);
          }
        }
        if (stopsOnDivergence
            ? test.hasDiverged(losses, step + 1)
            : !Double.isFinite(losses[step])) {
          return Arrays.copyOf(losses, step + 1);
        }
      }
      return losses;
    } finally {
      if (tensors != null) {
        tensors.close();
      }
    }
  }

  /** Makes a step, unless a gradient is not finite. */
  private static boolean moves(Stepper stepper, BlockTensors tensors) {
    tensors.fetch();
    try {
      stepper.step();
    } catch (NonFiniteGradientException e) {
      return false;
    }
    tensors.store();
    tensors.zeroGradients();
    return true;
  }

  private void tellOf(boolean fault) {
    if (fault && !told) {
      told = true;
      Notices.LOG.accept(
          "the engine faltered in the learning-rate finder: a loss or a gradient was not finite, but"
              + " made again from the same state it was; the finite one counts: "
              + EngineFaultException.REMEDY);
    }
  }

  private void zeroGradients() {
    for (BlockParameters.Named named : BlockParameters.of(trainer.getModel().getBlock())) {
      ParameterMemory.zeroGradient(named.parameter().getArray());
    }
  }

  private BlockTensors reached(Strategy strategy) {
    BlockTensors reached =
        BlockTensors.reached(
            trainer.getModel().getBlock(),
            EngineParameter.byEngine(strategy, StepperOptions.DEFAULT, byEngine));
    if (reached.tensors().isEmpty()) {
      throw new IllegalStateException(
          "the loss gave no parameter of the block a gradient: is one trained, and does the model lie"
              + " on the device of the trainer, "
              + Arrays.toString(trainer.getDevices())
              + "?");
    }
    return reached;
  }

  private double backward(Batch batch) {
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDArray loss =
          trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** The data's batches, again and again. */
  private final class Batches {
    private Iterator<Batch> iterator = List.<Batch>of().iterator();
    private int count;

    Batch next() throws IOException, TranslateException {
      if (!iterator.hasNext()) {
        iterator = trainer.iterateDataset(data).iterator();
        if (!iterator.hasNext()) {
          throw new IllegalArgumentException("a range test needs data, but there is no batch");
        }
      }
      Integer before = Engine.getInstance().getSeed();
      Batch next = Objects.requireNonNull(iterator.next());
      Integer after = Engine.getInstance().getSeed();
      if (after != null && !after.equals(before)) { // by an order that knows of no step of ours
        Engine.getInstance().setRandomSeed(after + ++count);
      }
      return next;
    }
  }
}
