package dev.rubato.schedule;

import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a sequence: a schedule, and how long it lasts or when it ends.
 *
 * @param schedule what to follow
 * @param span how long, or null for the rest of the horizon; a bare number is kept as such and
 *     means steps, at least one; epochs and percent are above 0
 * @param until whether the span is measured from the start of the whole training, as a time at
 *     which the phrase ends
 */
public record Phrase(Schedule schedule, @Nullable Span span, boolean until) {
  public Phrase {
    if (span != null && span.unit() == Span.Unit.STEPS) {
      span = new Span(span.amount(), Span.Unit.BARE);
    }
    if (span != null) {
      checkSpan(span, until);
    } else if (until) {
      throw new IllegalArgumentException("until needs a time, such as until 90%");
    }
  }

  /** A schedule for a span, or, where that is null, for the rest of the horizon. */
  public Phrase(Schedule schedule, @Nullable Span length) {
    this(schedule, length, false);
  }

  private static void checkSpan(Span length, boolean until) {
    Value amount = length.amount();
    boolean ranged = amount instanceof Value.Open open && open.hasRange();
    if (amount.isOpen() && !ranged) {
      return;
    }
    double least = amount instanceof Value.Open open ? open.low() : amount.number();
    boolean bare = length.unit() == Span.Unit.BARE;
    if (least == 0) {
      throw new IllegalArgumentException(
          (ranged
                  ? "the range of a phrase's " + (until ? "end" : "length") + " must start above 0"
                  : until
                      ? "a phrase must end after the training begins"
                      : bare
                          ? "a phrase must last at least one step"
                          : "a phrase must last longer than 0")
              + ", was "
              + length);
    }
    if (bare && least < 1) {
      throw new IllegalArgumentException(
          (ranged ? length + " steps start below one step" : rounded(length))
              + length.percentHint());
    }
  }

  private static String rounded(Span length) {
    return length.amount() + " steps round to " + (length.amount().number() < 0.5 ? 0 : 1);
  }

  Phrase map(UnaryOperator<Value> replacement) {
    return new Phrase(
        schedule.map(replacement), span == null ? null : span.map(replacement), until);
  }

  @Override
  public String toString() {
    String text = schedule instanceof Sequence ? "(" + schedule + ")" : schedule.toString();
    return span == null ? text : text + (until ? " until " : " for ") + span;
  }
}
