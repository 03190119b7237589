package dev.rubato.descend;

/** A place in the plane, or a gradient at one. */
public record Point(double x, double y) {

  /** The nearest point with float32 coordinates, infinite if they are too large for that. */
  public Point toFloat() {
    return new Point((float) x, (float) y);
  }

  /** Whether both coordinates are finite. */
  public boolean isFinite() {
    return Double.isFinite(x) && Double.isFinite(y);
  }
}
