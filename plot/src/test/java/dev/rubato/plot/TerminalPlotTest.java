package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.plot.draw.TextWidth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerminalPlotTest {

  private static List<String> lines(Chart chart, int width, int height, Glyphs glyphs) {
    String plot = TerminalPlot.draw(chart, width, height, false, glyphs);
    assertThat(plot).endsWith("\n");
    List<String> lines = plot.lines().toList();
    assertThat(lines).hasSize(height);
    assertThat(lines)
        .allSatisfy(line -> assertThat(TextWidth.width(line)).isLessThanOrEqualTo(width))
        .allSatisfy(line -> assertThat(line.chars().noneMatch(Character::isISOControl)).isTrue());
    if (glyphs == Glyphs.ASCII) {
      assertThat(plot).isASCII();
    }
    return lines;
  }

  @Test
  void aSmallAsciiPlotLooksLikeThis() {
    Chart chart =
        Examples.chart(
            Examples.line("up", 11, t -> t / 10), Examples.line("down", 11, t -> 1 - t / 10));
    assertThat(TerminalPlot.draw(chart, 40, 14, false, Glyphs.ASCII))
        .isEqualTo(
            """
            Rates
            learning rate
            1.0 +BB                               AA
                |  BBBBB                     AAAAA
                |       BBBBB           AAAAA
                |            BBBBB AAAAA
            0.5 +             AAAABBBBB
                |        AAAAA         BBBBB
                |   AAAAA                   BBBBB
              0 +AAA                             BBB
                ++----------------+----------------+
                 0                5               10
                                                step
            A up                 B down
            """);
  }

  @Test
  void aSmallBraillePlotLooksLikeThis() {
    Chart chart = Examples.chart(Examples.line("cosine", 101, t -> 1 + Math.cos(t * 0.0314)));
    assertThat(TerminalPlot.draw(chart, 40, 12, false))
        .isEqualTo(
            """
            Rates
            learning rate
            2 ┤⠒⠒⠒⠒⠤⠤⢄⣀⡀
              │        ⠈⠉⠒⠢⢄⡀
              │             ⠈⠑⠲⠤⣀
              │                  ⠉⠒⠤⣄⡀
              │                      ⠈⠑⠢⠤⣀
            0 ┤                           ⠉⠉⠒⠲⠤⠤⣄⣀⣀⣀
              └┬─────────────────┬─────────────────┬
               0                50               100
                                                step
            cosine
            """);
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void aPlotWithoutPointsSaysSo(Glyphs glyphs) {
    double[] nan = {Double.NaN, Double.NaN};
    assertThat(lines(Examples.chart(Series.of("a", nan, nan)), 60, 15, glyphs))
        .anyMatch(line -> line.contains("no points to draw"));
    assertThat(lines(Examples.chart(), 60, 15, glyphs)).anyMatch(line -> line.contains("no lines"));
    assertThat(lines(Examples.chart(Series.of("a", new double[0], new double[0])), 60, 15, glyphs))
        .anyMatch(line -> line.contains("no points to draw"));
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void aSinglePointIsVisible(Glyphs glyphs) {
    List<String> lines =
        lines(Examples.chart(Series.of("a", new double[] {5}, new double[] {0.1})), 40, 15, glyphs);
    String marks = glyphs == Glyphs.ASCII ? "A" : "⠶";
    assertThat(lines).anyMatch(line -> line.contains(marks));
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void aConstantCurveIsAStraightLineInTheMiddle(Glyphs glyphs) {
    for (double value : new double[] {0.1, 0, -3, 1e-300, Double.MAX_VALUE, -Double.MAX_VALUE}) {
      for (Chart chart :
          List.of(
              Examples.chart(Examples.line("", 10, t -> value)),
              Examples.logChart(Examples.line("", 10, t -> value)))) {
        List<String> drawn =
            lines(chart, 40, 21, glyphs).stream()
                .filter(line -> line.matches(".*[A\u2801-\u28ff]{20}.*"))
                .toList();
        assertThat(drawn).as(value + " " + chart.y()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void infiniteValuesAreLeftOutAndCounted(Glyphs glyphs) {
    double[] y = {1, Double.POSITIVE_INFINITY, 2, Double.NEGATIVE_INFINITY, Double.NaN};
    assertThat(lines(Examples.chart(Series.of("a", Examples.steps(5), y)), 60, 15, glyphs))
        .contains("(2 infinite values left out)");
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void negativeValuesMakeALogarithmicAxisLinearWithANote(Glyphs glyphs) {
    Chart chart = Examples.logChart(Examples.line("a", 10, t -> t - 3));
    assertThat(lines(chart, 60, 15, glyphs))
        .contains("(y axis linear: negative values have no logarithm)")
        .anyMatch(line -> line.matches("0 [┤+].*"));
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void zerosDoNotSpoilALogarithmicAxis(Glyphs glyphs) {
    Chart chart = Examples.logChart(Examples.line("a", 1000, t -> t * 1e-4));
    assertThat(lines(chart, 60, 15, glyphs))
        .contains("(zeros left out: a logarithmic y axis has no zero)")
        .anyMatch(line -> line.matches(" *1e-4 [┤+].*"));
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void everyCurveOfFifteenCarriesItsLetterAndTheLegendNamesIt(Glyphs glyphs) {
    List<Series> lines = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      double rate = 0.01 * (i + 1);
      lines.add(Examples.line("strategy number " + i, 200, t -> rate * (1 - t / 200)));
    }
    List<String> drawn = lines(Examples.chart(lines.toArray(Series[]::new)), 80, 24, glyphs);
    String curves =
        drawn.stream().filter(l -> l.matches(".*[│┤|+].*")).collect(Collectors.joining());
    String rest = String.join("\n", drawn);
    for (int i = 0; i < 15; i++) {
      String letter = String.valueOf((char) ('A' + i));
      assertThat(curves).contains(letter);
      assertThat(rest).contains(letter + " strategy number " + i);
    }
  }

  @Test
  void linesThatLieOnEachOtherTakeTurns() {
    Chart chart =
        Examples.chart(Examples.line("a", 100, t -> 0.1), Examples.line("b", 100, t -> 0.1));
    assertThat(lines(chart, 60, 15, Glyphs.ASCII)).anyMatch(line -> line.contains("ABABABAB"));
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void aSpikeOfOnePointAmongAMillionIsSeen(Glyphs glyphs) {
    Series line = Examples.line("a", 1_000_000, t -> t == 700_123 ? 1 : 0);
    List<String> drawn = lines(Examples.chart(line), 80, 24, glyphs);
    assertThat(drawn.stream().filter(l -> l.matches(".*[│┤|+].*[A\u2801-\u28ff].*")).count())
        .isGreaterThanOrEqualTo(17);
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void hostileNamesNeitherBreakTheWidthNorReachTheTerminal(Glyphs glyphs) {
    for (int width = 1; width < 130; width += 7) {
      for (int height : new int[] {1, 2, 5, 6, 8, 12, 24, 60}) {
        lines(Examples.hostile(), width, height, glyphs);
      }
    }
  }

  @Test
  void longNamesThatDifferAtTheirEndsStayDifferentInTheLegend() {
    String name = "adamw(weight-decay=0.01): linear(0 -> 3e-4) for 5% then cosine(-> ";
    Chart chart =
        Examples.chart(
            Examples.line(name + "0)", 9, t -> t), Examples.line(name + "1e-5)", 9, t -> t));
    assertThat(lines(chart, 50, 20, Glyphs.UNICODE))
        .anyMatch(line -> line.startsWith("A adamw") && line.endsWith("(-> 0)"))
        .anyMatch(line -> line.startsWith("B adamw") && line.endsWith("(-> 1e-5)"));
  }

  @Test
  void aPlaceThatIsTooSmallGetsARemark() {
    assertThat(lines(Examples.everything(), 23, 4, Glyphs.UNICODE))
        .containsExactly("Validation loss", "too small to plot: 24x…", "", "");
    assertThatThrownBy(() -> TerminalPlot.draw(Examples.everything(), 0, 4, false))
        .hasMessage("a plot must be at least 1 wide and 1 high, was 0 by 4");
  }

  @Test
  void colourIsThereOnlyWhenAskedForAndEndsOnItsLine() {
    String plain = TerminalPlot.draw(Examples.everything(), 80, 24, false);
    String coloured = TerminalPlot.draw(Examples.everything(), 80, 24, true);
    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[34m").contains("\u001b[31m");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    assertThat(coloured.lines().filter(line -> line.contains("\u001b")))
        .allMatch(line -> line.endsWith("\u001b[0m"));
  }

  @Test
  void theCharsetOfTheOutputDecidesTheGlyphs() {
    assertThat(Glyphs.of(StandardCharsets.UTF_8)).isEqualTo(Glyphs.UNICODE);
    assertThat(Glyphs.of(StandardCharsets.US_ASCII)).isEqualTo(Glyphs.ASCII);
    assertThat(Glyphs.of(StandardCharsets.ISO_8859_1)).isEqualTo(Glyphs.ASCII);
  }

  @Test
  void anyChartInAnySizeKeepsItsPlace() {
    long seed = 42;
    Random random = new Random(seed);
    for (int i = 0; i < 600; i++) {
      Chart chart = RandomCharts.next(random);
      Glyphs glyphs = random.nextBoolean() ? Glyphs.ASCII : Glyphs.UNICODE;
      int width = 1 + random.nextInt(120);
      int height = 1 + random.nextInt(40);
      assertThat(lines(chart, width, height, glyphs)).as("seed %d, chart %d", seed, i).isNotNull();
    }
  }
}
