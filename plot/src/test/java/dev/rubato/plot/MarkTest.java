package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Points, bars, regions and labels in a chart. */
class MarkTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final double[] TWO = {1, 2};
  private static final double[] THREE = {1, 2, 3};

  private static Chart chart(Mark... marks) {
    return new Chart("", Axis.linear(""), Axis.linear(""), List.of(marks));
  }

  private static Chart logChart(Mark... marks) {
    return new Chart("", Axis.log(""), Axis.log(""), List.of(marks));
  }

  @Test
  void coordinatesThatAreNotAsManySayWhich() {
    assertThatThrownBy(() -> Points.of("a", THREE, TWO))
        .hasMessage("points \"a\": y must have as many values as x (3), had 2");
    assertThatThrownBy(() -> Bars.of("a", TWO, THREE, TWO))
        .hasMessage("bars \"a\": low must have as many values as x (2), had 3");
    assertThatThrownBy(() -> Bars.of("a", TWO, TWO, THREE))
        .hasMessage("bars \"a\": high must have as many values as x (2), had 3");
    assertThatThrownBy(() -> Region.across("a", 2, 1))
        .hasMessageStartingWith("region \"a\": must have left <= right and bottom <= top, was 2.0");
    assertThatThrownBy(() -> Region.upwards("a", NAN, 1)).hasMessageContaining("was -Infinity");
  }

  @Test
  void pointsBarsAndRegionsOfANameShareTheEntryOfTheMarkBefore() {
    Series one = Series.of("one", TWO, TWO);
    Chart chart =
        chart(
            one,
            Points.of("two", TWO, TWO),
            Points.of("one", TWO, TWO),
            new Label("one", 1, 1),
            Region.across("two", 1, 2),
            one,
            Points.of("", TWO, TWO),
            Points.of("", TWO, TWO));
    assertThat(chart.keys()).containsExactly(0, 1, 0, -1, 1, 2, 3, 4);
    assertThat(chart.entries()).extracting(Mark::name).containsExactly("one", "two", "one", "", "");
    assertThat(chart.lines()).containsExactly(one, one);
  }

  @Test
  void everyFiniteEdgeIsInThePictureAndAnInfiniteOneIsItsEnd() {
    PlotView view =
        PlotView.of(
            chart(
                Points.of("", TWO, TWO),
                Bars.of("", new double[] {3, 4}, new double[] {-1, 0}, TWO),
                Region.across("", -5, INFINITE),
                Region.upwards("", -INFINITE, 9),
                new Label("", 2, 8)),
            false);
    assertThat(view.x().low()).isEqualTo(-5);
    assertThat(view.x().high()).as("with room for half a bar").isEqualTo(4.5);
    assertThat(view.y().low()).isLessThan(-1);
    assertThat(view.y().high()).isGreaterThan(9);
    assertThat(view.notes()).isEmpty();
  }

  @Test
  void barsFromZeroAndRegionsFromZeroLeaveALogarithmicAxisAsItIs() {
    Chart chart = logChart(Bars.upTo("", TWO, TWO), new Region("", -1, 2, 0, 2));
    PlotView view = PlotView.of(chart, true);
    assertThat(view.x().scale()).isEqualTo(Scale.LOG);
    assertThat(view.y().scale()).isEqualTo(Scale.LOG);
    assertThat(view.notes()).isEmpty();
    assertThat(SvgPlot.draw(chart, 300, 200)).doesNotContain("NaN", "Infinity");
  }

  @Test
  void whatIsNotFiniteIsLeftOutAndInfiniteOnesAreTold() {
    double[] strange = {NAN, INFINITE, 1};
    Chart chart =
        chart(
            Points.of("a", THREE, strange),
            Bars.of("b", THREE, new double[] {0, 0, NAN}, strange),
            new Label("lost", NAN, 1),
            new Label("far", 1, -INFINITE));
    assertThat(PlotView.of(chart, true).notes()).containsExactly("3 infinite values left out");
    String drawn = SvgPlot.draw(chart, 300, 200);
    assertThat(drawn).doesNotContain("NaN", "Infinity").doesNotContain(">lost<", ">far<");
    assertThat(drawn.split("<circle", -1)).as("a point, and the legend's").hasSize(3);
    assertThat(PlotView.of(chart(Region.across("a", 1, 2)), true).empty()).isTrue();
    assertThat(PlotView.of(chart(Points.of("a", TWO, new double[] {NAN, NAN})), true).empty())
        .isTrue();
  }

  @Test
  void aDescriptionSaysWhereEveryMarkLies() {
    Chart chart = Examples.everyMark();
    assertThat(Description.of(chart, PlotView.of(chart, true)))
        .startsWith("Chart of 1 line, 2 sets of points, 1 set of bars, 1 region, 2 labels. Across:")
        .contains(" smoothed: 2 points, first 1.5, last 0.4.")
        .contains(" intervals & <more>: 4 bars, first 0.6 to 1, last 1.1 to 1.7.")
        .contains(" good rates: across from 0.01 to 0.07.", " At 0.02, 0.35: best.");
  }

  @Test
  void theTerminalShadesRegionsFillsBarsAndWritesLabels() {
    Chart chart =
        new Chart(
            "",
            Axis.linear(""),
            Axis.linear(""),
            List.of(
                Region.across("good", 2, 4),
                Bars.upTo("bars", new double[] {1, 5}, new double[] {2, 4}),
                Points.of("points", new double[] {3}, new double[] {3}),
                new Label("学e\u0301!", 3, 3)));
    assertThat(TerminalPlot.draw(chart, 40, 10, false, Glyphs.ASCII))
        .isEqualTo(
            """
              |              ::::::::::   B
              |              ::::::::::   B
              |              ::::C?e?!:   B
              |         B    ::::::::::   B
              |         B    ::::::::::   B
              |         B    ::::::::::   B
            0 +         B    ::::::::::   B
              +-----+--------+--------+--------+----
                    0        2        4        6
            : good        B bars        C points
            """);
    assertThat(TerminalPlot.draw(chart, 40, 10, false))
        .isEqualTo(
            """
              │             ░░░░░░░░░░░   ⣶
              │             ░░░░░░░░░░░   ⣿
              │             ░░░░░C学e\u0301!░   ⣿
              │         ⣤   ░░░░░░░░░░░   B
              │         ⣿   ░░░░░░░░░░░   B
              │         B   ░░░░░░░░░░░   ⣿
            0 ┤         ⣿   ░░░░░░░░░░░   ⣿
              └─────┬────────┬────────┬────────┬────
                    0        2        4        6
            ░ good        B bars        C points
            """);
    String coloured = TerminalPlot.draw(chart, 40, 10, true);
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(TerminalPlot.draw(chart, 40, 10, false));
    assertThat(coloured).contains("\u001b[0m学");
  }

  @Test
  void aPageReadsOutPointsAndIntervalsAndHasAButtonForEachEntry() throws Exception {
    String page = HtmlPage.titled("").chart(Examples.everyMark(), "").toString();
    Matcher json =
        Pattern.compile("<script type=\"application/json\">(.*?)</script>").matcher(page);
    assertThat(json.find()).isTrue();
    JsonNode lines = new ObjectMapper().readTree(json.group(1)).get("lines");
    assertThat(lines).hasSize(4);
    assertThat(lines.at("/1/y").toString()).isEqualTo("[0.8,0.35,null,1.4]");
    assertThat(lines.at("/2/low/0").asDouble()).isEqualTo(0.6);
    assertThat(lines.at("/3/x")).isEmpty();
    for (int entry = 0; entry < 4; entry++) {
      assertThat(page)
          .contains("<button type=\"button\" aria-pressed=\"true\" data-line=\"" + entry);
      assertThat(page).containsPattern("<g class=\"s" + entry + "\"[^>]* data-line=\"" + entry);
    }
  }

  @Test
  void veryManyPointsAndBarsMakeASmallFile() throws Exception {
    int count = 300_000;
    double[] x = Examples.steps(count);
    double[] y = new java.util.Random(5).doubles(count).toArray();
    y[123_456] = 7;
    for (Mark mark : List.of(Points.of("a", x, y), Bars.upTo("a", x, y))) {
      String drawn = SvgPlot.draw(chart(mark), 900, 480);
      assertThat(drawn.length()).isLessThan(200_000);
      Xml.parse(drawn);
    }
    assertThat(SvgPlot.draw(chart(Bars.upTo("a", x, y)), 900, 480)).as("the spike").contains(",2");
  }
}
