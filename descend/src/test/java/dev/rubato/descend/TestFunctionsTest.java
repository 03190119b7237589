package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TestFunctionsTest {

  static List<TestFunction> all() {
    return TestFunctions.all();
  }

  private static TestFunction function(String name) {
    TestFunction function = TestFunctions.find(name);
    assertThat(function).as(name).isNotNull();
    return function;
  }

  /** Worked out by hand from the formulas. */
  @ParameterizedTest
  @CsvSource({
    "quadratic, 0, 0, 0",
    "quadratic, -4, 2, 28",
    "quadratic, 1, -1, 5.5",
    "rosenbrock, 1, 1, 0",
    "rosenbrock, 0, 0, 1",
    "rosenbrock, -1.5, 2, 12.5",
    "rosenbrock, 2, 1, 901",
    "beale, 3, 0.5, 0",
    "beale, 0, 0, 14.203125",
    "beale, 1, 1, 14.203125",
    "beale, 1, 2, 126.453125",
    "himmelblau, 3, 2, 0",
    "himmelblau, 0, 0, 170",
    "himmelblau, 1, -2, 148",
    "saddle, 0, 0, 0",
    "saddle, 3, 4, -7",
    "saddle, -2, 1, 3",
    "rastrigin, 0, 0, 0",
    "rastrigin, 1, -2, 5",
    "rastrigin, 0.5, 0.5, 40.5"
  })
  void theValueIsTheFormulas(String name, double x, double y, double expected) {
    assertThat(function(name).value(new Point(x, y))).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "quadratic, -4, 2",
    "rosenbrock, -1.5, 2",
    "beale, 1, 1.5",
    "himmelblau, 0, 0",
    "saddle, 0.5, 1e-4",
    "rastrigin, 2.3, -1.7"
  })
  void theDefaultStartIsTheDocumentedOne(String name, double x, double y) {
    assertThat(function(name).start()).isEqualTo(new Point(x, y));
  }

  /** Central differences of width 2h miss the derivative by about f‴·h²/6 and rounding. */
  @ParameterizedTest
  @MethodSource("all")
  void theGradientIsWhatCentralDifferencesSay(TestFunction function) {
    long seed = 11;
    Random random = new Random(seed);
    Viewport window = function.window();
    double h = 1e-5;
    for (int i = 0; i < 500; i++) {
      double x = window.left() + random.nextDouble() * window.width();
      double y = window.bottom() + random.nextDouble() * window.height();
      Point gradient = function.gradient(new Point(x, y));
      double dx =
          (function.value(new Point(x + h, y)) - function.value(new Point(x - h, y))) / (2 * h);
      double dy =
          (function.value(new Point(x, y + h)) - function.value(new Point(x, y - h))) / (2 * h);
      double scale = 1 + Math.abs(dx) + Math.abs(dy) + Math.abs(function.value(new Point(x, y)));
      assertThat(gradient.x()).as("seed %d, x %s", seed, i).isCloseTo(dx, within(1e-7 * scale));
      assertThat(gradient.y()).as("seed %d, y %s", seed, i).isCloseTo(dy, within(1e-7 * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void atEachMinimumTheGradientIsZeroAndNothingNearIsLower(TestFunction function) {
    for (Point minimum : function.minima()) {
      double least = function.value(minimum);
      Point gradient = function.gradient(minimum);
      assertThat(least).as("%s", minimum).isCloseTo(0, within(1e-20));
      assertThat(Math.abs(gradient.x()) + Math.abs(gradient.y())).isLessThan(1e-9);
      for (int degrees = 0; degrees < 360; degrees++) {
        double angle = Math.toRadians(degrees);
        Point near =
            new Point(minimum.x() + 1e-3 * Math.cos(angle), minimum.y() + 1e-3 * Math.sin(angle));
        assertThat(function.value(near)).isGreaterThan(least);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theWindowShowsTheStartAndTheMinima(TestFunction function) {
    assertThat(function.window().contains(function.start())).isTrue();
    assertThat(function.minima()).allMatch(function.window()::contains);
  }

  @Test
  void aFunctionIsFoundByItsNameAlone() {
    assertThat(TestFunctions.all())
        .extracting(TestFunction::name)
        .containsExactly("quadratic", "rosenbrock", "beale", "himmelblau", "saddle", "rastrigin");
    assertThat(TestFunctions.find("Rosenbrock")).isNull();
    assertThat(TestFunctions.find("")).isNull();
  }

  @Test
  void theSaddleIsLevelInTheMiddleAndHasNoMinimum() {
    TestFunction saddle = function("saddle");
    assertThat(saddle.minima()).isEmpty();
    Point level = saddle.gradient(new Point(0, 0));
    assertThat(level.x()).isZero();
    assertThat(level.y()).isZero();
  }
}
