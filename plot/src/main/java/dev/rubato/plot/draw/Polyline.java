package dev.rubato.plot.draw;

/**
 * Points of a picture, joined from first to last.
 *
 * @param x to the right, in pixels or dots
 * @param y downwards, as many as x
 */
@SuppressWarnings("ArrayRecordComponent") // made to be drawn once, never compared
public record Polyline(double[] x, double[] y) {

  /** How many points there are. */
  public int size() {
    return x.length;
  }
}
