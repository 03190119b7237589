package dev.rubato.descend;

import dev.rubato.plot.draw.Ticks;

/** A walk over a test function in words. */
final class WalkText {

  private WalkText() {}

  /** On one line: the function, the steps, the loss at both ends. */
  static String summary(Descent descent) {
    return "on %s, %s: loss %s → %s"
        .formatted(
            descent.function().name(),
            steps(descent),
            Ticks.number(descent.first().loss()),
            Ticks.number(descent.last().loss()));
  }

  /** For those who can't see the picture. */
  static String description(Descent descent) {
    TestFunction function = descent.function();
    StringBuilder text = new StringBuilder("Contours of ");
    text.append(function.name()).append(", ").append(function.formula()).append(", ");
    text.append(function.summary()).append(". A path of ").append(steps(descent));
    text.append(" from ").append(place(descent.first().at())).append(" with loss ");
    text.append(Ticks.number(descent.first().loss())).append(" to ");
    text.append(place(descent.last().at())).append(" with loss ");
    text.append(Ticks.number(descent.last().loss())).append('.');
    function
        .minima()
        .forEach(minimum -> text.append(" Minimum at ").append(place(minimum)).append('.'));
    if (!descent.reason().isEmpty()) {
      text.append(" Ended early: ").append(descent.reason()).append('.');
    }
    return text.toString();
  }

  private static String steps(Descent descent) {
    long made = descent.last().step();
    long planned = descent.horizon().steps();
    return (made == planned ? "" : made + " of ") + planned + (planned == 1 ? " step" : " steps");
  }

  private static String place(Point at) {
    return "(" + Ticks.number(at.x()) + ", " + Ticks.number(at.y()) + ")";
  }
}
