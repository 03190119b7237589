package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.plot.draw.Polyline;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThinningTest {

  private static final int MOST = 10_000;

  @Test
  void aShortLineStaysAsItIs() {
    double[] x = {0, 10, 20.5};
    double[] y = {3, 1, 2};
    List<Polyline> lines = Thinning.line(x, y, 1, MOST);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).x()).containsExactly(x);
    assertThat(lines.get(0).y()).containsExactly(y);
  }

  @Test
  void ofAMillionPointsEachColumnKeepsItsExtremesAndTheEndsStay() {
    int n = 1_000_000;
    Random random = new Random(5);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 800.0 * i / n;
      y[i] = random.nextGaussian();
    }
    y[123_456] = 1000;
    y[654_321] = -1000;
    Polyline line = Thinning.line(x, y, 1, MOST).get(0);
    assertThat(line.size()).isBetween(1600, 1610);
    assertThat(line.y()).contains(1000, -1000);
    assertThat(line.y()[0]).isEqualTo(y[0]);
    assertThat(line.y()[line.size() - 1]).isEqualTo(y[n - 1]);
    assertThat(line.x()).isSorted();
  }

  @Test
  void aGapSplitsTheLineAndAGapWithinAColumnDoesNot() {
    double nan = Double.NaN;
    double[] x = {0, 10, 20, 30, 30.1, 30.2};
    double[] y = {1, nan, 2, 3, nan, 4};
    List<Polyline> lines = Thinning.line(x, y, 1, MOST);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).x()).containsExactly(0);
    assertThat(lines.get(1).x()).containsExactly(20, 30, 30.2);
    assertThat(Thinning.line(new double[] {nan}, new double[] {1}, 1, MOST)).isEmpty();
  }

  @Test
  void everySecondPointMissingStillGivesOneLine() {
    int n = 100_000;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 100.0 * i / n;
      y[i] = i % 2 == 0 ? 1 : Double.NaN;
    }
    assertThat(Thinning.line(x, y, 1, MOST)).hasSize(1);
  }

  @Test
  void aPathThatGoesBackAndForthIsLimitedToo() {
    int n = 200_000;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = i % 2 == 0 ? 0 : 500;
      y[i] = i;
    }
    int points = Thinning.line(x, y, 1, MOST).stream().mapToInt(Polyline::size).sum();
    assertThat(points).isBetween(MOST / 2, MOST + 1);
  }

  @Test
  void aBandKeepsTheWidestOfEachColumn() {
    double[] x = {0, 0.2, 0.4, 5};
    double[] low = {1, -7, 2, 0};
    double[] high = {3, 3, 9, 1};
    Thinning.Band band = Thinning.band(x, low, high, 1).get(0);
    assertThat(band.low().x()).containsExactly(0, 5);
    assertThat(band.low().y()).containsExactly(-7, 0);
    assertThat(band.high().y()).containsExactly(9, 1);
  }

  @Test
  void straightPartsLoseTheirMiddlePointsAndCornersStay() {
    Polyline line =
        new Polyline(new double[] {0, 1, 2, 3, 4, 4, 5, 6}, new double[] {0, 1, 2, 3, 4, 0, 0, 0});
    Polyline thin = Thinning.straightened(line, 0.1);
    assertThat(thin.x()).containsExactly(0, 4, 4, 6);
    assertThat(thin.y()).containsExactly(0, 4, 0, 0);
  }

  @Test
  void aStraightenedLineMissesNoPointByMoreThanTheTolerance() {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int n = 3 + random.nextInt(200);
      double[] x = new double[n];
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = i == 0 ? 0 : x[i - 1] + random.nextDouble();
        y[i] = 20 * Math.sin(x[i] / 5) + random.nextInt(3) * 0.2;
      }
      Polyline thin = Thinning.straightened(new Polyline(x, y), 0.1);
      for (int i = 0; i < n; i++) {
        assertThat(at(thin, x[i], y[i])).as("seed %d round %d", seed, round).isLessThan(0.1 + 1e-9);
      }
    }
  }

  /** How far the polyline passes from a point, up or down. */
  private static double at(Polyline line, double x, double y) {
    int i = Arrays.binarySearch(line.x(), x);
    if (i >= 0) {
      return Math.abs(line.y()[i] - y);
    }
    int right = -i - 1;
    double share = (x - line.x()[right - 1]) / (line.x()[right] - line.x()[right - 1]);
    double there = line.y()[right - 1] + share * (line.y()[right] - line.y()[right - 1]);
    return Math.abs(there - y);
  }
}
