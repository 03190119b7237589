package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One curve of a chart: points in drawing order, with or without a band around them (such as an
 * interval over seeds). NaN is a gap: the curve stops before it and starts again after it. An
 * infinite value is not drawn either, but the picture says so.
 *
 * @param name see {@link Mark#name}; lines of one name share one colour across an HTML page
 * @param x the points' places, as many as y; usually rising, but a path may turn back
 * @param y the points' values
 * @param low the band's lower edge, as many as y, or null where there is no band
 * @param high the band's upper edge, present if and only if low is
 */
public record Series(
    String name, Doubles x, Doubles y, @Nullable Doubles low, @Nullable Doubles high)
    implements Mark {

  public Series {
    Objects.requireNonNull(name, "name");
    Mark.checkLength("line", name, "y", y.size(), x.size());
    if ((low == null) != (high == null)) {
      throw new IllegalArgumentException(
          "line %s: a band needs both low and high, was given %s only"
              .formatted(TextWidth.quoted(name), low == null ? "high" : "low"));
    }
    if (low != null && high != null) {
      Mark.checkLength("line", name, "low", low.size(), x.size());
      Mark.checkLength("line", name, "high", high.size(), x.size());
    }
  }

  /** A curve without a band. */
  public static Series of(String name, double[] x, double[] y) {
    return new Series(name, Doubles.of(x), Doubles.of(y), null, null);
  }

  /** A curve with a band around it. */
  public static Series of(String name, double[] x, double[] y, double[] low, double[] high) {
    return new Series(name, Doubles.of(x), Doubles.of(y), Doubles.of(low), Doubles.of(high));
  }

  @Override
  public String toString() {
    String band = low == null ? "" : " with a band";
    return String.format(
        Locale.ROOT, "Line[%s, %d points%s]", TextWidth.quoted(name), x.size(), band);
  }
}
