package dev.rubato.djl;

import ai.djl.training.dataset.RandomAccessDataset;
import dev.rubato.schedule.Horizon;
import java.util.Locale;

/**
 * Horizons built from the data and the batch size.
 *
 * <pre>{@code
 * Horizon horizon = Horizons.ofEpochs(10, trainSet, 32);
 * }</pre>
 */
public final class Horizons {
  private Horizons() {}

  /**
   * The horizon of a training in DJL's own order of the data, whose last batch may be smaller.
   *
   * @param epochs at least 1
   * @param batch examples in a batch, at least 1
   */
  public static Horizon ofEpochs(long epochs, RandomAccessDataset data, int batch) {
    return ofEpochs(epochs, data, batch, 1);
  }

  /**
   * The same for a training that {@linkplain StrategyOptimizerBuilder#accumulate accumulates}: the
   * last update of an epoch may be of fewer batches.
   *
   * @param microBatches batches in an update, at least 1
   */
  public static Horizon ofEpochs(
      long epochs, RandomAccessDataset data, int batch, int microBatches) {
    long examples = (long) checked(batch) * checked(microBatches);
    return Horizon.ofEpochs(epochs, (data.size() + examples - 1) / examples);
  }

  /**
   * The horizon of a training in the order of an {@link EpochSampler}, which has whole batches
   * only.
   *
   * @param epochs at least 1
   * @param examples in the data
   * @param batch examples in a batch, at least 1
   */
  public static Horizon ofEpochs(long epochs, long examples, int batch) {
    return ofEpochs(epochs, examples, batch, 1);
  }

  /**
   * The same for a training that {@linkplain StrategyOptimizerBuilder#accumulate accumulates}: an
   * {@link EpochSampler} has whole updates only.
   *
   * @param microBatches batches in an update, at least 1
   */
  public static Horizon ofEpochs(long epochs, long examples, int batch, int microBatches) {
    long updates = examples / checked(batch) / checked(microBatches);
    if (updates < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d examples don't fill one update of %d batches of %d",
              examples,
              microBatches,
              batch));
    }
    return Horizon.ofEpochs(epochs, updates);
  }

  private static int checked(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a batch must be at least 1, was " + count);
    }
    return count;
  }
}
