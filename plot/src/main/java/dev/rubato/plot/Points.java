package dev.rubato.plot;

import java.util.Objects;

/**
 * Points not joined by a line, such as measurements, or the handles of a curve.
 *
 * @param name see {@link Mark#name}
 * @param x their places
 * @param y their values, as many as x
 */
public record Points(String name, Doubles x, Doubles y) implements Mark {

  public Points {
    Objects.requireNonNull(name, "name");
    Mark.checkLength("points", name, "y", y.size(), x.size());
  }

  /** Points at these numbers. */
  public static Points of(String name, double[] x, double[] y) {
    return new Points(name, Doubles.of(x), Doubles.of(y));
  }
}
