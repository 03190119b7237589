package dev.rubato.battery;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Random numbers (SplitMix64) that are the same to the last bit on every machine. Used by one
 * thread.
 */
final class Dice {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;
  private double spare;
  private boolean hasSpare;

  Dice() {}

  /** The dice of a text, such as a task's name. */
  static Dice of(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    Dice dice = new Dice();
    dice.seed(sum.getValue(), 0, 0);
    return dice;
  }

  /** Starts again at the numbers of a seed, for a purpose at a step. */
  void seed(long seed, int purpose, long step) {
    state = mix(seed * GOLDEN + mix(purpose * GOLDEN + mix(step)));
    hasSpare = false;
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Evenly from 0 to 1, without 1. */
  double uniform() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** A whole number from 0 to {@code bound}, without the bound. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  /** From the standard normal distribution (Box and Muller 1958). */
  double normal() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
    double angle = 2 * Math.PI * uniform();
    spare = radius * StrictMath.sin(angle);
    hasSpare = true;
    return radius * StrictMath.cos(angle);
  }

  /** From Student's t distribution with whole degrees of freedom. */
  double student(int freedom) {
    double sum = 0;
    for (int i = 0; i < freedom; i++) {
      double each = normal();
      sum += each * each;
    }
    return normal() / Math.sqrt(sum / freedom);
  }

  /**
   * A number from 0 to {@code bound}, without the bound, where {@code k} is as frequent as 1/(k +
   * 1).
   */
  int zipf(int bound) {
    return Math.min(bound - 1, (int) StrictMath.pow(bound + 1.0, uniform()) - 1);
  }
}
