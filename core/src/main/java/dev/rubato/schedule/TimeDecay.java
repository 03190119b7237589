package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Falls with the inverse of time: a / (1 + k·τ), τ = u/every, in whole units of {@code every} where
 * {@code staircase}. Keras calls it InverseTimeDecay; Bottou's SGD multiplies k by a weight decay.
 *
 * <p>The rate k is at least 0, so that the value never rises. {@code every}, a span above 0, is the
 * unit of time: one step, or {@code per epoch} one epoch. Outside these the call is an error that
 * names the argument.
 */
public final class TimeDecay extends Form {
  static final TimeDecay FORM = new TimeDecay();

  private TimeDecay() {
    super(
        Signature.of(
            "time-decay",
            Parameter.level("a", true),
            Parameter.number("rate", Domain.AT_LEAST_0, true),
            Parameter.span("every", 1),
            Parameter.flag("staircase", false)),
        new About(
            "falls with the inverse of time",
            "a / (1 + rate·τ), τ = u/every, floored if staircase",
            "Robbins and Monro 1951",
            "",
            "sgd: time-decay(0.1, rate=0.01)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    double rate = arguments.number("rate");
    Clock clock = Clock.of(arguments, extent);
    return new Shape() {
      @Override
      public double at(double u) {
        return a / (1 + rate * clock.at(u));
      }

      @Override
      public double end() {
        return a / (1 + rate * clock.end());
      }
    };
  }
}
