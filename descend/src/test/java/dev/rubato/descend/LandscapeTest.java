package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LandscapeTest {

  private static List<Double> levels(TestFunction function) {
    return Landscape.of(function, function.window()).levels();
  }

  @Test
  void levelsAreRoundRisingAndAboutEvenlySpacedByTheirLogarithm() {
    assertThat(levels(Ground.of((x, y) -> Math.pow(10, 4 * x))))
        .containsExactly(
            3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0,
            3000.0);
    for (TestFunction function : TestFunctions.all()) {
      assertThat(levels(function)).as(function.name()).isSorted().hasSizeBetween(8, 18);
    }
  }

  @Test
  void whereTheFunctionCrossesZeroTheLevelsAreMirrored() {
    List<Double> levels = levels(Ground.function("saddle"));
    assertThat(levels).contains(0.0, 0.1, -0.1).isSorted();
    assertThat(levels.get(0)).isNegative();
  }

  @Test
  void aLevelGroundHasNoLevelsAndAHugeOneHasNoMoreThanOthers() {
    assertThat(levels(Ground.of((x, y) -> 0))).isEmpty();
    assertThat(levels(Ground.of((x, y) -> Double.NaN))).isEmpty();
    assertThat(levels(Ground.of((x, y) -> Math.exp(300 * (x + y))))).hasSizeBetween(5, 18);
    assertThat(levels(Ground.of((x, y) -> x > 0 ? Double.POSITIVE_INFINITY : 3 + y)))
        .isNotEmpty()
        .allMatch(level -> level >= 2 && level <= 4);
  }

  @Test
  void theBandCountsTheLevelsBelow() {
    TestFunction function = Ground.function("quadratic");
    Landscape land = new Landscape(function, function.window(), List.of(1.0, 10.0));
    assertThat(land.band(0.5)).isZero();
    assertThat(land.band(1)).isEqualTo(1);
    assertThat(land.band(9)).isEqualTo(1);
    assertThat(land.band(Double.POSITIVE_INFINITY)).isEqualTo(2);
  }

  @Test
  void theWindowIsTheFunctionsOwnWhereTheWalkStaysInside() {
    Viewport usual = Ground.function("quadratic").window();
    assertThat(Landscape.around(List.of(Ground.walk("0.01", "quadratic", 50)))).isEqualTo(usual);
  }

  @Test
  void theWindowGrowsWithTheWalkButNotToWhereItRunsAway() {
    Viewport usual = Ground.function("saddle").window();
    Viewport near = Landscape.around(List.of(Ground.walk("0.05", "saddle", 100)));
    assertThat(near.top()).isGreaterThan(usual.top()).isLessThan(3 * usual.top());
    Viewport far = Landscape.around(List.of(Ground.walk("0.05", "saddle", 600)));
    assertThat(far.top()).isLessThan(4 * usual.top());
  }

  @Test
  void theStartIsAlwaysInTheWindow() {
    for (Point start : List.of(new Point(300, -20), new Point(0, 1e30))) {
      Viewport window = Landscape.around(List.of(Ground.walk("1e-3", "quadratic", start, 3)));
      assertThat(window.contains(start.toFloat())).isTrue();
      assertThat(window.contains(new Point(0, 0))).isTrue();
    }
  }
}
