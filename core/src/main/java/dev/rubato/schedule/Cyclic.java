package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;

/**
 * Up and down between two levels: linear up for {@code up} steps, linear down for {@code down} (as
 * long as up where it is left out). The amplitude stays ({@code triangular}), halves each cycle
 * ({@code triangular2}), or falls as gamma^u ({@code exp-range}). PyTorch also cycles the momentum
 * unless told not to; this leaves it alone.
 *
 * <p>{@code up} and {@code down} are spans of at least a step, gamma is in (0, 1] and counts by the
 * step ({@code per epoch} by the epoch); outside these the call is an error that names the
 * argument.
 */
public final class Cyclic extends Form {
  static final Cyclic FORM = new Cyclic();

  private Cyclic() {
    super(
        Signature.of(
            "cyclic",
            Parameter.ramp("base -> max"),
            Parameter.span("up"),
            Parameter.optionalSpan("down"),
            Parameter.choice("mode", "triangular", "triangular2", "exp-range"),
            Parameter.number("gamma", Domain.FACTOR, 1)),
        new About(
            "up and down between two levels",
            "base + (max − base)·w·s, w rising 0 to 1 for up and falling for down; s = 1, 2^−cycle or gamma^u",
            "Smith 2017",
            "PyTorch's also cycles momentum unasked",
            "sgd: cyclic(1e-3 -> 0.1, up=10%, down=10%, mode=triangular2)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("base -> max");
    double base = from(ramp, extent);
    double max = ramp.to().number();
    double up = extent.units("up", arguments.span("up"));
    double down = arguments.has("down") ? extent.units("down", arguments.span("down")) : up;
    Period period = new Period(up + down);
    double gamma = arguments.number("gamma");
    double length = extent.length();
    String mode = arguments.word("mode");
    boolean halves = mode.equals("triangular2");
    boolean decays = mode.equals("exp-range");
    return new Shape() {
      @Override
      public double at(double u) {
        double within = period.within(u);
        double share = within < up ? within / up : (up + down - within) / down;
        if (halves) {
          share *= Math.pow(2, -period.count(u));
        } else if (decays) {
          share *= Math.pow(gamma, u);
        }
        return base + (max - base) * share;
      }

      @Override
      public double end() {
        return at(length);
      }
    };
  }
}
