package dev.rubato.djl;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The seeds of a training's random numbers and of the order of its data, saved with its snapshots,
 * so that a training that goes on with others can be told of it.
 */
final class SavedSeeds {
  private static final String NAME = "(seeds)";
  private static final int DIGITS = 22; // bits in each of three floats that hold a seed exactly
  private static final int LENGTH = 4; // of one seed: whether there is one, and its digits

  private final Notices notices;
  private final float[] saved = new float[2 * LENGTH];
  private final float[] ofOptimizer = new float[LENGTH];
  private boolean isNewlyResumed; // and has ordered no data since

  SavedSeeds(@Nullable Long seed, Notices notices) {
    this.notices = notices;
    if (seed != null) {
      write(seed, ofOptimizer, 0);
    }
    System.arraycopy(ofOptimizer, 0, saved, 0, LENGTH);
  }

  /** Adds the numbers that are saved with a snapshot, by their names. */
  void saveIn(Map<String, float[]> aside) {
    aside.put(NAME, saved);
  }

  private static void write(long seed, float[] to, int at) {
    to[at] = 1;
    for (int i = 1; i < LENGTH; i++) {
      to[at + i] = (float) ((seed >>> (DIGITS * (i - 1))) & ((1 << DIGITS) - 1));
    }
  }

  private static long read(float[] from, int at) {
    long seed = 0;
    for (int i = 1; i < LENGTH; i++) {
      seed |= (long) from[at + i] << (DIGITS * (i - 1));
    }
    return seed;
  }

  /** Forgets what was saved, as a snapshot of before may not say it. */
  void beforeRestore() {
    saved[0] = -1;
    saved[LENGTH] = 0;
  }

  /** Looks whether the optimizer's seed is another than that of the snapshot. */
  void afterRestore() {
    isNewlyResumed = true;
    if (saved[0] >= 0 && differs(0, ofOptimizer)) {
      notices.once(
          "resumed seed",
          "the checkpoint was trained with "
              + words(saved, 0)
              + " of the optimizer, this training has "
              + words(ofOptimizer, 0)
              + ": from here on dropout and the like draw other random numbers");
    }
    System.arraycopy(ofOptimizer, 0, saved, 0, LENGTH);
  }

  /** The data come in the order of this seed. */
  void order(long seed) {
    float[] now = new float[LENGTH];
    write(seed, now, 0);
    if (isNewlyResumed && saved[LENGTH] == 1 && differs(LENGTH, now)) {
      notices.once(
          "resumed order",
          "the checkpoint was trained in the order of an EpochSampler with "
              + words(saved, LENGTH)
              + ", this training's has "
              + words(now, 0)
              + ": some examples of this epoch may come twice or not at all");
    }
    isNewlyResumed = false;
    System.arraycopy(now, 0, saved, LENGTH, LENGTH);
  }

  private boolean differs(int at, float[] now) {
    return saved[at] != now[0] || (now[0] == 1 && read(saved, at) != read(now, 0));
  }

  private static String words(float[] seeds, int at) {
    return seeds[at] == 1 ? "seed " + read(seeds, at) : "no seed";
  }
}
