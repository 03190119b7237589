package dev.rubato.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.TextWidth;
import dev.rubato.text.SafeText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chart of an HTML page: drawn once for wide and once for narrow screens, so that its text keeps
 * its size; a legend of buttons; and the numbers, thinned, for the page's script to show.
 */
final class HtmlChart {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The most points of each line that can be read out; more could not be distinguished by pointing.
   */
  private static final int MOST_POINTS = 500;

  private static final MathContext DIGITS = new MathContext(6);

  private HtmlChart() {}

  static String markup(Chart chart, String caption, int[] strokes) {
    StringBuilder out = new StringBuilder("<figure class=\"chart\">\n<figcaption>");
    if (!chart.title().isBlank()) {
      out.append("<strong>").append(TextWidth.escape(chart.title())).append("</strong>");
    }
    out.append(caption.isEmpty() ? "" : "<span>" + caption + "</span>").append("</figcaption>\n");
    out.append(SvgPlot.inline(chart, 912, 420, strokes, "plot wide"));
    out.append(SvgPlot.inline(chart, 432, 340, strokes, "plot narrow"));
    out.append("<p class=\"readout\">");
    out.append("Point at the chart to read its values. Click a name to hide its line.</p>\n");
    out.append("<ul class=\"legend\">\n");
    List<Mark> entries = chart.entries();
    for (int i = 0; i < entries.size(); i++) {
      out.append("<li><button type=\"button\" aria-pressed=\"true\" data-line=\"").append(i);
      out.append("\">").append(swatch(strokes[i], entries.get(i))).append("<span class=\"name\">");
      out.append(HtmlPage.arrows(entries.get(i).name()));
      out.append("</span><span class=\"value\"></span></button></li>\n");
    }
    out.append("</ul>\n<script type=\"application/json\">").append(data(chart, strokes));
    return out.append("</script>\n</figure>\n").toString();
  }

  /** Small charts side by side, each under its title, without legend and readout. */
  static String multiples(List<Chart> charts, String caption, List<int[]> strokes) {
    StringBuilder out = new StringBuilder("<figure class=\"multiples\">\n<figcaption>");
    out.append(caption.isEmpty() ? "" : "<span>" + caption + "</span>");
    out.append("</figcaption>\n<div>\n");
    for (int i = 0; i < charts.size(); i++) {
      out.append("<section><h3>").append(HtmlPage.arrows(charts.get(i).title()));
      out.append("</h3>\n");
      out.append(SvgPlot.inline(charts.get(i), 290, 190, strokes.get(i), "plot"));
      out.append("</section>\n");
    }
    return out.append("</div>\n</figure>\n").toString();
  }

  /** A short sample of a stroke. */
  static String swatch(int stroke) {
    return svg(
        stroke,
        "<path stroke=\"currentColor\" stroke-width=\"2.5\" d=\"M0,4h24\""
            + Palette.dash(stroke)
            + "/>");
  }

  private static String swatch(int stroke, Mark mark) {
    return mark instanceof Series ? swatch(stroke) : svg(stroke, SvgLegend.sample(mark, 0, 4));
  }

  private static String svg(int stroke, String content) {
    return "<svg class=\"swatch %s\" color=\"%s\" width=\"24\" height=\"8\" aria-hidden=\"true\">"
            .formatted(Palette.colourClass(stroke), Palette.light(stroke))
        + content
        + "</svg>";
  }

  private static String data(Chart chart, int[] strokes) {
    PlotView view = PlotView.of(chart, true);
    List<Map<String, Object>> lines = new ArrayList<>();
    Doubles first = null;
    for (Mark mark : chart.entries()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("series", strokes[lines.size()]);
      // Lines usually share their steps, which are then written once.
      Doubles x = PlotView.x(mark);
      if (!x.equals(first)) {
        entry.put("x", numbers(x));
      }
      first = first == null ? x : first;
      entry.put("y", numbers(PlotView.y(mark)));
      Doubles low = mark instanceof Series line ? line.low() : null;
      Doubles high = mark instanceof Series line ? line.high() : null;
      if (mark instanceof Bars bars) {
        low = bars.low();
        high = bars.high();
      }
      if (low != null && high != null) {
        entry.put("low", numbers(low));
        entry.put("high", numbers(high));
      }
      lines.add(entry);
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("x", axis(chart.x(), view.x()));
    data.put("y", axis(chart.y(), view.y()));
    data.put("lines", lines);
    try {
      // The text must not end the script element.
      return JSON.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of numbers and text are always JSON", e);
    }
  }

  private static Map<String, Object> axis(Axis axis, Range range) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("label", SafeText.line(axis.label()));
    entry.put("low", range.low());
    entry.put("high", range.high());
    entry.put("log", range.scale() == Scale.LOG);
    return entry;
  }

  /** Evenly chosen values, the first and the last among them; null if there is none to read. */
  private static List<@Nullable Number> numbers(Doubles values) {
    int size = Math.min(values.size(), MOST_POINTS);
    List<@Nullable Number> numbers = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int from = size == 1 ? 0 : (int) ((long) i * (values.size() - 1) / (size - 1));
      numbers.add(number(values.at(from)));
    }
    return numbers;
  }

  private static @Nullable Number number(double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return (long) value;
    }
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
