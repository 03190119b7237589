package dev.rubato.plot;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One curve of a chart: points in drawing order, with or without a band around them (such as an
 * interval over seeds). NaN is a gap: the curve stops before it and starts again after it. An
 * infinite value is not drawn either, but the picture says so. Names are untrusted text.
 *
 * @param name what the legend says; lines of one name share one colour across an HTML page
 * @param x the points' places, as many as y; usually rising, but a path may turn back
 * @param y the points' values
 * @param low the band's lower edge, as many as y, or null where there is no band
 * @param high the band's upper edge, present exactly where low is
 */
@SuppressWarnings("ArrayRecordComponent") // millions of points; copied on the way in and out
public record Series(
    String name, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {

  // Not a compact constructor: there javac drops the annotations of low and high.
  public Series(
      String name, double[] x, double[] y, double @Nullable [] low, double @Nullable [] high) {
    this.name = Objects.requireNonNull(name, "name");
    checkLength(name, "y", y.length, x.length);
    if ((low == null) != (high == null)) {
      throw new IllegalArgumentException(
          "line %s: a band needs both low and high, was given %s only"
              .formatted(TextWidth.quoted(name), low == null ? "high" : "low"));
    }
    if (low != null && high != null) {
      checkLength(name, "low", low.length, x.length);
      checkLength(name, "high", high.length, x.length);
    }
    this.x = x.clone();
    this.y = y.clone();
    this.low = low == null ? null : low.clone();
    this.high = high == null ? null : high.clone();
  }

  /** A curve without a band. */
  public static Series of(String name, double[] x, double[] y) {
    return new Series(name, x, y, null, null);
  }

  @Override
  public double[] x() {
    return x.clone();
  }

  @Override
  public double[] y() {
    return y.clone();
  }

  @Override
  public double @Nullable [] low() {
    return low == null ? null : low.clone();
  }

  @Override
  public double @Nullable [] high() {
    return high == null ? null : high.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Series line
        && name.equals(line.name)
        && Arrays.equals(x, line.x)
        && Arrays.equals(y, line.y)
        && Arrays.equals(low, line.low)
        && Arrays.equals(high, line.high);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(x), Arrays.hashCode(y));
  }

  @Override
  public String toString() {
    String band = low == null ? "" : " with a band";
    return "Line[%s, %d points%s]".formatted(TextWidth.quoted(name), x.length, band);
  }

  private static void checkLength(String name, String part, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "line %s: %s must have as many values as x (%d), had %d"
              .formatted(TextWidth.quoted(name), part, expected, length));
    }
  }
}
