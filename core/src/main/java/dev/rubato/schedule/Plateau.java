package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import java.util.List;

/**
 * Lowers the rate when a metric stops improving: after more than {@code patience} evaluations in a
 * row without improvement, rate ← max(rate · factor, min), at most once in {@code cooldown}
 * evaluations.
 *
 * <p>One evaluation is one observation. Better means below best − |best|·threshold ({@code rel}) or
 * below best − threshold ({@code abs}), mirrored for {@code mode=max}. What is not finite counts as
 * no improvement. PyTorch multiplies best by 1 − threshold, which for a negative best asks for less
 * than no improvement; it can't stand in a sequence, and skips reductions below 1e-8.
 *
 * <p>The factor is in (0, 1), patience and cooldown are whole numbers of evaluations, threshold and
 * min at least 0; outside these the call is an error that names the argument. Min is a rate; a rate
 * that is below it already stays as it is.
 */
public final class Plateau extends Form {
  static final Plateau FORM = new Plateau();

  private Plateau() {
    super(
        Signature.of(
            "plateau",
            Parameter.level("a", false),
            Parameter.number("factor", Domain.BELOW_1, 0.1),
            Parameter.number("patience", Domain.COUNT, 10),
            Parameter.number("threshold", Domain.AT_LEAST_0, 1e-4),
            Parameter.choice("threshold-mode", "rel", "abs"),
            Parameter.number("cooldown", Domain.COUNT, 0),
            Parameter.number("min", Domain.AT_LEAST_0, 0),
            new Parameter(
                "metric",
                Parameter.Kind.WORD,
                Domain.FINITE,
                List.of(),
                new Word("validation-loss"),
                false),
            Parameter.choice("mode", "min", "max")),
        new About(
            "lowers the rate when a metric stops improving",
            "rate ← max(rate · factor, min) after more than patience evaluations in a row"
                + " without improvement",
            "practice; PyTorch's ReduceLROnPlateau",
            "PyTorch's relative threshold inverts for negative metrics; ours does not",
            "sgd: plateau(0.1, factor=0.5, patience=3)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Argument level = arguments.find("a");
    double start = level == null ? extent.start() : ((Value) level).number();
    return Shape.constant(extent.watch(Rule.of(arguments), start));
  }

  /**
   * What a watching phrase remembers.
   *
   * @param reduced the level after reductions, or NaN before the first
   * @param best the best metric so far, infinite before the first
   * @param bad evaluations in a row without improvement
   * @param cooldown evaluations until reductions are counted again
   */
  public record State(double reduced, double best, int bad, int cooldown) {
    double level(double start) {
      return Double.isNaN(reduced) ? start : reduced;
    }
  }

  /** The rule with its numbers. */
  record Rule(
      double factor,
      int patience,
      double threshold,
      boolean relative,
      int cooldown,
      double min,
      String metric,
      boolean lowerIsBetter) {

    static Rule of(Arguments arguments) {
      return new Rule(
          arguments.number("factor"),
          (int) arguments.number("patience"),
          arguments.number("threshold"),
          arguments.word("threshold-mode").equals("rel"),
          (int) arguments.number("cooldown"),
          arguments.number("min"),
          arguments.word("metric"),
          arguments.word("mode").equals("min"));
    }

    State start() {
      double worst = lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      return new State(Double.NaN, worst, 0, 0);
    }

    State next(State state, double value, double startLevel) {
      boolean better = better(value, state.best());
      double best = better ? value : state.best();
      int bad = better ? 0 : state.bad() + 1;
      int cooling = state.cooldown();
      if (cooling > 0) {
        cooling--;
        bad = 0;
      }
      if (bad <= patience) {
        return new State(state.reduced(), best, bad, cooling);
      }
      double level = state.level(startLevel);
      // a level that is below min already stays: nothing climbs back
      double reduced = Math.min(level, Math.max(level * factor, min));
      return new State(reduced, best, 0, cooldown);
    }

    private boolean better(double value, double best) {
      if (!Double.isFinite(value)) {
        return false;
      }
      if (Double.isInfinite(best)) {
        return true;
      }
      double margin = relative ? Math.abs(best) * threshold : threshold;
      return lowerIsBetter ? value < best - margin : value > best + margin;
    }
  }
}
