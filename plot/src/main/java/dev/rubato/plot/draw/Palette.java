package dev.rubato.plot.draw;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The strokes of lines in pictures. Eight colours, found by search so that every two are distinct
 * for normal vision and for the three kinds of colour blindness (simulated after Machado 2009) and
 * each has a contrast of 3:1 with its background; then the same eight dashed, dotted, dash-dotted.
 */
public final class Palette {

  /** The colours in light mode, as hexadecimal text. */
  public static final List<String> LIGHT =
      List.of(
          "#2558a4", "#c73c00", "#268460", "#e5589e", "#4a0c78", "#bf8b00", "#079dcb", "#723638");

  /** The colours in dark mode. */
  public static final List<String> DARK =
      List.of(
          "#6eaafd", "#e87d46", "#8fd8a0", "#c389ad", "#8868bd", "#fcd936", "#6cf2fc", "#b65f5a");

  /** The background of pictures. */
  public static final String LIGHT_PAPER = "#ffffff";

  /** The background of pictures in dark mode. */
  public static final String DARK_PAPER = "#16181d";

  /** SVG's stroke-dasharray for each round of the colours. */
  private static final List<String> DASHES = List.of("", "7 3", "2 2.5", "9 3 2 3");

  private Palette() {}

  /** The CSS class that gives a line its colour. */
  public static String colourClass(int line) {
    return "s" + line % LIGHT.size();
  }

  /** The line's colour on a light background. */
  public static String light(int line) {
    return LIGHT.get(line % LIGHT.size());
  }

  /** The line's dash pattern as an SVG attribute with a space before it; empty for a solid line. */
  public static String dash(int line) {
    String dash = DASHES.get(line / LIGHT.size() % DASHES.size());
    return dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"";
  }

  /** CSS rules that set each colour class. */
  static String css(List<String> colours) {
    return IntStream.range(0, colours.size())
        .mapToObj(i -> ".s" + i + "{color:" + colours.get(i) + "}")
        .collect(Collectors.joining());
  }

  /** CSS that turns the parts of a plot dark in dark mode; colours included. */
  public static String darkPlot() {
    return "@media screen and (prefers-color-scheme:dark){"
        + ".card{fill:"
        + DARK_PAPER
        + "}.ink{fill:#e8eaed}.soft{fill:#a3a9b5}.grid{stroke:#2b2f37}.axis{stroke:#767d8a}"
        + css(DARK)
        + "}";
  }
}
