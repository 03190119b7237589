package dev.rubato.djl;

import ai.djl.training.dataset.RandomAccessDataset;
import dev.rubato.schedule.Horizon;

/**
 * Horizons built from the data and the batch size. One rule holds for DJL's own order of the data
 * and for {@link EpochSampler}: all examples come in an epoch, so that its last batch may be
 * smaller, and its last update of fewer batches. Where the last batch is dropped instead (DJL's
 * {@code dropLast}), say {@code Horizon.ofEpochs(epochs, examples / batch)}.
 *
 * <pre>{@code
 * Horizon horizon = Horizons.ofEpochs(10, trainSet, 32);
 * }</pre>
 */
public final class Horizons {
  private Horizons() {}

  /**
   * The horizon of a training on data.
   *
   * @param epochs at least 1
   * @param batch examples in a batch, at least 1
   */
  public static Horizon ofEpochs(long epochs, RandomAccessDataset data, int batch) {
    return ofEpochs(epochs, data, batch, 1);
  }

  /**
   * The same for a training that {@linkplain StrategyOptimizerBuilder#accumulate accumulates}.
   *
   * @param microBatches batches in an update, at least 1
   */
  public static Horizon ofEpochs(
      long epochs, RandomAccessDataset data, int batch, int microBatches) {
    return ofEpochs(epochs, data.size(), batch, microBatches);
  }

  /**
   * The horizon of a training on so many examples.
   *
   * @param epochs at least 1
   * @param examples in the data
   * @param batch examples in a batch, at least 1
   */
  public static Horizon ofEpochs(long epochs, long examples, int batch) {
    return ofEpochs(epochs, examples, batch, 1);
  }

  /**
   * The same for a training that {@linkplain StrategyOptimizerBuilder#accumulate accumulates}.
   *
   * @param microBatches batches in an update, at least 1
   */
  public static Horizon ofEpochs(long epochs, long examples, int batch, int microBatches) {
    if (examples < 1) {
      throw new IllegalArgumentException("the data must have at least 1 example, had " + examples);
    }
    long batches = ceiling(examples, checked("examples in a batch", batch));
    return Horizon.ofEpochs(
        epochs, ceiling(batches, checked("batches in an update", microBatches)));
  }

  /** So many, in parts of so many of which the last may be smaller. */
  static long ceiling(long count, long part) {
    return (count + part - 1) / part;
  }

  private static int checked(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, were " + count);
    }
    return count;
  }
}
