package dev.rubato.plot.draw;

/**
 * A rectangle of a picture, such as the one between its axes, in pixels; y grows downwards.
 *
 * @param left its left edge
 * @param top its upper edge
 * @param right its right edge
 * @param bottom its lower edge
 */
public record Box(double left, double top, double right, double bottom) {

  public double width() {
    return right - left;
  }

  public double height() {
    return bottom - top;
  }
}
