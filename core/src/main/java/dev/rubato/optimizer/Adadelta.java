package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Adadelta: a step in the units of the parameter, derived from previous steps.
 *
 * <pre>
 * v ← ρv + (1 − ρ)g²
 * Δ = √(u + ε)/√(v + ε)·g
 * u ← ρu + (1 − ρ)Δ²
 * p ← p − lr·Δ
 * </pre>
 *
 * <ul>
 *   <li>{@code rho=0.9}: Fraction of the mean squares of gradients and steps kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-6}: Added inside both square roots. A number or a schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Zeiler 2012 (arXiv:1212.5701), where lr is 1. ε is inside both roots, as in the paper, PyTorch
 * and Keras, whose defaults for ρ differ: the paper's and Keras' is 0.95, PyTorch's and Rubato's
 * 0.9.
 */
public final class Adadelta extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Adadelta ALGORITHM = new Adadelta();

  private Adadelta() {
    super(
        Signature.of(
            "adadelta",
            Parameter.hyperparameter(
                "rho",
                Domain.AVERAGE,
                0.9,
                "Fraction of the mean squares of gradients and steps kept at each step."),
            Parameter.hyperparameter(
                "epsilon", Domain.AT_LEAST_0, 1e-6, "Added inside both square roots."),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "derives its step sizes from previous steps; use a rate of 1",
            """
            v ← rho·v + (1 − rho)·g²
            Δ = √(u + epsilon)/√(v + epsilon)·g
            u ← rho·u + (1 − rho)·Δ²
            p ← p − lr·Δ""",
            "Zeiler 2012, arXiv:1212.5701",
            "the paper's and Keras' rho is 0.95",
            "adadelta: 1"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private float rate;
    private float rho;
    private float fresh;
    private float epsilon;
    private float weightDecay;

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      rho = (float) step.number("rho");
      fresh = (float) (1 - step.number("rho"));
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] square = state[0];
      float[] moved = state[1];
      for (int i = from; i < to; i++) {
        float d = g[i] + weightDecay * p[i];
        float v = rho * square[i] + fresh * d * d;
        float u = moved[i];
        float delta = (float) Math.sqrt(u + epsilon) / (float) Math.sqrt(v + epsilon) * d;
        square[i] = v;
        moved[i] = rho * u + fresh * delta * delta;
        p[i] -= rate * delta;
      }
    }
  }
}
