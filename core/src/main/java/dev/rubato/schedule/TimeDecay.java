package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Falls with a power of the inverse of time: a / (1 + rate·τ)^power, τ = u/every, in whole units of
 * {@code every} where {@code staircase}.
 *
 * <ul>
 *   <li>{@code a}: The level at the start. A number such as 0.1, in the schedule's unit; a learning
 *       rate is at least 0.
 *   <li>{@code rate}: Growth of the divisor in a unit of time. A number, at least 0.
 *   <li>{@code power=1}: The power of the divisor. A number, above 0.
 *   <li>{@code every=1}: The unit of time. A span such as 30, 5 epochs or 10%, above 0, in steps,
 *       or epochs if per epoch.
 *   <li>{@code staircase=false}: Whether only whole units of time count. One of true, false.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Keras calls it InverseTimeDecay; Bottou's SGD multiplies the rate by a weight decay. With a
 * power it is Caffe's {@code inv}, by which LeNet was trained (0.01, rate=1e-4, power=0.75), and
 * near scikit-learn's {@code invscaling}, a / t^power. Robbins and Monro 1951.
 */
public final class TimeDecay extends Form {
  /** The form, for {@link Call#of}. */
  public static final TimeDecay FORM = new TimeDecay();

  private TimeDecay() {
    super(
        Signature.of(
            "time-decay",
            Parameter.level("a", true, "The level at the start."),
            Parameter.number(
                "rate", Domain.AT_LEAST_0, true, "Growth of the divisor in a unit of time."),
            Parameter.number("power", Domain.ABOVE_0, 1, "The power of the divisor."),
            Parameter.span("every", 1, "The unit of time."),
            Parameter.flag("staircase", false, "Whether only whole units of time count.")),
        new CatalogueEntry(
            "falls with a power of the inverse of time",
            "a / (1 + rate·τ)^power, τ = u/every, floored if staircase",
            "Robbins and Monro 1951",
            "scikit-learn's invscaling is a / t^power, from t = 1",
            "sgd: time-decay(0.1, rate=0.01)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    double rate = arguments.number("rate");
    double power = arguments.number("power");
    Clock clock = Clock.of(arguments, extent);
    return new Shape() {
      @Override
      public double at(double u) {
        return value(clock.at(u));
      }

      @Override
      public double end() {
        return value(clock.end());
      }

      private double value(double tau) {
        double divisor = 1 + rate * tau;
        return a / (power == 1 ? divisor : Math.pow(divisor, power));
      }
    };
  }
}
