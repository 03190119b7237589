package dev.rubato.djl;

import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * The order of a training's data: shuffled anew each epoch, by a seed and the number of the epoch
 * alone, so that a training that is resumed goes on with the batch that comes next, in mid-epoch
 * too.
 *
 * <pre>{@code
 * ArrayDataset data = new ArrayDataset.Builder().setData(x).optLabels(y)
 *     .setSampling(new EpochSampler(optimizer, 32, seed)).build();
 * }</pre>
 *
 * <p>An epoch has only whole updates: the last examples of an order that don't fill one are left
 * out. After the last batch of an epoch the parameters are those to evaluate (the average, where
 * the strategy keeps one); at the beginning of the next those to train at, with DJL's prefetching
 * of batches too.
 */
public final class EpochSampler implements Sampler {
  private final StrategyOptimizer optimizer;
  private final int batch;
  private final long seed;
  private long size; // of the data that it ordered

  /**
   * An order.
   *
   * @param optimizer which knows how many batches were trained
   * @param batch examples in a batch, at least 1
   */
  public EpochSampler(StrategyOptimizer optimizer, int batch, long seed) {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch must be at least 1 example, was " + batch);
    }
    this.optimizer = optimizer;
    this.batch = batch;
    this.seed = seed;
  }

  @Override
  public int getBatchSize() {
    return batch;
  }

  @Override
  public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
    long whole = dataset.size() / batch;
    long perEpoch = whole - whole % optimizer.microBatches();
    if (perEpoch == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d examples don't fill one update of %d batches of %d",
              dataset.size(),
              optimizer.microBatches(),
              batch));
    }
    checkSame(dataset);
    optimizer.watch().isOrdered();
    optimizer.holdLate();
    optimizer.isFed(batch, dataset.size());
    long planned = optimizer.horizon().stepsPerEpoch() * optimizer.microBatches();
    if (planned > 0 && planned != perEpoch) {
      optimizer
          .notices()
          .once(
              "epoch",
              "an epoch of these data has "
                  + perEpoch
                  + " batches of "
                  + batch
                  + ", but the horizon of "
                  + optimizer.horizon()
                  + " has "
                  + planned
                  + ": schedules that count epochs are off; build it by Horizons.ofEpochs");
    }
    optimizer.toTraining();
    long done = optimizer.batches();
    optimizer.watch().expectValidationAt((done / perEpoch + 1) * perEpoch);
    int[] order = Shuffle.order(Math.toIntExact(dataset.size()), seed, done / perEpoch);
    return new Epoch(order, perEpoch, done % perEpoch);
  }

  /** A second data set is most probably that to validate on. */
  private void checkSame(RandomAccessDataset dataset) {
    if (size > 0 && size != dataset.size()) {
      optimizer
          .notices()
          .once(
              "data",
              "an EpochSampler was given data of "
                  + size
                  + " examples and of "
                  + dataset.size()
                  + ": it is for the data to train on alone; give those to validate on"
                  + " setSampling(batch, false)");
    }
    size = dataset.size();
  }

  /** The rest of an epoch. */
  private final class Epoch implements Iterator<List<Long>> {
    private final int[] order;
    private final long batches;
    private long next;

    Epoch(int[] order, long batches, long next) {
      this.order = order;
      this.batches = batches;
      this.next = next;
    }

    @Override
    public boolean hasNext() {
      return next < batches;
    }

    @Override
    public List<Long> next() {
      if (next >= batches) {
        throw new NoSuchElementException("the epoch is over");
      }
      List<Long> examples = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        examples.add((long) order[Math.toIntExact(next * batch + i)]);
      }
      next++;
      optimizer.reseedBatch(); // another training may have drawn meanwhile
      return examples;
    }
  }
}
