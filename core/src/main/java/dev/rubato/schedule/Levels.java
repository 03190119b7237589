package dev.rubato.schedule;

/** The levels a·gammaⁿ of a stairway, the first of them ready. */
final class Levels {
  private static final int MOST_READY = 1024;

  private final double a;
  private final double gamma;
  private final double[] ready;

  /** A stairway of which {@code count} levels will be used. */
  Levels(double a, double gamma, double count) {
    this.a = a;
    this.gamma = gamma;
    this.ready = new double[(int) Math.min(count, MOST_READY)];
    for (int n = 0; n < ready.length; n++) {
      ready[n] = a * Math.pow(gamma, n);
    }
  }

  /** The level after {@code n} drops, n a whole number. */
  double at(double n) {
    return n < ready.length ? ready[(int) n] : a * Math.pow(gamma, n);
  }
}
