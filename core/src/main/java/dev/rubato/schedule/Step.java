package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Drops by a factor at regular intervals, or grows where it is above 1: a·gamma^⌊u/every⌋.
 *
 * <ul>
 *   <li>{@code a}: The level before the first drop. A number such as 0.1, in the schedule's unit; a
 *       learning rate is at least 0.
 *   <li>{@code every}: The time from one drop to the next. A span such as 30, 5 epochs or 10%,
 *       above 0, in steps, or epochs if per epoch.
 *   <li>{@code gamma=0.1}: Factor applied at each drop; above 1 the level grows. A number, above 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The drop is at t ≥ every, as in PyTorch and Optax; Keras drops at t &gt; every, timm at t + 1
 * ≥ every.
 */
public final class Step extends Form {
  /** The form, for {@link Call#of}. */
  public static final Step FORM = new Step();

  private Step() {
    super(
        Signature.of(
            "step",
            Parameter.level("a", true, "The level before the first drop."),
            Parameter.span("every", "The time from one drop to the next."),
            Parameter.number(
                "gamma",
                Domain.GROWTH,
                0.1,
                "Factor applied at each drop; above 1 the level grows.")),
        new CatalogueEntry(
            "drops by a factor at regular intervals",
            "a·gamma^⌊u/every⌋",
            "practice; Krizhevsky 2012",
            "drops at t ≥ every, as PyTorch and Optax do; Keras at t > every; timm at t + 1 ≥"
                + " every",
            "sgd: step(0.1, every=30, gamma=0.1) per epoch"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    Period every = new Period(extent.period("every", arguments.span("every")));
    double gamma = arguments.number("gamma");
    double drops = every.countBefore(extent.length());
    if (drops == 0) {
      extent.warn(
          "step never drops: every is %s, and there are %s"
              .formatted(arguments.get("every"), extent.lengthInWords()));
    }
    Levels levels = new Levels(a, gamma, extent.isReached() ? drops + 1 : 0);
    return new Shape() {
      @Override
      public double at(double u) {
        return levels.at(every.count(u));
      }

      @Override
      public double end() {
        return levels.at(drops);
      }
    };
  }
}
