package dev.rubato.schedule;

/**
 * A schedule resolved for one phrase: the value at local time u, in steps or in epochs.
 *
 * <p>Shapes are immutable. {@link #at} is called with 0 ≤ u &lt; length only (what encloses a
 * phrase holds its end), but must not throw for any u ≥ 0.
 */
public abstract class Shape {

  /** The value at local time {@code u}. */
  public abstract double at(double u);

  /**
   * Where the phrase ends: the limit of {@link #at} as u approaches the length from below. A
   * following {@code ->} starts here, and the last phrase holds this value.
   */
  public abstract double end();

  /** The last moment of a phrase of this length. */
  static double before(double length) {
    return Math.max(0, Math.nextDown(length));
  }

  /** This shape as a whole schedule of this many steps. */
  Curve whole(long steps) {
    return new Resolved(this, steps);
  }

  /** A shape that is the same at all times. */
  static Shape constant(double value) {
    return new Shape() {
      @Override
      public double at(double u) {
        return value;
      }

      @Override
      public double end() {
        return value;
      }
    };
  }
}
