package dev.rubato.optimizer;

/** Branch-free arithmetic for loops, as a branch would keep them from being vectorized. */
final class Floats {
  /** So small that it changes no root that is not itself nearly 0. */
  private static final float TINY = 1e-20f;

  /** Its square times the smallest float is above 1. */
  static final float LARGE = 0x1p127f;

  /** Three times it is still a float. */
  private static final float LARGEST_CUBE = 0x1p125f;

  /** Two thirds of the bits of 1, less what makes the guess right on average. */
  private static final int CUBE_ROOT_BIAS = 709_958_130;

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

  /**
   * The cube root of x ≥ 0: a guess from the exponent, made better twice by Halley's rule, which
   * leaves an error of a few units in the last place.
   */
  static float cubeRoot(float x) {
    float a = Math.max(Float.MIN_NORMAL, Math.min(LARGEST_CUBE, x));
    float y = Float.intBitsToFloat((int) (Float.floatToRawIntBits(a) * (1f / 3)) + CUBE_ROOT_BIAS);
    float cube = y * y * y;
    y *= (cube + 2 * a) / (2 * cube + a);
    cube = y * y * y;
    return y * ((cube + 2 * a) / (2 * cube + a)) * (x / a); // 0 and infinity remain so
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
