package dev.rubato.schedule;

import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a sequence: a schedule, and how long it lasts.
 *
 * @param schedule what to follow
 * @param length how long, or null for the rest of the horizon; a bare number is kept as such and
 *     means steps
 */
public record Phrase(Schedule schedule, @Nullable Span length) {
  public Phrase {
    if (length != null && length.unit() == Span.Unit.STEPS) {
      length = new Span(length.amount(), Span.Unit.BARE);
    }
  }

  Phrase map(UnaryOperator<Value> replacement) {
    return new Phrase(schedule.map(replacement), length == null ? null : length.map(replacement));
  }

  @Override
  public String toString() {
    String text = schedule instanceof Sequence ? "(" + schedule + ")" : schedule.toString();
    return length == null ? text : text + " for " + length;
  }
}
