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
 * <p>All examples come in an epoch: its last batch may be smaller, and its last update of fewer
 * batches, as {@link Horizons#ofEpochs} counts them. After the last batch of an epoch the
 * parameters are those to evaluate (the average, where the strategy keeps one); at the beginning of
 * the next those to train at, with DJL's prefetching of batches too.
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
    long perEpoch = Horizons.ceiling(dataset.size(), batch);
    if (perEpoch == 0) {
      throw new IllegalArgumentException("the data have no example");
    }
    checkSame(dataset);
    optimizer.holdLate();
    optimizer.isOrdered(batch, dataset.size(), seed);
    tellOfOtherLength(dataset.size(), Horizons.ceiling(perEpoch, optimizer.microBatches()));
    optimizer.toTraining();
    long done = optimizer.batches();
    optimizer.watch().expectValidationAt((done / perEpoch + 1) * perEpoch);
    int[] order = Shuffle.order(Math.toIntExact(dataset.size()), seed, done / perEpoch);
    return new Epoch(order, perEpoch, done % perEpoch);
  }

  private void tellOfOtherLength(long examples, long updates) {
    long planned = optimizer.horizon().stepsPerEpoch();
    if (planned > 0 && planned != updates) {
      int micro = optimizer.microBatches();
      optimizer
          .notices()
          .once(
              "epoch",
              String.format(
                  Locale.ROOT,
                  "an epoch of %d examples in batches of %d has %s%s, but the horizon of %s"
                      + " has %d: schedules that count epochs are off; build it by"
                      + " Horizons.ofEpochs(epochs, %d, %d%s)",
                  examples,
                  batch,
                  EpochLength.inWords(updates),
                  micro > 1 ? " of " + micro + " batches" : "",
                  optimizer.horizon(),
                  planned,
                  examples,
                  batch,
                  micro > 1 ? ", " + micro : ""));
    }
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
      int from = Math.toIntExact(next * batch);
      for (int i = from; i < order.length && i - from < batch; i++) {
        examples.add((long) order[i]);
      }
      next++;
      optimizer.reseedBatch(); // another training may have drawn meanwhile
      return examples;
    }
  }
}
