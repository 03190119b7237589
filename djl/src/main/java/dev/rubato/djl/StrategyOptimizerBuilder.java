package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.CheckpointFolder;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a {@link StrategyOptimizer} is to be; the order of the calls does not matter. */
public final class StrategyOptimizerBuilder
    extends Optimizer.OptimizerBuilder<StrategyOptimizerBuilder> {
  final Block block;
  final Strategy strategy;
  final Horizon horizon;
  private final List<ParameterGroup> groups = new ArrayList<>();
  private StepperOptions options = StepperOptions.DEFAULT;
  private double average;
  Consumer<String> notices = Notices.LOG;
  int microBatches = 1;
  Predicate<NDArray> byEngine = EngineParameter.ON_GPU;
  @Nullable Long seed;
  @Nullable CheckpointFolder checkpoints;
  long every = Long.MAX_VALUE;

  StrategyOptimizerBuilder(Block block, Strategy strategy, Horizon horizon) {
    this.block = block;
    this.strategy = strategy;
    this.horizon = horizon;
  }

  @Override
  protected StrategyOptimizerBuilder self() {
    return this;
  }

  /**
   * Parameters that are trained differently from the rest, by the block's parameter names or their
   * kinds; groups that were given before stay. See {@link Groups} too.
   */
  public StrategyOptimizerBuilder groups(ParameterGroup... more) {
    groups.addAll(List.of(more));
    return this;
  }

  /**
   * An exponential moving average of the parameters for evaluation: see {@link
   * StepperOptions#withAverage}.
   *
   * @param keep the weight that it keeps at each step, such as 0.999
   */
  public StrategyOptimizerBuilder average(double keep) {
    StepperOptions.DEFAULT.withAverage(keep);
    average = keep;
    return this;
  }

  /**
   * Groups, an average for evaluation, threads, beside what other calls say: without a number of
   * them one thread moves up to 300,000 parameters.
   *
   * @throws IllegalArgumentException where others were given before
   */
  public StrategyOptimizerBuilder options(StepperOptions changed) {
    if (!options.equals(StepperOptions.DEFAULT) && !options.equals(changed)) {
      throw new IllegalArgumentException(
          "options are given twice, and the first would be lost: give one, such as"
              + " first.withThreads(2)");
    }
    options = changed;
    return this;
  }

  /** The options, with all groups and the average. */
  StepperOptions allOptions() {
    List<ParameterGroup> all = new ArrayList<>(options.groups());
    all.addAll(groups);
    if (average > 0 && options.average() > 0 && average != options.average()) {
      throw new IllegalArgumentException(
          "two averages are asked for, average("
              + average
              + ") and options with "
              + options.average()
              + ": give one");
    }
    return options.withGroups(all).withAverage(Math.max(average, options.average()));
  }

  /**
   * Where to tell what is probably not meant, each once; without it the logger {@code
   * dev.rubato.djl} of Java is told.
   */
  public StrategyOptimizerBuilder notices(Consumer<String> to) {
    notices = to;
    return this;
  }

  /**
   * One update for several calls of {@code trainer.step()}, by the mean of their gradients. The
   * last update of an epoch is of the batches that are left: {@link StrategyListener} sees to it,
   * and in a loop of one's own {@link StrategyOptimizer#flush}.
   *
   * @param count micro-batches an update, at least 1
   */
  public StrategyOptimizerBuilder accumulate(int count) {
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
  public StrategyOptimizerBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Writes a checkpoint to a folder every few steps, and keeps the last. A folder belongs to one
   * training: where there are checkpoints already, {@link StrategyOptimizer#resume} goes on from
   * them, and a training that does not is refused at its first step.
   *
   * @param steps between two checkpoints, at least 1
   * @param keep how many to keep, at least 1
   */
  public StrategyOptimizerBuilder checkpoints(Path folder, long steps, int keep) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "steps between checkpoints must be at least 1, was " + steps);
    }
    checkpoints = new CheckpointFolder(folder, keep);
    every = steps;
    return this;
  }

  /** Not supported: a training goes on from a checkpoint. */
  @Override
  public StrategyOptimizerBuilder optBeginNumUpdate(int beginNumUpdate) {
    throw new IllegalArgumentException(
        "a strategy counts its steps by itself: to go on from a step give checkpoints(...) and call"
            + " resume(), not optBeginNumUpdate");
  }

  /** Which arrays the engine moves where it can: those on a GPU, or in tests any. */
  StrategyOptimizerBuilder byEngine(Predicate<NDArray> where) {
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
