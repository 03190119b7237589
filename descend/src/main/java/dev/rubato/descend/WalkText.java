package dev.rubato.descend;

import dev.rubato.plot.draw.Ticks;
import java.util.List;

/** A walk over a test function in words. */
final class WalkText {

  private WalkText() {}

  /** On one line: the function, the steps, the loss at both ends; of several at their start. */
  static String summary(List<Descent> walks) {
    Descent descent = walks.get(0);
    if (walks.size() > 1) {
      return descent.horizon().steps()
          + " steps from "
          + place(descent.first().at())
          + ", loss "
          + Ticks.number(descent.first().loss());
    }
    return "on %s, %s: loss %s → %s"
        .formatted(
            descent.function().name(),
            steps(descent),
            Ticks.number(descent.first().loss()),
            Ticks.number(descent.last().loss()));
  }

  /** What walks over one function are called: the strategy, or how many there are. */
  static String title(List<Descent> walks) {
    return walks.size() == 1
        ? walks.get(0).strategy().toString()
        : walks.size() + " strategies on " + walks.get(0).function().name();
  }

  /** One of several, on one line: the strategy and where it came to. */
  static String entry(Descent descent) {
    boolean whole = descent.last().step() == descent.horizon().steps();
    return "%s: loss %s%s"
        .formatted(
            descent.strategy(),
            Ticks.number(descent.last().loss()),
            whole ? "" : " after " + steps(descent));
  }

  /** For those who can't see the picture. */
  static String description(List<Descent> walks) {
    TestFunction function = walks.get(0).function();
    StringBuilder text = new StringBuilder("Contours of ");
    text.append(function.name()).append(", ").append(function.formula()).append(", ");
    text.append(function.summary()).append('.');
    for (Descent each : walks) {
      text.append(" A path of ").append(steps(each));
      text.append(walks.size() == 1 ? "" : " of " + each.strategy());
      text.append(" from ").append(place(each.first().at())).append(" with loss ");
      text.append(Ticks.number(each.first().loss())).append(" to ");
      text.append(place(each.last().at())).append(" with loss ");
      text.append(Ticks.number(each.last().loss())).append('.');
      if (walks.size() > 1 && !each.reason().isEmpty()) {
        text.append(" It ended early: ").append(each.reason()).append('.');
      }
    }
    function
        .minima()
        .forEach(minimum -> text.append(" Minimum at ").append(place(minimum)).append('.'));
    if (walks.size() == 1 && !walks.get(0).reason().isEmpty()) {
      text.append(" Ended early: ").append(walks.get(0).reason()).append('.');
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
