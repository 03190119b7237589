package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The running averages of batch normalization made anew: the plain mean of what some batches give,
 * whatever was there before, as in PyTorch's {@code update_bn} (Izmailov et al. 2018).
 *
 * <p>A forward pass in training moves an average r by r ← m r + (1 − m) b, and only b, the batch's
 * own statistic, counts here. A pass from a huge r shows m, and one from 0 gives (1 − m) b.
 */
final class BatchStatistics {
  private static final float HUGE = 0x1p60f; // beside which no statistic is to be seen

  private final List<Average> averages = new ArrayList<>();
  private final Trainer trainer;
  private final Runnable before;
  private int seen;

  /** One average. */
  private static final class Average {
    private final NDArray array;
    private final float[] was;
    private final double[] keeps; // m, of each number
    private final double[] sum;

    Average(NDArray array) {
      this.array = array;
      this.was = ParameterMemory.read(array);
      this.keeps = new double[was.length];
      this.sum = new double[was.length];
    }

    void fill(float value) {
      float[] numbers = new float[was.length];
      Arrays.fill(numbers, value);
      ParameterMemory.write(array, numbers);
    }
  }

  /**
   * The averages of a trainer's block.
   *
   * @param before puts the parameters for a pass in place
   */
  BatchStatistics(Trainer trainer, Runnable before) {
    this.trainer = trainer;
    this.before = before;
    Block block = trainer.getModel().getBlock();
    for (BlockParameters.Named named : BlockParameters.of(block)) {
      if (named.isStatistic() && named.parameter().isInitialized()) {
        averages.add(new Average(named.parameter().getArray()));
      }
    }
  }

  /**
   * Puts the mean over some batches in the place of the averages; where it fails, they are as
   * before.
   *
   * @param batches how many of the data to see, at least 1; they begin again where they end
   */
  void estimate(Dataset data, int batches) throws IOException, TranslateException {
    if (batches < 1) {
      throw new IllegalArgumentException("batches must be at least 1, was " + batches);
    }
    boolean done = false;
    try {
      while (seen < batches) {
        int atStart = seen;
        for (Batch batch : trainer.iterateDataset(data)) {
          if (seen < batches) {
            see(batch);
          }
          batch.close();
        }
        if (seen == atStart) {
          throw new IllegalArgumentException("there is no batch to estimate statistics from");
        }
      }
      done = true;
    } finally {
      for (Average each : averages) {
        ParameterMemory.write(each.array, done ? mean(each) : each.was);
      }
    }
  }

  private void see(Batch batch) {
    before.run(); // the order of the data may have gone back
    if (seen == 0) {
      averages.forEach(each -> each.fill(HUGE));
      trainer.forward(batch.getData());
      for (Average each : averages) {
        float[] kept = ParameterMemory.read(each.array);
        for (int i = 0; i < kept.length; i++) {
          each.keeps[i] = kept[i] / HUGE;
        }
      }
    }
    averages.forEach(each -> each.fill(0));
    trainer.forward(batch.getData());
    for (Average each : averages) {
      float[] moved = ParameterMemory.read(each.array);
      for (int i = 0; i < moved.length; i++) {
        each.sum[i] += moved[i];
      }
    }
    seen++;
  }

  /** One that no pass moves stays. */
  private float[] mean(Average average) {
    float[] mean = average.was.clone();
    for (int i = 0; i < mean.length; i++) {
      if (average.keeps[i] != 1) {
        mean[i] = (float) (average.sum[i] / seen / (1 - average.keeps[i]));
      }
    }
    return mean;
  }
}
