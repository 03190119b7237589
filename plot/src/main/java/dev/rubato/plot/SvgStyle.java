package dev.rubato.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How an element of an SVG file that Rubato wrote is painted: its own attributes, and those of the
 * elements around it.
 *
 * @param color what {@code currentColor} is
 * @param fill a colour, {@code currentColor} or {@code none}
 * @param fillOpacity from 0 to 1
 * @param stroke like {@code fill}
 * @param strokeOpacity from 0 to 1
 * @param strokeWidth in units
 * @param dash lengths of strokes and gaps, or none
 * @param round whether strokes join and end round
 * @param evenOdd whether what is inside of two outlines is outside
 * @param fontSize in units
 * @param fontStyle of {@link Font}
 * @param anchor what of a text is at its place: {@code start}, {@code middle} or {@code end}
 */
record SvgStyle(
    String color,
    String fill,
    double fillOpacity,
    String stroke,
    double strokeOpacity,
    double strokeWidth,
    String dash,
    boolean round,
    boolean evenOdd,
    double fontSize,
    int fontStyle,
    String anchor) {
  static final SvgStyle INITIAL =
      new SvgStyle(
          "#000000", "#000000", 1, "none", 1, 1, "", false, false, 12, Font.PLAIN, "start");

  /** Inside of an element with these attributes; those that it lacks are null. */
  SvgStyle with(UnaryOperator<@Nullable String> attribute) {
    int bold = "600".equals(attribute.apply("font-weight")) ? Font.BOLD : 0;
    int italic = "italic".equals(attribute.apply("font-style")) ? Font.ITALIC : 0;
    return new SvgStyle(
        or(attribute.apply("color"), color),
        or(attribute.apply("fill"), fill),
        number(attribute.apply("fill-opacity"), fillOpacity),
        or(attribute.apply("stroke"), stroke),
        number(attribute.apply("stroke-opacity"), strokeOpacity),
        number(attribute.apply("stroke-width"), strokeWidth),
        or(attribute.apply("stroke-dasharray"), dash),
        round || "round".equals(attribute.apply("stroke-linejoin")),
        evenOdd || "evenodd".equals(attribute.apply("fill-rule")),
        number(attribute.apply("font-size"), fontSize),
        fontStyle | bold | italic,
        or(attribute.apply("text-anchor"), anchor));
  }

  private static String or(@Nullable String own, String inherited) {
    return own == null ? inherited : own;
  }

  private static double number(@Nullable String own, double inherited) {
    return own == null ? inherited : Double.parseDouble(own);
  }

  void paint(Graphics2D on, Shape shape) {
    if (!fill.equals("none")) {
      on.setColor(colour(fill, fillOpacity));
      on.fill(shape);
    }
    if (!stroke.equals("none")) {
      int cap = round ? BasicStroke.CAP_ROUND : BasicStroke.CAP_BUTT;
      int join = round ? BasicStroke.JOIN_ROUND : BasicStroke.JOIN_MITER;
      on.setColor(colour(stroke, strokeOpacity));
      on.setStroke(new BasicStroke((float) strokeWidth, cap, join, 4, dashes(), 0));
      on.draw(shape);
    }
  }

  /** Writes a text with its base line at a height. */
  void write(Graphics2D on, String text, double x, double y) {
    Font font = new Font(Font.SANS_SERIF, fontStyle, 1).deriveFont((float) fontSize);
    on.setFont(font);
    on.setColor(colour(fill, fillOpacity));
    double width = on.getFontMetrics().getStringBounds(text, on).getWidth();
    double before = anchor.equals("middle") ? width / 2 : anchor.equals("end") ? width : 0;
    on.drawString(text, (float) (x - before), (float) y);
  }

  private float @Nullable [] dashes() {
    if (dash.isEmpty()) {
      return null;
    }
    double[] lengths =
        Arrays.stream(dash.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    float[] floats = new float[lengths.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) lengths[i];
    }
    return floats;
  }

  private Color colour(String of, double opacity) {
    Color opaque = Color.decode(of.equals("currentColor") ? color : of);
    return new Color(
        opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(255 * opacity));
  }
}
