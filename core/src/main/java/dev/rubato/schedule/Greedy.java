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
import java.util.ArrayList;
import java.util.List;

/**
 * Raises the level while a metric improves, and lowers it while it does not: divided by factor
 * after more than patience improvements in a row, multiplied by it after more than patience
 * evaluations without, within min and max.
 *
 * <ul>
 *   <li>{@code a}: The level at the start; by default, where the previous phrase ends. A number
 *       such as 0.1, in the schedule's unit; a learning rate is at least 0; optional.
 *   <li>{@code factor=0.95}: Factor of a change, up or down. A number, in (0, 1).
 *   <li>{@code patience=10}: How many evaluations alike may pass before a change. A whole number,
 *       at least 0, in evaluations.
 *   <li>{@code threshold=1e-6}: By how much a metric must improve to count. A number, at least 0,
 *       in the metric's unit, or relative.
 *   <li>{@code threshold-mode=abs}: Whether the threshold is a difference or a fraction of the best
 *       value. One of abs, rel.
 *   <li>{@code cooldown=0}: How many evaluations to ignore after a reduction. A whole number, at
 *       least 0, in evaluations.
 *   <li>{@code warmup=0}: How many evaluations to ignore after a rise. A whole number, at least 0,
 *       in evaluations.
 *   <li>{@code min=0.001}: The lowest level that a reduction reaches. A number, at least 0, in the
 *       schedule's unit.
 *   <li>{@code max=1}: The highest level that a rise reaches. A number, at least 0, in the
 *       schedule's unit.
 *   <li>{@code smooth=false}: Whether the mean of the last values is judged. One of true, false.
 *   <li>{@code window=50}: How many values a mean is of. A whole number, in [1, 10000], in
 *       evaluations.
 *   <li>{@code reset=500}: How many reductions at min until it starts anew. A whole number, in [1,
 *       10000].
 *   <li>{@code metric=validation-loss}: The metric to watch. A word such as validation-loss or a
 *       text such as "val/loss".
 *   <li>{@code mode=min}: Whether a lower or a higher metric is better. One of min, max.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Better means below best − threshold ({@code abs}) or below best − |best|·threshold ({@code
 * rel}), mirrored for {@code mode=max}. With {@code smooth} it is the mean of the last {@code
 * window} values that is judged. A value that is not finite is no improvement, and does not enter
 * the mean. While a cooldown or warm-up lasts nothing is judged. A level that starts outside its
 * bounds stays until a change leads inside. After {@code reset} reductions that found the level at
 * min, it all begins again from the start.
 *
 * <p>GreedyLR (arXiv:2512.14527), as in Hugging Face Transformers, whose defaults these are; there
 * changes below 1e-8 are skipped, a relative threshold inverts for negative metrics, and a value
 * that is not finite spoils the mean for as long as it is in the window.
 */
public final class Greedy extends Form {
  private static final Domain AT_LEAST_ONE = new Domain(1, true, 10_000, true, true);

  /** The form, for {@link Call#of}. */
  public static final Greedy FORM = new Greedy();

  private Greedy() {
    super(
        Signature.of(
            "greedy",
            Parameter.level(
                "a", false, "The level at the start; by default, where the previous phrase ends."),
            Parameter.number("factor", Domain.BELOW_1, 0.95, "Factor of a change, up or down."),
            evaluations("patience", 10, "How many evaluations alike may pass before a change."),
            Parameter.number(
                    "threshold",
                    Domain.AT_LEAST_0,
                    1e-6,
                    "By how much a metric must improve to count.")
                .in(Unit.METRIC),
            Parameter.choice(
                "threshold-mode",
                List.of("abs", "rel"),
                "Whether the threshold is a difference or a fraction of the best value."),
            evaluations("cooldown", 0, "How many evaluations to ignore after a reduction."),
            evaluations("warmup", 0, "How many evaluations to ignore after a rise."),
            Parameter.number(
                    "min", Domain.AT_LEAST_0, 1e-3, "The lowest level that a reduction reaches.")
                .in(Unit.LEVEL),
            Parameter.number("max", Domain.AT_LEAST_0, 1, "The highest level that a rise reaches.")
                .in(Unit.LEVEL),
            Parameter.flag("smooth", false, "Whether the mean of the last values is judged."),
            Parameter.number("window", AT_LEAST_ONE, 50, "How many values a mean is of.")
                .in(Unit.EVALUATIONS),
            Parameter.number(
                "reset", AT_LEAST_ONE, 500, "How many reductions at min until it starts anew."),
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
            "raises the rate while a metric improves, and lowers it while it does not",
            """
            rate ← min(rate / factor, max) after more than patience improvements in a row
            rate ← max(rate · factor, min) after more than patience evaluations without one\
            """,
            "GreedyLR, arXiv:2512.14527",
            "Transformers skips changes below 1e-8, and its relative threshold inverts for negative"
                + " metrics",
            "sgd: greedy(0.1, patience=2)"));
  }

