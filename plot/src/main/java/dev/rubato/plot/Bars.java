package dev.rubato.plot;

import java.util.Objects;

/**
 * Upright bars, each at a place from a lower to an upper value: the counts of a histogram if all
 * start at 0, or intervals. A bar is as wide as its neighbours allow; on a logarithmic axis one
 * that reaches down to 0 is cut off.
 *
 * @param name see {@link Mark#name}
 * @param x the middle of each bar
 * @param low where each starts, as many as x
 * @param high where each ends, as many as x
 */
public record Bars(String name, Doubles x, Doubles low, Doubles high) implements Mark {

  public Bars {
    Objects.requireNonNull(name, "name");
    Mark.checkLength("bars", name, "low", low.size(), x.size());
    Mark.checkLength("bars", name, "high", high.size(), x.size());
  }

  /** Bars from low to high. */
  public static Bars of(String name, double[] x, double[] low, double[] high) {
    return new Bars(name, Doubles.of(x), Doubles.of(low), Doubles.of(high));
  }

  /** Bars from 0 to these heights. */
  public static Bars upTo(String name, double[] x, double[] height) {
    return of(name, x, new double[height.length], height);
  }
}
