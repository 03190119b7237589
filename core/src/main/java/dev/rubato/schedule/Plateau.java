package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import java.util.List;

/**
 * Lowers the rate when a metric stops improving: after more than {@code patience} evaluations in a
 * row without improvement, rate ← max(rate · factor, min), at most once in {@code cooldown}
 * evaluations.
 *
 * <ul>
 *   <li>{@code a}: The level at the start; by default, where the previous phrase ends. A number
 *       such as 0.1, in the schedule's unit; a learning rate is at least 0; optional.
 *   <li>{@code factor=0.1}: Factor applied at each reduction. A number, in (0, 1).
 *   <li>{@code patience=10}: How many evaluations in a row may pass without improvement. A whole
 *       number, at least 0, in evaluations.
 *   <li>{@code threshold=1e-4}: By how much a metric must improve to count. A number, at least 0,
 *       in the metric's unit, or relative.
 *   <li>{@code threshold-mode=rel}: Whether the threshold is a fraction of the best value or a
 *       difference. One of rel, abs.
 *   <li>{@code cooldown=0}: How many evaluations to ignore after a reduction. A whole number, at
 *       least 0, in evaluations.
 *   <li>{@code min=0}: The lowest level that a reduction reaches. A number, at least 0, in the
 *       schedule's unit.
 *   <li>{@code metric=validation-loss}: The metric to watch. A word such as validation-loss or a
 *       text such as "val/loss".
 *   <li>{@code mode=min}: Whether a lower or a higher metric is better. One of min, max.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>One evaluation is one observation. Better means below best − |best|·threshold ({@code rel}) or
 * below best − threshold ({@code abs}), mirrored for {@code mode=max}. A non-finite metric counts
 * as no improvement. A rate already below min stays as it is. PyTorch multiplies best by 1 −
 * threshold, which for a negative best requires less than no improvement; it can't be part of a
 * sequence, and skips reductions below 1e-8. Keras and Optax reduce after {@code patience}
 * evaluations without improvement, so theirs is one more; Keras' threshold, min_delta, is a
 * difference, and Optax' min is a factor of the rate. Paddle does not look at the metric during a
 * cooldown; here, as in PyTorch, what comes then can be the best.
 */
public final class Plateau extends Form {
  /** The form, for {@link Call#of}. */
  public static final Plateau FORM = new Plateau();

  private Plateau() {
    super(
        Signature.of(
            "plateau",
            Parameter.level(
                "a", false, "The level at the start; by default, where the previous phrase ends."),
            Parameter.number("factor", Domain.BELOW_1, 0.1, "Factor applied at each reduction."),
            Parameter.number(
                    "patience",
                    Domain.COUNT,
                    10,
                    "How many evaluations in a row may pass without improvement.")
                .in(Unit.EVALUATIONS),
            Parameter.number(
                    "threshold",
                    Domain.AT_LEAST_0,
                    1e-4,
                    "By how much a metric must improve to count.")
                .in(Unit.METRIC),
            Parameter.choice(
                "threshold-mode",
                List.of("rel", "abs"),
                "Whether the threshold is a fraction of the best value or a difference."),
            Parameter.number(
                    "cooldown",
                    Domain.COUNT,
                    0,
                    "How many evaluations to ignore after a reduction.")
                .in(Unit.EVALUATIONS),
            Parameter.number(
                    "min", Domain.AT_LEAST_0, 0, "The lowest level that a reduction reaches.")
                .in(Unit.LEVEL),
            Parameter.of(
                "metric",
                Parameter.Kind.WORD,
                Domain.FINITE,
                new Word("validation-loss"),
                false,
                "The metric to watch."),
            Parameter.choice(
                "mode", List.of("min", "max"), "Whether a lower or a higher metric is better.")),
        new CatalogueEntry(
            "lowers the rate when a metric stops improving",
            "rate ← max(rate · factor, min) after more than patience evaluations in a row"
                + " without improvement",
            "practice; PyTorch's ReduceLROnPlateau",
            "PyTorch's relative threshold inverts for negative metrics; Keras and Optax reduce one"
                + " evaluation sooner",
            "sgd: plateau(0.1, factor=0.5, patience=3)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Argument level = arguments.find("a");
    double start = level == null ? extent.start() : ((Value) level).number();
    Rule rule = Rule.of(arguments);
    rule.better.warn("plateau", extent);
    if (start < rule.min) {
      extent.warn(
          "plateau starts at %s and never falls below it: min is %s"
              .formatted(Value.of(start), Value.of(rule.min)));
    }
    return Shape.constant(extent.watch("plateau", rule, start));
  }

  /**
   * What a watching phrase remembers.
   *
   * @param reduced the level after reductions, or NaN before the first
   * @param best the best metric so far, infinite before the first
   * @param bad evaluations in a row without improvement
   * @param cooldown evaluations until reductions are counted again
   */
  public record State(double reduced, double best, int bad, int cooldown) implements WatchState {
    @Override
    public String call() {
      return "plateau";
    }

    @Override
    public double level(double start) {
      return Double.isNaN(reduced) ? start : reduced;
    }
  }

  /** The rule with its numbers. */
  record Rule(Better better, double factor, int patience, int cooldown, double min)
      implements WatchRule<State> {

    static Rule of(Arguments arguments) {
      return new Rule(
          Better.of(arguments),
          arguments.number("factor"),
          (int) arguments.number("patience"),
          (int) arguments.number("cooldown"),
          arguments.number("min"));
    }

    @Override
    public String call() {
      return "plateau";
    }

    @Override
    public State start() {
      return new State(Double.NaN, better.worst(), 0, 0);
    }

    @Override
    public State next(State state, double value, double startLevel) {
      boolean improves = better.test(value, state.best());
      double best = improves ? value : state.best();
      int bad = improves ? 0 : state.bad() + 1;
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
  }
}
