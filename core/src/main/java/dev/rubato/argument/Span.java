package dev.rubato.argument;

import java.util.function.UnaryOperator;

/**
 * A length of time: {@code 500}, {@code 500 steps}, {@code 3 epochs}, {@code 5%} of the horizon.
 *
 * @param amount how many of the unit
 * @param unit what is counted
 */
public record Span(Value amount, Unit unit) implements Argument {

  /** What a span counts. */
  public enum Unit {
    /** A bare number: steps, or epochs inside a call that is measured {@code per epoch}. */
    BARE,
    /** Optimizer updates. */
    STEPS,
    /** Passes over the training data. */
    EPOCHS,
    /** Hundredths of the horizon's total steps. */
    PERCENT
  }

  public Span {
    if (amount instanceof Value.Known known) {
      Domain.AT_LEAST_0.check("a span", known.number());
    } else if (amount instanceof Value.Open open && open.hasRange()) {
      Domain.AT_LEAST_0.check("a span", open.low());
    }
  }

  /** A bare number of steps. */
  public static Span of(double steps) {
    return new Span(Value.of(steps), Unit.BARE);
  }

  /** So many epochs. */
  public static Span epochs(double epochs) {
    return new Span(Value.of(epochs), Unit.EPOCHS);
  }

  /** So many percent. */
  public static Span percent(double percent) {
    return new Span(Value.of(percent), Unit.PERCENT);
  }

  /**
   * Looks whether a number of steps is at least one where it is written, or 0.
   *
   * @throws IllegalArgumentException for a part of a step, as in "frozen-until: 0.1 steps round to
   *     0; did you mean 10%?"
   */
  public void checkSteps(String name) {
    boolean steps = unit == Unit.BARE || unit == Unit.STEPS;
    if (steps && amount instanceof Value.Known known && known.number() > 0 && known.number() < 1) {
      int rounded = known.number() < 0.5 ? 0 : 1;
      throw new IllegalArgumentException(
          name + ": " + amount + " steps round to " + rounded + percentHint());
    }
  }

  /** What a number of steps below 1 was probably meant to be, or nothing for other spans. */
  public String percentHint() {
    if (unit != Unit.BARE && unit != Unit.STEPS) {
      return "";
    }
    if (amount instanceof Value.Open open) {
      return open.high() > 1
          ? ""
          : "; did you mean ?" + hundredths(open.low()) + ".." + hundredths(open.high()) + "%?";
    }
    double share = amount.number();
    return share < 1e-4 || share >= 1 ? "" : "; did you mean " + hundredths(share) + "%?";
  }

  private static String hundredths(double share) {
    return Numbers.print(Math.rint(share * 1e8) / 1e6);
  }

  @Override
  public Span map(UnaryOperator<Value> replacement) {
    return new Span(amount.map(replacement), unit);
  }

  @Override
  public String toString() {
    boolean one = amount instanceof Value.Known known && known.number() == 1;
    return switch (unit) {
      case BARE -> amount.toString();
      case STEPS -> amount + (one ? " step" : " steps");
      case EPOCHS -> amount + (one ? " epoch" : " epochs");
      case PERCENT -> amount + "%";
    };
  }
}
