package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import java.util.List;

/**
 * One cycle: from max/div up to max, then down to max/(div·final-div), by cosine or in lines; with
 * {@code three-phase} down to max/div as long as up, and then to the end.
 *
 * <ul>
 *   <li>{@code max}: The highest level. A number such as 0.1, in the schedule's unit; a learning
 *       rate is at least 0.
 *   <li>{@code up=30%}: Time from the start to the highest level. A share such as 30%, at most
 *       100%, of the phrase.
 *   <li>{@code div=25}: Ratio of max to the level at the start. A number, above 0.
 *   <li>{@code final-div=10000}: Ratio of the level at the start to the level at the end. A number,
 *       above 0.
 *   <li>{@code anneal=cosine}: Shape of the way from level to level. One of cosine, linear.
 *   <li>{@code three-phase=false}: Whether to return to max/div before falling further. One of
 *       true, false.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>With three phases {@code up} is at most 50 %. The phases end at up·D − 1 (2·up·D − 2) and D −
 * 1, as in Smith and Topin 2018 (arXiv:1708.07120) and PyTorch, so that the last step has the last
 * value. PyTorch accepts one step too many and jumps there, raises on the next, divides by zero
 * when up·D = 1, and cycles the momentum by default; this holds its final value, and leaves the
 * momentum to its own schedule.
 */
public final class OneCycle extends Form {
  /** The form, for {@link Call#of}. */
  public static final OneCycle FORM = new OneCycle();

  private OneCycle() {
    super(
        Signature.of(
            "one-cycle",
            Parameter.level("max", true, "The highest level."),
            Parameter.of(
                "up",
                Parameter.Kind.SHARE,
                Domain.SHARE,
                Span.percent(30),
                false,
                "Time from the start to the highest level."),
            Parameter.number("div", Domain.ABOVE_0, 25, "Ratio of max to the level at the start."),
            Parameter.number(
                "final-div",
                Domain.ABOVE_0,
                1e4,
                "Ratio of the level at the start to the level at the end."),
            Parameter.choice(
                "anneal", List.of("cosine", "linear"), "Shape of the way from level to level."),
            Parameter.flag(
                "three-phase", false, "Whether to return to max/div before falling further.")),
        new CatalogueEntry(
            "up to the highest rate once, then far down",
            "max/div → max until up·D − 1, then → max/(div·final-div) until D − 1",
            "Smith and Topin 2018, arXiv:1708.07120 (super-convergence)",
            "PyTorch's also cycles momentum by default, and fails on the step after the last",
            "sgd: one-cycle(0.5)"));
  }

  @Override
  protected void check(Arguments arguments) {
    Value up = arguments.span("up").amount();
    if (arguments.flag("three-phase") && !up.isOpen() && up.number() > 50) {
      throw new IllegalArgumentException(
          "up must be in [0%, 50%] with three phases, since the way down is as long, was "
              + arguments.get("up"));
    }
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double max = arguments.number("max");
    double low = max / arguments.number("div");
    double last = low / arguments.number("final-div");
    double length = extent.length();
    double up = arguments.span("up").amount().number() / 100 * length;
    if (up > 0 && up <= 1 && length > 1) {
      extent.warn(
          "one-cycle starts at its highest level: up is %s of %s"
              .formatted(arguments.get("up"), extent.lengthInWords()));
    }
    double[] ends =
        arguments.flag("three-phase")
            ? new double[] {up - 1, 2 * up - 2, length - 1}
            : new double[] {up - 1, length - 1};
    double[] levels =
        ends.length == 3 ? new double[] {low, max, low, last} : new double[] {low, max, last};
    return new Phases(ends, levels, arguments.word("anneal").equals("cosine"));
  }

  private static final class Phases extends Shape {
    private final double[] ends;
    private final double[] levels;
    private final boolean cosine;

    Phases(double[] ends, double[] levels, boolean cosine) {
      this.ends = ends;
      this.levels = levels;
      this.cosine = cosine;
    }

    @Override
    public double at(double u) {
      int phase = 0;
      while (phase < ends.length - 1 && u > ends[phase]) {
        phase++;
      }
      double start = phase == 0 ? 0 : ends[phase - 1];
      if (u >= ends[phase]) {
        return levels[phase + 1];
      }
      double length = ends[phase] - start;
      double left = (ends[phase] - u) / length;
      double gone = (u - start) / length;
      return cosine
          ? HalfWave.between(levels[phase], levels[phase + 1], left, gone)
          : levels[phase] * left + levels[phase + 1] * gone;
    }

    @Override
    public double end() {
      return levels[levels.length - 1];
    }
  }
}
