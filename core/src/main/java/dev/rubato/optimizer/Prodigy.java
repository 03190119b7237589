package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;

/**
 * Prodigy: Adam that estimates its own rate from an estimate d of the distance to the solution that
 * only grows.
 *
 * <pre>
 * δ = d·lr, times Adam's bias corrections if asked
 * m ← β₁m + (1 − β₁)d·g
 * v ← β₂v + (1 − β₂)d²g²
 * r ← β₃r + (d/d₀)δ·⟨g, p₀ − p⟩
 * s ← β₃s + (d/d₀)δ·g
 * d̂ = c·r/‖s‖₁, r and ‖s‖₁ over all tensors
 * p ← p·(1 − δλ) − δ·m/(√v + d⁺ε), d⁺ the next d: the largest d̂ so far, at most d·growth-rate
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code beta3}: Fraction of the estimate's sums kept at each step; √beta2 unless given. A
 *       number or a schedule, in [0, 1); optional.
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate and the
 *       estimate. A number or a schedule, at least 0.
 *   <li>{@code d0=1e-6}: The first estimate of the distance to the solution. A number, above 0, in
 *       the model parameters' unit.
 *   <li>{@code d-coef=1}: Factor applied to the estimate. A number or a schedule, above 0.
 *   <li>{@code growth-rate=inf}: Largest factor by which a step may grow the estimate. A number, at
 *       least 1.
 *   <li>{@code bias-correction=false}: Whether to apply Adam's bias correction. One of true, false.
 *   <li>{@code safeguard-warmup=false}: Whether the estimate ignores a warm-up of the rate. One of
 *       true, false.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The rate is a multiplier, usually 1; a schedule of it goes from 1 to 0. A warm-up of the rate
 * makes d too large, unless {@code safeguard-warmup} leaves the rate out of s. c is {@code d-coef},
 * and β₃ is √β₂ unless given. Mishchenko and Defazio 2023 (arXiv:2306.06101), Algorithm 4, as the
 * authors' code has it, which does not count steps at a rate of 0 for the bias corrections, though.
 * Optax' always corrects the bias.
 */
