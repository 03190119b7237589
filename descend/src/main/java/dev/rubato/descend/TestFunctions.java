package dev.rubato.descend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of test functions. StrictMath for cosines, so that a walk is bit-identical on every
 * machine.
 */
public final class TestFunctions {
  private static final double TWO_PI = 2 * Math.PI;

  private static final TestFunction QUADRATIC =
      new TestFunction(
          "quadratic",
          "½(x² + 10y²)",
          "a bowl ten times as steep in y as in x",
          new Point(-4, 2),
          new Viewport(-5, 5, -3.5, 3.5),
          List.of(new Point(0, 0)),
          (x, y) -> 0.5 * (x * x + 10 * y * y),
          (x, y) -> x,
          (x, y) -> 10 * y);

  /** Rosenbrock 1960. */
  private static final TestFunction ROSENBROCK =
      new TestFunction(
          "rosenbrock",
          "(1 − x)² + 100(y − x²)²",
          "a long, bent, almost level valley",
          new Point(-1.5, 2),
          new Viewport(-2.2, 2.2, -0.7, 2.7),
          List.of(new Point(1, 1)),
          (x, y) -> square(1 - x) + 100 * square(y - x * x),
          (x, y) -> -2 * (1 - x) - 400 * x * (y - x * x),
          (x, y) -> 200 * (y - x * x));

  /** Beale 1958. */
  private static final TestFunction BEALE =
      new TestFunction(
          "beale",
          "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
          "a plateau between steep walls",
          new Point(1, 1.5),
          new Viewport(-1, 5, -2, 2.2),
          List.of(new Point(3, 0.5)),
          (x, y) ->
              square(1.5 - x + x * y)
                  + square(2.25 - x + x * y * y)
                  + square(2.625 - x + x * y * y * y),
          (x, y) ->
              2 * (1.5 - x + x * y) * (y - 1)
                  + 2 * (2.25 - x + x * y * y) * (y * y - 1)
                  + 2 * (2.625 - x + x * y * y * y) * (y * y * y - 1),
          (x, y) ->
              2 * (1.5 - x + x * y) * x
                  + 4 * (2.25 - x + x * y * y) * x * y
                  + 6 * (2.625 - x + x * y * y * y) * x * y * y);

  /** Himmelblau 1972. */
  private static final TestFunction HIMMELBLAU =
      new TestFunction(
          "himmelblau",
          "(x² + y − 11)² + (x + y² − 7)²",
          "four minima of one depth",
          new Point(0, 0),
          new Viewport(-6, 6, -5, 5),
          List.of(
              new Point(3, 2),
              new Point(-2.805118086952745, 3.131312518250573),
              new Point(-3.779310253377747, -3.283185991286170),
              new Point(3.584428340330492, -1.848126526964404)),
          (x, y) -> square(x * x + y - 11) + square(x + y * y - 7),
          (x, y) -> 4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
          (x, y) -> 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7));

  private static final TestFunction SADDLE =
      new TestFunction(
          "saddle",
          "x² − y²",
          "level at (0, 0), without a bottom",
          new Point(0.5, 1e-4),
          new Viewport(-1, 1, -0.7, 0.7),
          List.of(),
          (x, y) -> x * x - y * y,
          (x, y) -> 2 * x,
          (x, y) -> -2 * y);

  /** Rastrigin 1974. */
  private static final TestFunction RASTRIGIN =
      new TestFunction(
          "rastrigin",
          "20 + x² − 10cos 2πx + y² − 10cos 2πy",
          "a local minimum near every pair of whole numbers",
          new Point(2.3, -1.7),
          new Viewport(-3.3, 3.3, -2.4, 2.4),
          List.of(new Point(0, 0)),
          (x, y) ->
              20
                  + x * x
                  - 10 * StrictMath.cos(TWO_PI * x)
                  + y * y
                  - 10 * StrictMath.cos(TWO_PI * y),
          (x, y) -> 2 * x + 10 * TWO_PI * StrictMath.sin(TWO_PI * x),
          (x, y) -> 2 * y + 10 * TWO_PI * StrictMath.sin(TWO_PI * y));

  private static final List<TestFunction> ALL =
      List.of(QUADRATIC, ROSENBROCK, BEALE, HIMMELBLAU, SADDLE, RASTRIGIN);

  private TestFunctions() {}

  /** All functions, in the order of the documentation. */
  public static List<TestFunction> all() {
    return ALL;
  }

  /** The function of this name, or null. */
  public static @Nullable TestFunction find(String name) {
    for (TestFunction function : ALL) {
      if (function.name().equals(name)) {
        return function;
      }
    }
    return null;
  }

  private static double square(double x) {
    return x * x;
  }
}
