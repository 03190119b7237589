package dev.rubato.notation;

import dev.rubato.argument.Span;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Schedule;
import dev.rubato.strategy.Strategy;

/**
 * Reads the notation: {@code adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)}.
 *
 * <p>Any text gives a value or a {@link NotationException}, in time linear in its length. A value
 * prints as the notation, and {@code strategy(s.toString())} equals {@code s}.
 */
public final class Notation {
  private Notation() {}

  /**
   * A strategy: an optimizer, a colon and a schedule; or a schedule alone.
   *
   * @throws NotationException if the text is not one
   */
  public static Strategy strategy(String text) {
    return new Parser(text, true).strategy();
  }

  /**
   * A strategy with or without a label for tables and plots: {@code "warm-up + cosine" = sgd: …}.
   *
   * @throws NotationException if the text is not one
   */
  public static Labelled labelled(String text) {
    return new Parser(text, true).labelled();
  }

  /**
   * An optimizer alone, such as {@code adamw(weight-decay=0.1)}.
   *
   * @throws NotationException if the text is not one
   */
  public static Optimizer optimizer(String text) {
    return new Parser(text, false).wholeOptimizer();
  }

  /**
   * A length of time alone, such as {@code 500}, {@code 1 epoch} or {@code 10%}.
   *
   * @throws NotationException if the text is not one
   */
  public static Span span(String text) {
    return new Parser(text, false).wholeSpan();
  }

  /**
   * A schedule, whose levels may be negative (those of a learning rate may not).
   *
   * @throws NotationException if the text is not one
   */
  public static Schedule schedule(String text) {
    return new Parser(text, false).wholeSchedule();
  }
}
