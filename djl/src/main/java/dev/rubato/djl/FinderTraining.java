package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NonFiniteGradientException;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One training of a {@link LearningRateFinder}, from the model as it is; it leaves the model as
 * trained.
 */
final class FinderTraining implements AutoCloseable {
  private final Trainer trainer;
  private final Strategy strategy;
  private final long steps;
  private final Predicate<NDArray> byEngine;
  private final Runnable fault;
  private @Nullable BlockTensors tensors;
  private @Nullable Stepper stepper;

  /**
   * A training before its first step.
   *
   * @param byEngine which arrays the engine moves where it can
   * @param fault runs when a step was not finite, but made again it was
   */
  FinderTraining(
      Trainer trainer, Strategy strategy, long steps, Predicate<NDArray> byEngine, Runnable fault) {
    this.trainer = trainer;
    this.strategy = strategy;
    this.steps = steps;
    this.byEngine = byEngine;
    this.fault = fault;
  }

  /** When a training has nothing more to show. */
  interface Stop {
    /** Whether to end after so many losses. */
    boolean ends(double[] losses, int made);
  }

  /**
   * Trains.
   *
   * @return the losses of the steps, until the last, or until one is not finite or it ends earlier
   */
  double[] run(FinderBatches batches, Stop stop)
      throws IOException, TranslateException, InterruptedException {
    zeroGradients(trainer.getModel().getBlock()); // of a pass that no step has used
    double[] losses = new double[Math.toIntExact(steps)];
    for (int step = 0; step < steps; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the finder was interrupted at step " + step);
      }
      losses[step] = step(batches.next());
      if (!Double.isFinite(losses[step]) || stop.ends(losses, step + 1)) {
        return Arrays.copyOf(losses, step + 1);
      }
    }
    return losses;
  }

  /**
   * One step: its loss before it, or NaN if the loss or a gradient was not finite, twice from the
   * same state.
   */
  private double step(Batch batch) {
    Block block = trainer.getModel().getBlock();
    KeptParameters averages = new KeptParameters(block, BlockParameters.Named::isStatistic);
    try (batch) {
      double loss = backward(batch);
      if (moves(loss)) {
        return loss;
      }
      zeroGradients(block);
      averages.restore();
      double again = backward(batch);
      if (moves(again)) {
        fault.run();
        return again;
      }
      return Double.NaN;
    }
  }

  /** Makes a step, unless the loss or a gradient is not finite. */
  private boolean moves(double loss) {
    if (!Double.isFinite(loss)) {
      return false;
    }
    BlockTensors reached = tensors == null ? reached() : tensors;
    tensors = reached;
    if (stepper == null) {
      stepper = new Stepper(strategy, Horizon.ofSteps(steps), reached.tensors());
    }
    reached.fetch();
    try {
      stepper.step(loss);
    } catch (NonFiniteGradientException e) {
      return false;
    }
    reached.store();
    reached.zeroGradients();
    return true;
  }

  private static void zeroGradients(Block block) {
    for (BlockParameters.Named named : BlockParameters.of(block)) {
      ParameterMemory.zeroGradient(named.parameter().getArray());
    }
  }

  /** The mean loss on other data, at the point that the optimizer says is to be evaluated. */
  double validate(Dataset data) throws IOException, TranslateException {
    if (stepper != null && tensors != null) {
      tensors.fetch();
      stepper.toEvaluation();
      tensors.store();
    }
    double sum = 0;
    long count = 0;
    for (Batch batch : trainer.iterateDataset(data)) {
      try (batch) {
        NDList predictions = trainer.evaluate(batch.getData());
        NDArray loss = trainer.getLoss().evaluate(batch.getLabels(), predictions);
        sum += batch.getSize() * (double) loss.getFloat();
        count += batch.getSize();
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException("the validation data have no batch");
    }
    return sum / count;
  }

  private BlockTensors reached() {
    BlockTensors reached =
        BlockTensors.reached(
            trainer.getModel().getBlock(),
            EngineParameter.byEngine(strategy, StepperOptions.DEFAULT, byEngine));
    if (reached.tensors().isEmpty()) {
      throw new IllegalStateException(
          "the loss gave no parameter of the block a gradient: is one trained, and does the model"
              + " lie on the device of the trainer, "
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

  @Override
  public void close() {
    if (tensors != null) {
      tensors.close();
    }
  }
}
