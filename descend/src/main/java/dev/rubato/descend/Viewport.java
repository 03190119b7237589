package dev.rubato.descend;

/** A rectangle of the plane, edges included. */
public record Viewport(double left, double right, double bottom, double top) {

  public Viewport {
    if (!(left < right && bottom < top)) {
      throw new IllegalArgumentException(
          "a window must have left < right and bottom < top, was %s to %s, %s to %s"
              .formatted(left, right, bottom, top));
    }
  }

  public double width() {
    return right - left;
  }

  public double height() {
    return top - bottom;
  }

  /** Whether the point is inside or on an edge. */
  public boolean contains(Point point) {
    return point.x() >= left && point.x() <= right && point.y() >= bottom && point.y() <= top;
  }

  /** The smallest window that contains this one and the point. */
  public Viewport with(Point point) {
    return new Viewport(
        Math.min(left, point.x()),
        Math.max(right, point.x()),
        Math.min(bottom, point.y()),
        Math.max(top, point.y()));
  }

  /**
   * This window with more room on each side: {@code share} is a fraction of its width and of its
   * height.
   */
  public Viewport grown(double share) {
    double dx = width() * share;
    double dy = height() * share;
    return new Viewport(left - dx, right + dx, bottom - dy, top + dy);
  }

  /**
   * The smallest window that contains this one, with the same centre and this ratio of width to
   * height.
   */
  public Viewport withAspect(double widthByHeight) {
    double more = widthByHeight * height() / width();
    return more >= 1
        ? new Viewport(
            left - (more - 1) / 2 * width(), right + (more - 1) / 2 * width(), bottom, top)
        : new Viewport(
            left,
            right,
            bottom - (1 / more - 1) / 2 * height(),
            top + (1 / more - 1) / 2 * height());
  }
}
