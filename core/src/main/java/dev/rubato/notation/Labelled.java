package dev.rubato.notation;

import dev.rubato.argument.Text;
import dev.rubato.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * A strategy and what it is called in tables and plots: {@code "warm-up + cosine" = sgd: …}.
 *
 * @param label one line, or null where the strategy itself is shown
 * @param strategy what is meant
 */
public record Labelled(@Nullable String label, Strategy strategy) {
  public Labelled {
    if (label != null) {
      Text.check(label);
    }
  }

  /** The label, or the strategy in the notation. */
  public String name() {
    return label == null ? strategy.toString() : label;
  }

  @Override
  public String toString() {
    return (label == null ? "" : Text.quoted(label) + " = ") + strategy;
  }
}
