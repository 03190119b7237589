package dev.rubato.plot.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolylinesTest {
  private static final Box BOX = new Box(0, 0, 10, 10);

  private static Polyline line(double... xy) {
    double[] x = new double[xy.length / 2];
    double[] y = new double[xy.length / 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = xy[2 * i];
      y[i] = xy[2 * i + 1];
    }
    return new Polyline(x, y);
  }

  private static double distance(Polyline line, double x, double y) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < line.size(); i++) {
      double dx = line.x()[i] - line.x()[i - 1];
      double dy = line.y()[i] - line.y()[i - 1];
      for (int part = 0; part <= 1000; part++) {
        double share = part / 1000.0;
        least =
            Math.min(
                least,
                Math.hypot(line.x()[i - 1] + share * dx - x, line.y()[i - 1] + share * dy - y));
      }
    }
    return least;
  }

  @Test
  void pointsOnAStraightStretchGoAndCornersStay() {
    Polyline simple = Polylines.simplified(line(0, 0, 1, 0, 2, 0.05, 3, 0, 3, 5, 3, 2, 3, 9), 0.1);
    assertThat(simple.x()).containsExactly(0, 3, 3);
    assertThat(simple.y()).as("there and back is the same stroke").containsExactly(0, 0, 9);
  }

  @Test
  void aClosedLineStaysClosed() {
    Polyline square = line(0, 0, 2, 0, 4, 0, 4, 4, 0, 4, 0, 2, 0, 0);
    Polyline simple = Polylines.simplified(square, 0.1);
    assertThat(simple.x()).containsExactly(0, 4, 4, 0, 0);
    assertThat(simple.y()).containsExactly(0, 0, 4, 4, 0);
  }

  @Test
  void noPointOfARandomLineIsFartherFromTheSimpleOneThanTheTolerance() {
    long seed = 21;
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      double[] xy = new double[2 * (2 + random.nextInt(60))];
      for (int i = 2; i < xy.length; i++) {
        xy[i] = xy[i - 2] + random.nextGaussian();
      }
      Polyline line = line(xy);
      Polyline simple = Polylines.simplified(line, 0.8);
      assertThat(simple.size()).isLessThanOrEqualTo(line.size());
      for (int i = 0; i < line.size(); i++) {
        assertThat(distance(simple, line.x()[i], line.y()[i]))
            .as("seed %d, round %d", seed, round)
            .isLessThan(0.81);
      }
    }
  }

  @Test
  void whatLeavesTheBoxIsCutAtItsEdge() {
    List<Polyline> parts = Polylines.clipped(line(5, 5, 15, 5, 15, 8, 5, 8), BOX);
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).x()).containsExactly(5, 10);
    assertThat(parts.get(1).x()).containsExactly(10, 5);
    assertThat(parts.get(1).y()).containsExactly(8, 8);
  }

  @Test
  void aStrokeFromFarAwayToFarAwayCrossesTheBox() {
    List<Polyline> parts = Polylines.clipped(line(-1e30, 5, 1e30, 5), BOX);
    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).y()).containsExactly(5, 5);
    assertThat(Polylines.clipped(line(-5, -5, 20, -5, 20, 20), BOX)).isEmpty();
    assertThat(Polylines.clipped(line(3, 3, 3, 3), BOX)).hasSize(1);
  }

  @Test
  void theLengthIsTheSumOfTheStrokes() {
    assertThat(Polylines.length(line(0, 0, 3, 4, 3, 5))).isCloseTo(6, within(1e-12));
    assertThat(Polylines.length(line(1, 1))).isZero();
  }

  @Test
  void noPartOfARandomLineLiesOutsideTheBox() {
    long seed = 22;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      double[] xy = random.doubles(2L * (1 + random.nextInt(30)), -15, 25).toArray();
      for (Polyline part : Polylines.clipped(line(xy), BOX)) {
        for (int i = 0; i < part.size(); i++) {
          assertThat(part.x()[i]).as("seed %d", seed).isBetween(-1e-9, 10 + 1e-9);
          assertThat(part.y()[i]).as("seed %d", seed).isBetween(-1e-9, 10 + 1e-9);
        }
      }
    }
  }
}
