package dev.rubato.optimizer;

/** Branch-free arithmetic for loops, as a branch would keep them from being vectorized. */
final class Floats {
  /** So small that it changes no root that is not itself nearly 0. */
  private static final float TINY = 1e-20f;

  /** Its square times the smallest float is above 1. */
  static final float LARGE = 0x1p127f;

  private Floats() {}

  /** An epsilon added to a root: above 0, so that a gradient that was always 0 gives 0. */
  static float epsilon(double epsilon) {
    return Math.max((float) epsilon, TINY);
  }

  /** The sign of x: −1, 0 or 1. */
  static float sign(float x) {
    return Math.max(-1, Math.min(1, x * LARGE * LARGE));
  }

  /** The nearest float, but a finite one. */
  static float finite(double x) {
    return (float) Math.min(x, Float.MAX_VALUE);
  }

  /** 1 − baseᵗ, by squaring, which gives the same bits in interpreted and in compiled code. */
  static double oneMinusPower(double base, long t) {
    double power = 1;
    double factor = base;
    for (long rest = t; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        power *= factor;
      }
      factor *= factor;
    }
    return 1 - power;
  }
}
