package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ContourPlotTest {
  private static final String STRATEGY = "sgd(momentum=0.9): 5e-4";

  private static Descent example() {
    return Ground.walk(STRATEGY, "rosenbrock", 40);
  }

  private static String draw(Descent descent) {
    return ContourPlot.draw(descent, 760, 600);
  }

  private static int count(Document svg, String element) {
    return svg.getElementsByTagName(element).getLength();
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  /**
   * The file was drawn by this class and looked at. After a wanted change, look at what the failing
   * test has left in target/golden and copy it to src/test/resources.
   */
  @Test
  void theExampleIsTheSameToTheByte() throws Exception {
    Descent descent = Ground.walk("sgd(momentum=0.9): 0.005", "himmelblau", 60);
    String drawn = ContourPlot.draw(descent, 480, 400);
    byte[] golden;
    try (var in = ContourPlotTest.class.getResourceAsStream("walk.svg")) {
      golden = in == null ? new byte[0] : in.readAllBytes();
    }
    if (!drawn.equals(new String(golden, StandardCharsets.UTF_8))) {
      Files.createDirectories(Path.of("target/golden"));
      Files.writeString(Path.of("target/golden/walk.svg"), drawn);
    }
    assertThat(drawn).isEqualTo(new String(golden, StandardCharsets.UTF_8));
  }

  @Test
  void theLocaleOfTheReaderChangesNothing() {
    Locale before = Locale.getDefault();
    String expected = draw(example());
    try {
      for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(draw(example())).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void thePictureNamesStrategyFunctionLossAndMarks() throws Exception {
    Document svg = Xml.parse(draw(example()));
    Element root = svg.getDocumentElement();
    assertThat(root.getAttribute("aria-label")).isEqualTo(STRATEGY + " on rosenbrock");
    assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
        .startsWith("Contours of rosenbrock, (1 − x)² + 100(y − x²)², a long, bent")
        .contains("A path of 40 steps from (-1.5, 2) with loss 12.5 to (")
        .contains("Minimum at (1, 1).");
    assertThat(texts(svg))
        .contains(STRATEGY, "start", "end", "each step", "minimum", "loss")
        .anyMatch(text -> text.startsWith("on rosenbrock, 40 steps: loss 12.5 → "));
  }

  @Test
  void thereIsOneShapeALevelAndADotAStep() throws Exception {
    Descent descent = Ground.walk("sgd: 0.01", "quadratic", 20);
    Document svg = Xml.parse(draw(descent));
    Element picture = (Element) svg.getElementsByTagName("svg").item(1);
    Element land = (Element) picture.getElementsByTagName("g").item(0);
    int levels = land.getElementsByTagName("path").getLength();
    assertThat(levels).isBetween(8, 18);
    assertThat(count(svg, "rect")).as("the paper and the bands").isEqualTo(levels + 2);
    // 19 steps between start and end, start and end, and one of each in the legend
    assertThat(count(svg, "circle")).isEqualTo(19 + 2 + 3);
  }

  @Test
  void aLongWalkHasADotForSeveralSteps() throws Exception {
    Document svg = Xml.parse(draw(Ground.walk("sgd: linear(1e-3 -> 0)", "himmelblau", 2000)));
    assertThat(count(svg, "circle")).isLessThan(260);
    Document winding = Xml.parse(draw(Ground.walk("adam: 0.02", "rosenbrock", 5000)));
    assertThat(texts(winding)).anyMatch(text -> text.matches("every [125]0* steps"));
  }

  @Test
  void eachFunctionHasItsMinimaMarked() throws Exception {
    for (TestFunction function : TestFunctions.all()) {
      String drawn = draw(Ground.walk("adam: 0.1", function.name(), 30));
      Xml.parse(drawn);
      int minima = function.minima().size();
      int marks = drawn.split("class=\"mark\"", -1).length - 1;
      assertThat(marks).as(function.name()).isEqualTo(minima == 0 ? 0 : minima + 1);
      assertThat(drawn.length()).isLessThan(150_000);
    }
  }

  @Test
  void aStepDownTheGradientCrossesTheLinesAtRightAngles() throws Exception {
    // one scale on both axes: a unit is as long across as it is up
    String drawn = draw(Ground.walk("sgd: 0.01", "quadratic", 1));
    Matcher mark =
        Pattern.compile(
                "<text class=\"soft\"[^>]* x=\"([\\d.]+)\" y=\"([\\d.]+)\" text-anchor=\"(\\w+)\">(-?\\d+)<")
            .matcher(drawn);
    double[] across = new double[2];
    double[] up = new double[2];
    while (mark.find()) {
      int i = mark.group(4).equals("2") ? 1 : mark.group(4).equals("0") ? 0 : -1;
      if (i >= 0 && mark.group(3).equals("middle") && across[i] == 0) {
        across[i] = Double.parseDouble(mark.group(1));
      } else if (i >= 0 && mark.group(3).equals("end")) {
        up[i] = Double.parseDouble(mark.group(2));
      }
    }
    assertThat(across[1] - across[0]).isBetween(50.0, 200.0);
    assertThat(Math.abs(up[0] - up[1] - (across[1] - across[0]))).isLessThan(0.3);
  }

  @Test
  void aWalkThatRunsAwayIsCutAndSaysSo() throws Exception {
    String drawn = draw(Ground.walk("sgd: 0.01", "rosenbrock", 200));
    Document svg = Xml.parse(drawn);
    assertThat(texts(svg))
        .contains("diverged at step 6 of 200")
        .anyMatch(text -> text.startsWith("the path leaves the picture at step "))
        .doesNotContain("end");
    Matcher shape = Pattern.compile(" d=\"([^\"]+)\"").matcher(drawn);
    while (shape.find()) {
      Matcher number = Pattern.compile("-?[\\d.]+").matcher(shape.group(1));
      while (number.find()) {
        assertThat(Double.parseDouble(number.group())).isBetween(-800.0, 800.0);
      }
    }
    assertThat(drawn).doesNotContain("NaN", "Infinity");
  }

  @Test
  void aPathThatCrossesThePictureAgainAndAgainIsFaintAndItsFileSmall() throws Exception {
    String drawn = draw(Ground.walk("sgd(momentum=0.99): 0.02", "rastrigin", 50_000));
    Xml.parse(drawn);
    assertThat(drawn).contains("stroke-opacity=\"0.1\" stroke-width=\"0.5\"");
    assertThat(drawn.length()).isLessThan(400_000);
  }

  @Test
  void aStartFarAwayOrARestIsDrawnToo() throws Exception {
    for (Point start : List.of(new Point(1e30, -1e30), new Point(0, 0), new Point(1e-40, 3))) {
      String drawn = draw(Ground.walk("sgd: 0.01", "quadratic", start, 5));
      Xml.parse(drawn);
      assertThat(drawn).doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    assertThat(draw(example()).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "url(", "href", "@import");
  }

  @Test
  void aPlaceThatIsTooSmallIsAnError() {
    assertThatThrownBy(() -> ContourPlot.draw(example(), 300, 600))
        .hasMessage("a contour plot must be at least 320 wide and 240 high, was 300 by 600");
  }

  @Test
  void anySizeThatIsLargeEnoughWillDo() throws Exception {
    for (int[] size : new int[][] {{320, 240}, {320, 900}, {2000, 240}}) {
      Xml.parse(ContourPlot.draw(Ground.walk("sgd: 0.01", "rosenbrock", 9), size[0], size[1]));
    }
  }
}
