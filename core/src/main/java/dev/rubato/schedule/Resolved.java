package dev.rubato.schedule;

/** A whole schedule resolved against a horizon, after which it holds. */
final class Resolved implements Curve {
  private final Shape shape;
  private final long steps;
  private final double end;

  Resolved(Shape shape, long steps) {
    this.shape = shape;
    this.steps = steps;
    this.end = shape.end();
  }

  static Curve of(Schedule schedule, Resolution resolution) {
    return schedule.shape(Extent.whole(resolution)).whole(resolution.horizon().steps());
  }

  @Override
  public double at(long t) {
    if (t < 0) {
      throw new IllegalArgumentException("a step must be at least 0, was " + t);
    }
    return t < steps ? shape.at(t) : end;
  }
}