  private static Parameter evaluations(String name, double fallback, String meaning) {
    return Parameter.number(name, Domain.COUNT, fallback, meaning).in(Unit.EVALUATIONS);
  }

  @Override
  protected void check(Arguments arguments) {
    if (arguments.get("min") instanceof Value.Known min
        && arguments.get("max") instanceof Value.Known max
        && min.number() > max.number()) {
      throw new IllegalArgumentException(
          "min must be at most max, was min=" + min + ", max=" + max);
    }
    if (arguments.has("window") && !arguments.flag("smooth")) {
      throw new IllegalArgumentException("window is for smooth=true: write that too");
    }
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Argument level = arguments.find("a");
    double start = level == null ? extent.start() : ((Value) level).number();
    Rule rule = Rule.of(arguments);
    rule.better.warn("greedy", extent);
    if (start <= rule.min || start >= rule.max) {
      extent.warn(
          start <= rule.min
              ? "greedy starts at %s and never falls below it: min is %s"
                  .formatted(Value.of(start), Value.of(rule.min))
              : "greedy starts at %s and never rises above it: max is %s"
                  .formatted(Value.of(start), Value.of(rule.max)));
    }
    return Shape.constant(extent.watch("greedy", rule, start));
  }

  /**
   * What a watching phrase remembers.
   *
   * @param changed the level after changes, or NaN before the first
   * @param best the best judged so far, infinite before the first
   * @param good improvements in a row
   * @param bad evaluations in a row without improvement
   * @param resting evaluations until the next is judged
   * @param untilReset reductions at min until it starts anew
   * @param recent the last values, of which the mean is judged; none without smoothing
   */
  public record State(
      double changed,
      double best,
      int good,
      int bad,
      int resting,
      int untilReset,
      List<Double> recent)
      implements WatchState {
    public State {
      recent = List.copyOf(recent);
    }

    @Override
    public String call() {
      return "greedy";
    }

    @Override
    public double level(double start) {
      return Double.isNaN(changed) ? start : changed;
    }
  }

  /** The rule with its numbers; a window of 0 judges each value itself. */
  record Rule(
      Better better,
      double factor,
      int patience,
      int cooldown,
      int warmup,
      double min,
      double max,
      int window,
      int reset)
      implements WatchRule<State> {

    static Rule of(Arguments arguments) {
      return new Rule(
          Better.of(arguments),
          arguments.number("factor"),
          (int) arguments.number("patience"),
          (int) arguments.number("cooldown"),
          (int) arguments.number("warmup"),
          arguments.number("min"),
          arguments.number("max"),
          arguments.flag("smooth") ? (int) arguments.number("window") : 0,
          (int) arguments.number("reset"));
    }

    @Override
    public String call() {
      return "greedy";
    }

    @Override
    public State start() {
      return new State(Double.NaN, better.worst(), 0, 0, 0, reset, List.of());
    }

    @Override
    public State next(State state, double value, double startLevel) {
      List<Double> recent = remember(state.recent(), value);
      double judged = window == 0 || !Double.isFinite(value) ? value : mean(recent);
      if (state.resting() > 0) {
        return new State(
            state.changed(), state.best(), 0, 0, state.resting() - 1, state.untilReset(), recent);
      }
      boolean improves = better.test(judged, state.best());
      double best = improves ? judged : state.best();
      int good = improves ? state.good() + 1 : 0;
      int bad = improves ? 0 : state.bad() + 1;
      double level = state.level(startLevel);
      if (good > patience) {
        double raised = Math.max(level, Math.min(level / factor, max));
        return new State(raised, best, 0, bad, warmup, reset, recent);
      }
      if (bad <= patience) {
        return new State(state.changed(), best, good, bad, 0, state.untilReset(), recent);
      }
      double lowered = Math.min(level, Math.max(level * factor, min));
      int untilReset = lowered > min ? state.untilReset() : state.untilReset() - 1;
      return untilReset > 0
          ? new State(lowered, best, good, 0, cooldown, untilReset, recent)
          : new State(Double.NaN, better.worst(), 0, 0, cooldown, reset, List.of());
    }

    private List<Double> remember(List<Double> recent, double value) {
      if (window == 0 || !Double.isFinite(value)) {
        return recent;
      }
      List<Double> more = new ArrayList<>(recent);
      more.add(value);
      return more.size() > window ? more.subList(1, more.size()) : more;
    }

    private static double mean(List<Double> values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return sum / values.size();
    }
  }
}
