package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Drops by a factor every so often: a·gamma^⌊u/every⌋. The drop is at t ≥ every, as in PyTorch and
 * Optax; Keras drops at t &gt; every, timm at t + 1 ≥ every.
 *
 * <p>{@code every} is a span of at least a step, gamma in (0, 1]; outside these the call is an
 * error that names the argument.
 */
public final class Step extends Form {
  static final Step FORM = new Step();

  private Step() {
    super(
        Signature.of(
            "step",
            Parameter.level("a", true),
            Parameter.span("every"),
            Parameter.number("gamma", Domain.FACTOR, 0.1)),
        new About(
            "drops by a factor every so often",
            "a·gamma^⌊u/every⌋",
            "practice; Krizhevsky 2012",
            "ours drops at t ≥ every, as PyTorch and Optax; Keras at t > every; timm at t + 1 ≥ every",
            "sgd: step(0.1, every=30, gamma=0.1) per epoch"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    Period every = new Period(extent.units("every", arguments.span("every")));
    double gamma = arguments.number("gamma");
    double drops = every.countBefore(extent.length());
    Levels levels = new Levels(a, gamma, drops + 1);
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
