package dev.rubato.schedule;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The planned length of a training: total steps, and steps per epoch where epochs are known.
 *
 * @param steps total optimizer updates, from 1 to 2^53
 * @param stepsPerEpoch optimizer updates in an epoch, or 0 if there are no epochs
 */
public record Horizon(long steps, long stepsPerEpoch) {

  /** The longest horizon: beyond it not every step is a double. */
  public static final long MAX_STEPS = 1L << 53;

  public Horizon {
    if (steps < 1 || steps > MAX_STEPS) {
      throw new IllegalArgumentException("steps must be from 1 to 2^53, was " + steps);
    }
    if (stepsPerEpoch < 0 || stepsPerEpoch > MAX_STEPS) {
      throw new IllegalArgumentException(
          "steps per epoch must be from 1 to 2^53, or 0 for no epochs, was " + stepsPerEpoch);
    }
  }

  /** A horizon without epochs. */
  public static Horizon ofSteps(long steps) {
    return new Horizon(steps, 0);
  }

  /** A horizon of whole epochs, at least one, of at least one step each. */
  public static Horizon ofEpochs(long epochs, long stepsPerEpoch) {
    if (epochs < 1 || stepsPerEpoch < 1 || epochs > MAX_STEPS / stepsPerEpoch) {
      throw new IllegalArgumentException(
          "epochs times steps per epoch must be from 1 to 2^53, was "
              + epochs
              + " times "
              + stepsPerEpoch);
    }
    return new Horizon(epochs * stepsPerEpoch, stepsPerEpoch);
  }

  /**
   * The whole steps of a span whose bare number means steps; halves are rounded up.
   *
   * @throws NoEpochsException for a span in epochs where the horizon has none
   */
  public double stepsOf(Span span) {
    return round(exactly(span));
  }

  /** The steps of a span before they are rounded. */
  double unrounded(Span span) {
    return Math.min(exactly(span).doubleValue(), MAX_STEPS);
  }

  private BigDecimal exactly(Span span) {
    BigDecimal amount = BigDecimal.valueOf(span.amount().number());
    return switch (span.unit()) {
      case BARE, STEPS -> amount;
      case EPOCHS -> amount.multiply(BigDecimal.valueOf(epochLength(span)));
      // decimal arithmetic, so that 2.5% of 20 is the half that was written
      case PERCENT -> amount.multiply(BigDecimal.valueOf(steps)).movePointLeft(2);
    };
  }

  /**
   * Steps per epoch, for something that needs them.
   *
   * @throws NoEpochsException if the horizon has no epochs
   */
  long epochLength(Object needer) {
    if (stepsPerEpoch == 0) {
      throw new NoEpochsException(needer);
    }
    return stepsPerEpoch;
  }

  private static double round(BigDecimal steps) {
    double whole = steps.setScale(0, RoundingMode.HALF_UP).doubleValue();
    return Math.min(whole, MAX_STEPS);
  }

  @Override
  public String toString() {
    return Numbers.print(steps)
        + " steps"
        + (stepsPerEpoch == 0 ? "" : ", " + Numbers.print(stepsPerEpoch) + " an epoch");
  }
}
