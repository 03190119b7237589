package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgPlotTest {

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /**
   * The file was drawn by this class and looked at. After a wanted change, look at what the failing
   * test has left in target/golden and copy it to src/test/resources.
   */
  @Test
  void theExampleIsTheSameToTheByte() throws Exception {
    isGolden("everything.svg", SvgPlot.draw(Examples.everything(), 640, 400));
  }

  @Test
  void theExampleWithEachKindOfMarkIsTheSameToTheByte() throws Exception {
    isGolden("every-mark.svg", SvgPlot.draw(Examples.everyMark(), 640, 400));
  }

  private static void isGolden(String name, String drawn) throws Exception {
    byte[] golden;
    try (var in = SvgPlotTest.class.getResourceAsStream(name)) {
      golden = in == null ? new byte[0] : in.readAllBytes();
    }
    if (!drawn.equals(new String(golden, StandardCharsets.UTF_8))) {
      Files.createDirectories(Path.of("target/golden"));
      Files.writeString(Path.of("target/golden", name), drawn);
    }
    assertThat(drawn).isEqualTo(new String(golden, StandardCharsets.UTF_8));
  }

  @Test
  void theLocaleOfTheReaderChangesNothing() {
    Locale before = Locale.getDefault();
    String expected = SvgPlot.draw(Examples.everything(), 640, 400);
    try {
      for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(SvgPlot.draw(Examples.everything(), 640, 400)).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void thePictureHasATitleADescriptionAndALegend() throws Exception {
    Document svg = Xml.parse(SvgPlot.draw(Examples.everything(), 640, 400));
    Element root = svg.getDocumentElement();
    assertThat(root.getAttribute("role")).isEqualTo("img");
    assertThat(root.getAttribute("aria-label")).isEqualTo("Validation loss");
    assertThat(elements(svg, "title").get(0).getTextContent()).isEqualTo("Validation loss");
    assertThat(elements(svg, "desc").get(0).getTextContent())
        .contains("Line chart of 3 lines.", "Up: loss from", "logarithmic")
        .contains("adamw: cosine(3e-4 -> 0): first 2.3, last 0.3.");
    assertThat(elements(svg, "text"))
        .extracting(Element::getTextContent)
        .contains("sgd: step(0.1, every=30) & <friends>", "step", "loss", "500", "0.5");
  }

  @Test
  void aGapLeavesTheLineInTwoAndALonelyPointIsADot() throws Exception {
    Document svg = Xml.parse(SvgPlot.draw(Examples.everything(), 640, 400));
    assertThat(elements(svg, "circle")).hasSize(2);
    Series line = Series.of("a", Examples.steps(5), new double[] {1, 2, Double.NaN, 1, 2});
    assertThat(SvgPlot.draw(Examples.chart(line), 300, 200))
        .containsPattern("d=\"M[^M\"]*M[^M\"]*\"");
  }

  @Test
  void twelveLinesHaveTwelveDifferentStrokes() throws Exception {
    Series[] lines = new Series[12];
    for (int i = 0; i < 12; i++) {
      double rate = i + 1;
      lines[i] = Examples.line("line " + i, 10, t -> rate * t);
    }
    Document svg = Xml.parse(SvgPlot.draw(Examples.chart(lines), 640, 480));
    List<String> strokes =
        elements(svg, "g").stream()
            .filter(g -> g.hasAttribute("data-line"))
            .map(g -> g.getAttribute("color") + g.getAttribute("stroke-dasharray"))
            .toList();
    assertThat(strokes).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void aMillionPointsMakeASmallFileThatKeepsTheSpike() throws Exception {
    Random random = new Random(3);
    double[] noise = new double[1_000_000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextDouble();
    }
    noise[700_123] = 50;
    double[] low = noise.clone();
    double[] high = noise.clone();
    for (int i = 0; i < noise.length; i++) {
      low[i] -= random.nextDouble();
      high[i] += random.nextDouble();
    }
    double[] x = Examples.steps(noise.length);
    Series line = Series.of("noise", x, noise, low, high);
    String one = SvgPlot.draw(Examples.chart(line), 1600, 900);
    assertThat(one.length()).isLessThan(200_000);
    Series[] many = new Series[15];
    Series tenth =
        Series.of(
            "noise",
            Examples.steps(100_000),
            Arrays.copyOf(noise, 100_000),
            Arrays.copyOf(low, 100_000),
            Arrays.copyOf(high, 100_000));
    Arrays.fill(many, tenth);
    assertThat(SvgPlot.draw(Examples.chart(many), 1600, 900).length()).isLessThan(200_000);
    List<Element> paths = elements(Xml.parse(one), "path");
    // The last path is the legend's sample; the one before is the curve.
    String curve = paths.get(paths.size() - 2).getAttribute("d");
    double highest =
        Pattern.compile(",([\\d.]+)")
            .matcher(curve)
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group(1)))
            .min()
            .orElseThrow();
    assertThat(highest).isLessThan(130);
  }

  @Test
  void aPathThatGoesBackAndForthMakesASmallFileToo() {
    Random random = new Random(4);
    double[] x = random.doubles(300_000).toArray();
    double[] y = random.doubles(300_000).toArray();
    assertThat(SvgPlot.draw(Examples.chart(Series.of("path", x, y)), 800, 600).length())
        .isLessThan(200_000);
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String drawn = SvgPlot.draw(Examples.hostile(), 800, 600);
    Document svg = Xml.parse(drawn);
    assertThat(elements(svg, "script")).isEmpty();
    assertThat(elements(svg, "img")).isEmpty();
    assertThat(drawn).doesNotContain("\u001b", "\u202e", "<script");
    assertThat(drawn.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n')).isTrue();
    assertThat(drawn.length()).isLessThan(60_000);
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    assertThat(SvgPlot.draw(Examples.hostile(), 800, 600).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "url(", "href", "@import");
  }

  @Test
  void notesSayWhatTheAxisCannotShow() {
    assertThat(SvgPlot.draw(Examples.logChart(Examples.line("a", 9, t -> t - 3)), 400, 300))
        .contains(">y axis linear: negative values have no logarithm</text>");
    assertThat(SvgPlot.draw(Examples.chart(), 400, 300)).contains(">no lines</text>");
    double[] nan = {Double.NaN};
    assertThat(SvgPlot.draw(Examples.chart(Series.of("a", nan, nan)), 400, 300))
        .contains(">no points to draw</text>");
  }

  @Test
  void aBandThatReachesBelowALogarithmicAxisIsCutThereAndDoesNotStretchIt() throws Exception {
    double[] x = {0, 1};
    double[] y = {1, 0.5};
    Chart zero = Examples.logChart(Series.of("a", x, y, new double[] {-1, 0}, new double[] {2, 3}));
    assertThat(PlotView.of(zero, true).y().low()).isBetween(0.4, 0.5);
    Chart tiny =
        Examples.logChart(Series.of("a", x, y, new double[] {1e-9, 0.4}, new double[] {2, 3}));
    assertThat(PlotView.of(tiny, true).y().low()).as("one decade at most").isBetween(0.03, 0.05);
    Chart huge =
        Examples.logChart(Series.of("a", x, y, new double[] {-1, 0}, new double[] {2, 1e300}));
    for (Chart chart : List.of(zero, tiny, huge)) {
      String drawn = SvgPlot.draw(chart, 400, 300);
      assertThat(drawn).doesNotContain("NaN", "Infinity");
      Xml.parse(drawn);
    }
  }

  @Test
  void aPlaceThatIsTooSmallIsAnError() {
    assertThatThrownBy(() -> SvgPlot.draw(Examples.everything(), 100, 300))
        .hasMessage("an SVG plot must be at least 160 wide and 120 high, was 100 by 300");
  }

  @Test
  void anyChartIsWellFormedAndStaysInItsPlace() throws Exception {
    long seed = 77;
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Chart chart = RandomCharts.next(random);
      int width = 160 + random.nextInt(1000);
      int height = 120 + random.nextInt(600);
      String as = "seed %d, chart %d".formatted(seed, i);
      Document svg = Xml.parse(SvgPlot.draw(chart, width, height));
      for (Element path : elements(svg, "path")) {
        Matcher number = Pattern.compile("[^MLHVZhv, ]+").matcher(path.getAttribute("d"));
        while (number.find()) {
          assertThat(Double.parseDouble(number.group()))
              .as(as)
              .isBetween(-1.0, Math.max(width, height) + 1.0);
        }
      }
    }
  }

  @Test
  void anAxisOfAThousandStepsEndsAtItsMark() {
    assertThat(steps(1000)).contains(">1000</text>");
    assertThat(steps(100)).contains(">100</text>");
    assertThat(steps(396)).doesNotContain(">400</text>");
    assertThat(steps(20)).doesNotContain(">20</text>");
  }

  private static String steps(int count) {
    double[] steps = java.util.stream.IntStream.range(0, count).asDoubleStream().toArray();
    Chart chart =
        new Chart(
            "",
            Axis.linear("step"),
            Axis.linear("rate"),
            List.of(Series.of("rate", steps, new double[count])));
    return SvgPlot.draw(chart, 900, 480);
  }
}
