package dev.rubato.djl;

import dev.rubato.strategy.Snapshot;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What a training was fed: how many batches, how many of them no update has used as yet, and of
 * what data; saved with its snapshots.
 */
final class FedBatches {
  private static final String BATCHES = "(batches)";
  private static final String DATA = "(order)";
  private static final int DIGITS = 20; // bits in each of two floats that hold a count exactly

  private final int microBatches;
  private final Notices notices;
  private final float[] saved = new float[3]; // micro-batches, and how many batches, in two digits
  private final float[] data = new float[3]; // a batch's examples, and all in two digits
  private boolean isNewlyResumed; // and has seen no data since
  private long count;
  private int pending;

  FedBatches(int microBatches, Notices notices) {
    this.microBatches = microBatches;
    this.notices = notices;
  }

  /** Adds the numbers that are saved with a snapshot, by their names. */
  void saveIn(Map<String, float[]> aside) {
    aside.put(BATCHES, saved);
    aside.put(DATA, data);
  }

  /** How many there were. */
  long count() {
    return count;
  }

  /** How many gradients no update has used as yet. */
  int pending() {
    return pending;
  }

  /** One more came. */
  void add() {
    count++;
    pending++;
  }

  /** An update uses what is pending, or loses it. */
  int use() {
    int used = pending;
    pending = 0;
    return used;
  }

  /** Whether what is pending fills an update. */
  boolean fillUpdate() {
    return pending >= microBatches;
  }

  /** The data that come have so many examples, in batches of so many. */
  void areOf(int batch, long examples) {
    float[] now = {batch, high(examples), low(examples)};
    if (isNewlyResumed && data[0] > 0 && !Arrays.equals(data, now)) {
      notices.once(
          "resumed data",
          String.format(
                  Locale.ROOT,
                  "the checkpoint was trained in batches of %d of %d examples, this training in"
                      + " batches of",
                  (int) data[0],
                  whole(data[1], data[2]))
              + String.format(
                  Locale.ROOT,
                  " %d of %d: its rate may not suit them, and some examples of this epoch may come",
                  batch,
                  examples)
              + " twice or not at all");
    }
    isNewlyResumed = false;
    System.arraycopy(now, 0, data, 0, now.length);
  }

  /** Puts the numbers of now where a snapshot reads them. */
  void beforeSnapshot() {
    saved[0] = microBatches;
    saved[1] = high(count);
    saved[2] = low(count);
  }

  /** Forgets what was saved, as a snapshot of before may not say it. */
  void beforeRestore() {
    saved[0] = 0;
    data[0] = 0;
  }

  /** Goes on from the numbers that a snapshot has put in their place. */
  void afterRestore(Snapshot snapshot) {
    pending = 0;
    isNewlyResumed = true;
    count = (snapshot.t() + snapshot.skipped()) * microBatches;
    if (saved[0] == microBatches) {
      count = whole(saved[1], saved[2]);
    } else if (saved[0] > 0) {
      notices.once(
          "resumed batches",
          String.format(
              Locale.ROOT,
              "the checkpoint had updates of %s, this training has updates of %s",
              inWords((int) saved[0]),
              inWords(microBatches)));
    }
  }

  private static String inWords(int batches) {
    return batches == 1 ? "1 batch" : batches + " batches";
  }

  private static float high(long count) {
    return (float) (count >> DIGITS);
  }

  private static float low(long count) {
    return (float) (count & ((1L << DIGITS) - 1));
  }

  private static long whole(float high, float low) {
    return ((long) high << DIGITS) + (long) low;
  }
}
