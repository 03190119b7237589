package dev.rubato.schedule;

import dev.rubato.notation.Notation;

/** Curves and rates of schedules that are given as text. */
final class Curves {
  private Curves() {}

  static Curve curve(String text, long steps) {
    return Notation.schedule(text).over(Horizon.ofSteps(steps));
  }

  static Curve curve(String text, long steps, long stepsPerEpoch) {
    return Notation.schedule(text).over(new Horizon(steps, stepsPerEpoch));
  }

  /** The values from {@code from} to before {@code to}. */
  static double[] values(Curve curve, long from, long to) {
    double[] values = new double[(int) (to - from)];
    for (int i = 0; i < values.length; i++) {
      values[i] = curve.at(from + i);
    }
    return values;
  }
}
