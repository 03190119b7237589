package dev.rubato.descend;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

/** Functions and walks that several tests draw. */
final class Ground {

  private Ground() {}

  static TestFunction function(String name) {
    return Objects.requireNonNull(TestFunctions.find(name));
  }

  static Descent walk(String strategy, String function, int steps) {
    return walk(strategy, function, function(function).start(), steps);
  }

  static Descent walk(String strategy, String function, Point start, int steps) {
    return Descent.run(
        Notation.strategy(strategy), function(function), start, Horizon.ofSteps(steps));
  }

  /** A function of which only the value matters. */
  static TestFunction of(DoubleBinaryOperator f) {
    Viewport window = new Viewport(-1, 1, -1, 1);
    return new TestFunction(
        "own", "f", "of a test", new Point(0, 0), window, List.of(), f, (x, y) -> 0, (x, y) -> 0);
  }
}
