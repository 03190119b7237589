package dev.rubato.djl;

import ai.djl.training.dataset.Batch;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many batches an epoch of {@code EasyTrain.fit} has: what is to be expected, so that a
 * validation is at the point to evaluate, and what there was.
 */
final class EpochLength {
  private final StrategyOptimizer optimizer;
  private long batches; // in this epoch
  private int full; // examples in its first
  private long progress; // DJL's count in this epoch, 0 where that is unknown
  private long last; // how many batches the epoch before had
  private long lastExamples; // how many the data had then, 0 where that is unknown

  EpochLength(StrategyOptimizer optimizer) {
    this.optimizer = optimizer;
  }

  /** How many there were in this epoch so far. */
  long batches() {
    return batches;
  }

  /** Whether a batch begins an epoch although the one before never ended. */
  boolean wasCutOff(@Nullable Batch batch) {
    if (batch == null || batch.getProgress() <= 0) {
      return false;
    }
    boolean cut = batch.getProgress() <= progress;
    progress = batch.getProgress();
    batches = cut ? 0 : batches;
    return cut;
  }

  /** One more comes: tells the optimizer after which a validation is to be expected. */
  void add(@Nullable Batch batch) {
    Watch watch = optimizer.watch();
    if (batches == 0 && !watch.hasOrder()) {
      watch.tellOfMidEpoch(optimizer.t(), optimizer.horizon());
      long expected = expected(batch);
      watch.expectValidationAt(expected > 0 ? optimizer.batches() + expected : -1);
      full = batch == null ? 0 : batch.getSize();
      if (batch != null && full > 0 && batch.getProgressTotal() > 0) {
        optimizer.isFed(full, batch.getProgressTotal());
      }
    }
    if (batch != null && batch.getSize() < full) { // only the last is smaller
      watch.expectValidationAt(optimizer.batches() + 1);
    }
    batches++;
  }

  /**
   * How many batches the epoch has that begins with this one, or −1 where that can't be known: as
   * many as the one before; or as the data have, whose last batch may be smaller or left out; or as
   * the horizon says.
   */
  private long expected(@Nullable Batch first) {
    long examples = first == null ? 0 : first.getProgressTotal();
    if (last > 0 && examples == lastExamples) {
      return last;
    }
    lastExamples = examples;
    long updates = optimizer.horizon().stepsPerEpoch();
    if (first == null || examples <= 0 || first.getSize() <= 0) {
      return updates > 0 ? updates * optimizer.microBatches() : -1;
    }
    long whole = examples / first.getSize();
    long all = Horizons.ceiling(examples, first.getSize());
    for (long count : new long[] {all, whole}) {
      if (whole == all || updatesIn(count) == updates) {
        return count;
      }
    }
    return -1;
  }

  /** How many updates so many batches make. */
  private long updatesIn(long count) {
    return Horizons.ceiling(count, optimizer.microBatches());
  }

  /** So many updates. */
  static String inWords(long updates) {
    return updates == 1 ? "1 update" : updates + " updates";
  }

  /** The epoch is over: tells where the horizon has others. */
  void end() {
    long planned = optimizer.horizon().stepsPerEpoch();
    long updates = updatesIn(batches);
    if (planned > 0 && batches > 0 && updates != planned && !optimizer.watch().hasOrder()) {
      int micro = optimizer.microBatches();
      optimizer
          .notices()
          .once(
              "epoch",
              String.format(
                  Locale.ROOT,
                  "an epoch had %d batches%s, but the horizon of %s has %d: schedules that count"
                      + " epochs are off; build it by Horizon.ofEpochs(epochs, %d), or by"
                      + " Horizons.ofEpochs(epochs, data, batch%s)",
                  batches,
                  micro > 1 ? ", which make " + inWords(updates) + " of " + micro : "",
                  optimizer.horizon(),
                  planned,
                  updates,
                  micro > 1 ? ", microBatches" : ""));
    }
    last = batches;
    batches = 0;
    progress = 0;
  }
}
