package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import java.util.List;

/**
 * Up and down between two levels: linear up, linear down. The amplitude stays ({@code triangular}),
 * halves each cycle ({@code triangular2}), or falls as gamma^u ({@code exp-range}).
 *
 * <ul>
 *   <li>{@code base -> max}: The lowest and the highest level. A ramp such as {@code 0.1 -> 0}, in
 *       the schedule's unit; a learning rate is at least 0.
 *   <li>{@code up}: The time from the lowest level to the highest. A span such as 30, 5 epochs or
 *       10%, above 0, in steps, or epochs if per epoch.
 *   <li>{@code down}: The time from the highest level to the lowest. A span such as 30, 5 epochs or
 *       10%, above 0, in steps, or epochs if per epoch; optional.
 *   <li>{@code mode=triangular}: The height of the cycles: constant, half of the previous one, or
 *       gamma^u. One of triangular, triangular2, exp-range.
 *   <li>{@code gamma=1}: How fast exp-range lowers the cycles. A number, in (0, 1].
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Without {@code down} it is as long as {@code up}. Gamma applies per step, or with {@code per
 * epoch} per epoch. Smith 2017 (arXiv:1506.01186). PyTorch also cycles the momentum by default;
 * this leaves it alone.
 */
public final class Cyclic extends Form {
  /** The form, for {@link Call#of}. */
  public static final Cyclic FORM = new Cyclic();

  private Cyclic() {
    super(
        Signature.of(
            "cyclic",
            Parameter.ramp("base -> max", "The lowest and the highest level."),
            Parameter.span("up", "The time from the lowest level to the highest."),
            Parameter.optionalSpan("down", "The time from the highest level to the lowest."),
            Parameter.choice(
                "mode",
                List.of("triangular", "triangular2", "exp-range"),
                "The height of the cycles: constant, half of the previous one, or gamma^u."),
            Parameter.number("gamma", Domain.FACTOR, 1, "How fast exp-range lowers the cycles.")),
        new CatalogueEntry(
            "up and down between two levels",
            "base + (max − base)·w·s, w rising 0 to 1 for up and falling for down; s = 1, 2^−cycle or gamma^u",
            "Smith 2017, arXiv:1506.01186",
            "PyTorch's also cycles momentum by default",
            "sgd: cyclic(1e-3 -> 0.1, up=10%, down=10%, mode=triangular2)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp(Parameter.RAMP);
    double base = from(ramp, extent);
    double max = ramp.to().number();
    double up = extent.period("up", arguments.span("up"));
    double down = arguments.has("down") ? extent.period("down", arguments.span("down")) : up;
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
        // rounding must not carry it beyond max, which may be 0
        double share = within < up ? within / up : Math.min(1, (up + down - within) / down);
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
