package dev.rubato.schedule;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a sequence: a schedule, and how long it lasts.
 *
 * @param schedule what to follow
 * @param length how long, or null for the rest of the horizon; a bare number is kept as such and
 *     means steps, at least one; epochs and percent are above 0
 */
public record Phrase(Schedule schedule, @Nullable Span length) {
  public Phrase {
    if (length != null && length.unit() == Span.Unit.STEPS) {
      length = new Span(length.amount(), Span.Unit.BARE);
    }
    if (length != null) {
      checkLength(length);
    }
  }

  private static void checkLength(Span length) {
    Value amount = length.amount();
    boolean ranged = amount instanceof Value.Open open && open.hasRange();
    if (amount.isOpen() && !ranged) {
      return;
    }
    double least = amount instanceof Value.Open open ? open.low() : amount.number();
    boolean bare = length.unit() == Span.Unit.BARE;
    if (least == 0) {
      throw new IllegalArgumentException(
          (ranged ? "the range of a phrase's length must start above 0" : "a phrase must last")
              + (ranged ? "" : bare ? " at least one step" : " longer than 0")
              + ", was "
              + length);
    }
    if (bare && least < 1) {
      throw new IllegalArgumentException(
          (ranged ? length + " steps start below one step" : rounded(length))
              + percentHint(length));
    }
  }

  private static String rounded(Span length) {
    return length.amount() + " steps round to " + (length.amount().number() < 0.5 ? 0 : 1);
  }

  /** What a number of steps below 1 was probably meant to be, or nothing for other spans. */
  static String percentHint(Span span) {
    boolean steps = span.unit() == Span.Unit.BARE || span.unit() == Span.Unit.STEPS;
    if (!steps) {
      return "";
    }
    if (span.amount() instanceof Value.Open open) {
      return open.high() > 1
          ? ""
          : "; did you mean ?" + percent(open.low()) + ".." + percent(open.high()) + "%?";
    }
    double share = span.amount().number();
    return share < 1e-4 || share >= 1 ? "" : "; did you mean " + percent(share) + "%?";
  }

  private static String percent(double share) {
    return Numbers.print(Math.rint(share * 1e8) / 1e6);
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
