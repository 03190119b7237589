package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Span;

/** Time in units of {@code every}, whole ones if {@code staircase}: the τ of the decays. */
final class Clock {
  private final double every;
  private final Period period;
  private final boolean staircase;
  private final double length;

  private Clock(double every, boolean staircase, double length) {
    this.every = every;
    this.period = new Period(every);
    this.staircase = staircase;
    this.length = length;
  }

  static Clock of(Arguments arguments, Extent extent) {
    boolean staircase = arguments.flag("staircase");
    Span span = arguments.span("every");
    double every = staircase ? extent.period("every", span) : extent.units("every", span);
    return new Clock(every, staircase, extent.length());
  }

  double at(double u) {
    return staircase ? period.count(u) : u / every;
  }

  /** The limit as u approaches the length from below. */
  double end() {
    return staircase ? period.countBefore(length) : length / every;
  }
}
