package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.plot.draw.Polyline;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContoursTest {
  private static final double SIZE = 200;

  private static List<Polyline> above(TestFunction function, double level) {
    return new Contours(function, function.window(), SIZE, SIZE, 2).above(level);
  }

  private static Point at(Viewport window, double x, double y) {
    return new Point(
        window.left() + x / SIZE * window.width(), window.top() - y / SIZE * window.height());
  }

  /** Twice the area inside, positive where the line goes round clockwise on the screen. */
  private static double twiceTheArea(Polyline line) {
    double area = 0;
    for (int i = 1; i < line.size(); i++) {
      area += line.x()[i - 1] * line.y()[i] - line.x()[i] * line.y()[i - 1];
    }
    return area;
  }

  @Test
  void aRoundHillHasOneRoundLine() {
    TestFunction hill = Ground.of((x, y) -> -x * x - y * y);
    List<Polyline> lines = above(hill, -0.25);
    assertThat(lines).hasSize(1);
    Polyline line = lines.get(0);
    for (int i = 0; i < line.size(); i++) {
      assertThat(Math.hypot(line.x()[i] - 100, line.y()[i] - 100)).isCloseTo(50, within(0.02));
    }
    assertThat(Math.abs(twiceTheArea(line)) / 2).isCloseTo(Math.PI * 2500, within(10.0));
  }

  @Test
  void aHollowIsAHoleInTheGroundAroundIt() {
    TestFunction hollow = Ground.of((x, y) -> x * x + y * y);
    List<Polyline> lines = above(hollow, 0.25);
    assertThat(lines).as("the hole, and the edge beyond the picture").hasSize(2);
    assertThat(lines.stream().mapToDouble(ContoursTest::twiceTheArea).map(Math::signum).sum())
        .as("one goes round each way")
        .isZero();
  }

  @Test
  void himmelblausFourMinimaAreFourHoles() {
    TestFunction himmelblau = Ground.function("himmelblau");
    assertThat(above(himmelblau, 10)).hasSize(5);
    assertThat(above(himmelblau, -1)).as("all of it").hasSize(1);
    assertThat(above(himmelblau, 1e9)).isEmpty();
  }

  @Test
  void aCellBetweenTwoHillsIsJoinedWhereItsMiddleIsHigh() {
    double aroundHills =
        Math.signum(twiceTheArea(above(Ground.of((x, y) -> -x * x), -0.25).get(0)));
    for (double middle : new double[] {0.1, -0.1}) {
      // 1 at two opposite corners of each cell of the grid, -1 at the others
      TestFunction chess =
          Ground.of(
              (x, y) ->
                  middle + Math.cos(Math.PI * SIZE / 4 * x) * Math.cos(Math.PI * SIZE / 4 * y));
      List<Polyline> lines = above(chess, 0);
      assertThat(lines).hasSizeGreaterThan(4000);
      double turns = lines.stream().mapToDouble(ContoursTest::twiceTheArea).map(Math::signum).sum();
      assertThat(Math.signum(turns))
          .as("high: one hill with holes; low: hills alone")
          .isEqualTo(middle > 0 ? -aroundHills : aroundHills);
    }
  }

  @Test
  void everyLineIsClosedAndEachOfItsPointsLiesOnTheLevelOrBeyondThePicture() {
    long seed = 5;
    Random random = new Random(seed);
    for (TestFunction function : TestFunctions.all()) {
      Landscape land = Landscape.of(function, function.window());
      double level = land.levels().get(random.nextInt(land.levels().size()));
      for (Polyline line : above(function, level)) {
        int last = line.size() - 1;
        assertThat(line.x()[last]).isEqualTo(line.x()[0]);
        assertThat(line.y()[last]).isEqualTo(line.y()[0]);
        for (int i = 0; i < last; i++) {
          double x = line.x()[i];
          double y = line.y()[i];
          if (x < 0 || x > SIZE || y < 0 || y > SIZE) {
            continue;
          }
          // on an edge of the grid, whose ends lie on the two sides of the level
          boolean across = y / 2 == Math.rint(y / 2);
          double low = 2 * Math.floor((across ? x : y) / 2);
          Point first = at(function.window(), across ? low : x, across ? y : low);
          Point second = at(function.window(), across ? low + 2 : x, across ? y : low + 2);
          boolean crosses =
              function.value(first) >= level != function.value(second) >= level
                  || Math.abs(function.value(first) - level) < 1e-6 * (1 + Math.abs(level));
          assertThat(crosses).as("seed %d, %s at %s, %s", seed, function, x, y).isTrue();
        }
      }
    }
  }

  @Test
  void aGroundThatIsInfiniteOrNotANumberSomewhereIsDrawnAllTheSame() {
    TestFunction wild =
        Ground.of((x, y) -> x > 0.5 ? Double.POSITIVE_INFINITY : y > 0.5 ? Double.NaN : x);
    for (Polyline line : above(wild, 0)) {
      for (int i = 0; i < line.size(); i++) {
        assertThat(line.x()[i]).isBetween(-10.0, SIZE + 10);
        assertThat(line.y()[i]).isBetween(-10.0, SIZE + 10);
      }
    }
  }
}
