package dev.rubato.notation;

import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Schedule;
import dev.rubato.strategy.Strategy;

/**
 * Reads the notation: {@code adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)}.
 *
 * <p>Any text at all gives a value or a {@link NotationException}, in time linear in its length.
 * What is read prints itself as the notation, and {@code strategy(s.toString())} equals {@code s}.
 */
public final class Notation {
  private Notation() {}

  /**
   * A strategy: an optimizer, a colon and a schedule; or a schedule alone.
   *
   * @throws NotationException where the text is none
   */
  public static Strategy strategy(String text) {
    return new Parser(text, true).strategy();
  }

  /**
   * An optimizer alone, such as {@code adamw(weight-decay=0.1)}.
   *
   * @throws NotationException where the text is none
   */
  public static Optimizer optimizer(String text) {
    return new Parser(text, false).wholeOptimizer();
  }

  /**
   * A schedule, whose levels may be negative (of a learning rate they may not).
   *
   * @throws NotationException where the text is none
   */
  public static Schedule schedule(String text) {
    return new Parser(text, false).wholeSchedule();
  }
}
