package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

  private static final double[] TWO = {1, 2};
  private static final double[] THREE = {1, 2, 3};

  @Test
  void aLineWhoseLengthsDifferSaysWhichAndHowMany() {
    assertThatThrownBy(() -> Series.of("adamw", THREE, TWO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line \"adamw\": y must have as many values as x (3), had 2");
    assertThatThrownBy(() -> Series.of("adamw", TWO, TWO, THREE, TWO))
        .hasMessage("line \"adamw\": low must have as many values as x (2), had 3");
    assertThatThrownBy(() -> Series.of("adamw", TWO, TWO, TWO, THREE))
        .hasMessage("line \"adamw\": high must have as many values as x (2), had 3");
  }

  @Test
  void halfABandIsAnError() {
    Doubles two = Doubles.of(TWO);
    assertThatThrownBy(() -> new Series("adamw", two, two, null, two))
        .hasMessage("line \"adamw\": a band needs both low and high, was given high only");
    assertThatThrownBy(() -> new Series("adamw", two, two, two, null))
        .hasMessage("line \"adamw\": a band needs both low and high, was given low only");
  }

  @Test
  void anErrorShowsAHostileNameCleanedAndCut() {
    assertThatThrownBy(() -> Series.of("\u001b[31m" + "x".repeat(10_000), THREE, TWO))
        .message()
        .startsWith("line \"·[31mxxx")
        .hasSizeLessThan(140);
  }

  @Test
  void laterChangesOfTheArraysDoNotReachTheLine() {
    double[] y = {1, 2};
    double[] low = {0, 1};
    Series line = Series.of("a", TWO, y, low, TWO);
    y[0] = 99;
    low[0] = 99;
    line.y().toArray()[1] = 99;
    line.x().toArray()[1] = 99;
    assertThat(line.x()).isEqualTo(Doubles.of(1, 2));
    assertThat(line.y()).isEqualTo(Doubles.of(1, 2));
    assertThat(line.low()).isEqualTo(Doubles.of(0, 1));
  }

  @Test
  void linesAreEqualByTheirValues() {
    Series line = Series.of("a", new double[] {1, Double.NaN}, TWO, TWO, TWO);
    Series same = Series.of("a", new double[] {1, Double.NaN}, TWO, TWO, TWO);
    assertThat(line).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(line).isNotEqualTo(Series.of("a", new double[] {1, Double.NaN}, TWO));
    assertThat(line).isNotEqualTo(Series.of("a", new double[] {1, 2}, TWO, TWO, TWO));
    assertThat(line).hasToString("Line[\"a\", 2 points with a band]");
  }

  @Test
  void aChartKeepsItsOwnListOfLines() {
    List<Series> lines = new java.util.ArrayList<>(List.of(Series.of("a", TWO, TWO)));
    Chart chart = new Chart("", Axis.linear(""), Axis.log(""), lines);
    lines.clear();
    assertThat(chart.lines()).hasSize(1);
  }
}
