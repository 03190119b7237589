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
