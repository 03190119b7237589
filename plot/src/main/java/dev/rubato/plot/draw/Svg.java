package dev.rubato.plot.draw;

import dev.rubato.text.SafeText;
import java.util.List;

/**
 * Writes the few kinds of SVG elements that plots are made of, and estimates how wide text will be.
 */
public final class Svg {

  /** The font family of all text. */
  public static final String FONTS =
      "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

  /** How long the sample of a stroke in a legend is. */
  public static final double SWATCH = 24;

  private final StringBuilder out = new StringBuilder();

  /** Appends markup as it is. */
  public Svg append(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /** A sample of a line's stroke, from its left end. */
  public void swatch(int colour, double x, double y) {
    out.append("<path class=\"").append(Palette.colourClass(colour)).append("\" color=\"");
    out.append(Palette.light(colour))
        .append("\" stroke=\"currentColor\" stroke-width=\"2.2\" d=\"M");
    out.append(fixed(x)).append(',').append(fixed(y)).append('h').append((int) SWATCH);
    out.append('"').append(Palette.dash(colour)).append("/>\n");
  }

  /** A straight stroke, with a class for its colour in dark mode. */
  public void rule(
      String css, String stroke, double width, double x1, double y1, double x2, double y2) {
    out.append("<path class=\"").append(css).append("\" stroke=\"").append(stroke).append('"');
    out.append(width == 1 ? "" : " stroke-width=\"" + width + "\"").append(" d=\"M");
    out.append(fixed(x1)).append(',').append(fixed(y1)).append('L');
    out.append(fixed(x2)).append(',').append(fixed(y2)).append("\"/>\n");
  }

  /** Text in the softer colour of marks and notes; it is escaped. */
  public void soft(double x, double y, String attributes, String content) {
    text(x, y, "soft", "#5c6370", attributes, content);
  }

  /**
   * Text; it is escaped.
   *
   * @param css the class that dark screens colour by
   * @param fill the colour on light paper
   * @param attributes more of them, or empty
   */
  public void text(double x, double y, String css, String fill, String attributes, String content) {
    out.append("<text class=\"").append(css).append("\" fill=\"").append(fill).append("\" x=\"");
    out.append(fixed(x)).append("\" y=\"").append(fixed(y)).append('"');
    out.append(attributes.isEmpty() ? "" : " " + attributes);
    out.append('>').append(TextWidth.escape(content)).append("</text>\n");
  }

  /** Text sanitized and cut to an estimated width. */
  public static String fit(String text, double room, double font) {
    return fit(List.of(SafeText.line(text)), room, font).get(0);
  }

  /** Names each cut to an estimated width. */
  public static List<String> fit(List<String> names, double room, double font) {
    int columns = names.stream().mapToInt(TextWidth::width).max().orElse(0);
    // A character is hardly ever narrower than a quarter of the font's size.
    columns = Math.min(columns, (int) (room / font * 4));
    List<String> fitted = names;
    do {
      fitted = TextWidth.cutAll(names, Math.max(1, columns), TextWidth.ELLIPSIS);
    } while (--columns > 0 && fitted.stream().anyMatch(name -> pixels(name, font) > room));
    return fitted;
  }

  /** The estimated width of a text in a sans-serif font, erring on the wide side. */
  public static double pixels(String text, double font) {
    double width = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x2ff) {
        width += 1;
      } else if ("iljtf.,:;'|!()[] ".indexOf(c) >= 0) {
        width += 0.36;
      } else if ("mwMW@%".indexOf(c) >= 0) {
        width += 0.95;
      } else {
        width += Character.isUpperCase(c) || "=+<>~#&".indexOf(c) >= 0 ? 0.74 : 0.6;
      }
    }
    return width * font;
  }

  /** A coordinate to a tenth of a pixel, the same in every locale. */
  public static String fixed(double value) {
    long tenths = Math.round(value * 10);
    long rest = Math.abs(tenths % 10);
    String sign = tenths < 0 ? "-" : "";
    return sign + Math.abs(tenths / 10) + (rest == 0 ? "" : "." + rest);
  }
}
