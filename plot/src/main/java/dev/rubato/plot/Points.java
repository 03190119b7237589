package dev.rubato.plot;

import java.util.Objects;

/**
 * Points not joined by a line, such as measurements, or the handles of a curve.
 *
 * @param name see {@link Mark#name}
 * @param x their places
 * @param y their values, as many as x
 * @param rings whether each is a ring, wide enough to be around another point, not a dot
 */
public record Points(String name, Doubles x, Doubles y, boolean rings) implements Mark {

  public Points {
    Objects.requireNonNull(name, "name");
    Mark.checkLength("points", name, "y", y.size(), x.size());
  }

  /** Dots. */
  public Points(String name, Doubles x, Doubles y) {
    this(name, x, y, false);
  }

  /** Rings at these numbers. */
  public static Points rings(String name, double[] x, double[] y) {
    return new Points(name, Doubles.of(x), Doubles.of(y), true);
  }

  /** Dots at these numbers. */
  public static Points of(String name, double[] x, double[] y) {
    return new Points(name, Doubles.of(x), Doubles.of(y));
  }
}
