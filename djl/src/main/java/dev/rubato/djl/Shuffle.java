package dev.rubato.djl;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random orders that depend on a seed alone, so that any epoch's can be had without those before.
 */
public final class Shuffle {
  private Shuffle() {}

  /**
   * The order of {@code size} examples in an epoch of a training.
   *
   * @param epoch from 0
   */
  public static int[] order(int size, long seed, long epoch) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    shuffle(order, random(seed, epoch + 1));
    return order;
  }

  /** A generator for one purpose of one training; its algorithm is part of Java's specification. */
  public static RandomGenerator random(long seed, long purpose) {
    return generator(seed * 0x9E3779B97F4A7C15L + purpose);
  }

  /** The generator of a seed. */
  public static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Fisher and Yates 1938, as Durstenfeld 1964. */
  public static void shuffle(int[] items, RandomGenerator random) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
  }
}