public final class Prodigy extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Prodigy ALGORITHM = new Prodigy();

  private Prodigy() {
    super(
        Signature.of(
            "prodigy",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Parameter.hyperparameter(
                "beta3",
                Domain.AVERAGE,
                "Fraction of the estimate's sums kept at each step; √beta2 unless given."),
            Usual.epsilon(1e-8),
            Usual.weightDecay(
                0, "Each step shrinks the weights by this times the rate and the estimate."),
            firstEstimate(),
            Parameter.hyperparameter(
                "d-coef", Domain.ABOVE_0, 1, "Factor applied to the estimate."),
            growthRate(),
            Usual.biasCorrection(false),
            Parameter.flag(
                "safeguard-warmup", false, "Whether the estimate ignores a warm-up of the rate.")),
        new CatalogueEntry(
            "Adam that estimates its own rate; the given rate multiplies it and is usually 1",
            """
            δ = d·lr
            d̂ = d-coef·Σ(d/d0)·δ·⟨g, p₀ − p⟩/‖s‖₁
            p ← p·(1 − δ·weight-decay) − δ·m/(√v + d·epsilon); beta3 is √beta2 unless given\
            """,
            "Mishchenko and Defazio 2023, arXiv:2306.06101",
            "Optax' always corrects the bias",
            "prodigy: cosine(1 -> 0)"));
  }

  /** The estimate before the first step. */
  static Parameter firstEstimate() {
    return Parameter.number(
            "d0", Domain.ABOVE_0, 1e-6, "The first estimate of the distance to the solution.")
        .in(Unit.WEIGHT);
  }

  /** The largest factor by which an estimate may grow in a step: from 1 to infinity. */
  static Parameter growthRate() {
    return Parameter.number(
        "growth-rate",
        new Domain(1, true, Double.POSITIVE_INFINITY, true, false),
        Double.POSITIVE_INFINITY,
        "Largest factor by which a step may grow the estimate.");
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  protected String needsItsMemoryWhole(Arguments arguments) {
    return remembersPoints();
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments);
  }

  private static final class Loop extends MeasuringKernel {
    // what is remembered: d, the largest d̂ so far, r
    private static final int D = 0;
    private static final int LARGEST = 1;
    private static final int R = 2;

    private final double first; // d₀
    private final double growth;
    private final boolean correctsBias;
    private final boolean safeguards;
    private final boolean hasBeta3;
    private boolean starts;
    private boolean idle;
    private double[] memory = new double[3];
    private double beta3;
    private double coefficient;
    private double epsilon;
    private double scale; // (d/d₀)·δ
    private float rate; // δ
    private float keep; // 1 − δ·λ
    private float keep1;
    private float fresh1;
    private float keep2;
    private float fresh2;
    private float keep3;
    private float fresh3;

    Loop(Arguments arguments) {
      this.first = arguments.number("d0");
      this.growth = arguments.number("growth-rate");
      this.correctsBias = arguments.flag("bias-correction");
      this.safeguards = arguments.flag("safeguard-warmup");
      this.hasBeta3 = arguments.has("beta3");
    }

    @Override
    public int slots() {
      return 4;
    }

    @Override
    public double[] memory() {
      return new double[] {first, first, 0};
    }

    @Override
    public Over over() {
      return Over.OPTIMIZER;
    }

    @Override
    public int sums() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      memory = step.memory();
      double d = memory[D];
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      beta3 = hasBeta3 ? step.number("beta3") : Math.sqrt(b2);
      coefficient = step.number("d-coef");
      epsilon = step.number("epsilon");
      starts = step.count() == 1;
      idle = step.rate() == 0;
      double correction =
          correctsBias
              ? Math.sqrt(Floats.oneMinusPower(b2, step.count()))
                  / Floats.oneMinusPower(b1, step.count())
              : 1;
      double delta = d * step.rate() * correction;
      scale = d / first * delta;
      rate = (float) delta;
      keep = (float) (1 - delta * step.number("weight-decay"));
      keep1 = (float) b1;
      fresh1 = (float) (d * (1 - b1));
      keep2 = (float) b2;
      fresh2 = (float) (d * d * (1 - b2));
      keep3 = (float) beta3;
      fresh3 = (float) (safeguards ? d / first * d : scale);
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      float[] mean = state[0];
      float[] square = state[1];
      float[] s = state[2];
      float[] start = state[3];
      if (starts) {
        System.arraycopy(p, from, start, from, to - from);
      }
      if (idle) {
        return;
      }
      for (int at = from; at < to; at += Sums.PIECE) {
        int end = Math.min(at + Sums.PIECE, to);
        for (int i = at; i < end; i++) {
          mean[i] = keep1 * mean[i] + fresh1 * g[i];
          square[i] = keep2 * square[i] + fresh2 * g[i] * g[i];
          s[i] = keep3 * s[i] + fresh3 * g[i];
        }
        float[] back = sums.copy(0, start, at, end); // p₀ − p
        float[] now = sums.copy(1, p, at, end);
        for (int i = 0; i < end - at; i++) {
          back[i] -= now[i];
        }
        sums.add(0, scale * sums.ofProducts(g, back, at, end));
      }
      sums.add(1, sums.ofSizes(s, from, to));
    }

    @Override
    public void conclude(double[] sums) {
      if (sums[1] > 0) {
        double d = memory[D];
        memory[R] = beta3 * memory[R] + sums[0];
        double estimate = coefficient * memory[R] / sums[1];
        double larger = d == first ? Math.max(d, estimate) : d;
        memory[LARGEST] = Math.max(memory[LARGEST], estimate);
        memory[D] = Math.min(memory[LARGEST], larger * growth);
      }
    }

    @Override
    public boolean updatesByGradient() {
      return false;
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      float eps = Floats.epsilon(memory[D] * epsilon);
      for (int i = from; i < to; i++) {
        p[i] = keep * p[i] - rate * (mean[i] / ((float) Math.sqrt(square[i]) + eps));
      }
    }
  }
}
