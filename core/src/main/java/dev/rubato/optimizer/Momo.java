package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * MoMo: momentum whose step length follows from a model of the loss f that averages earlier batches
 * as the momentum does; the given rate is the longest step.
 *
 * <pre>
 * d ← βd + (1 − β)g
 * f̄ ← βf̄ + (1 − β)f
 * γ ← βγ + (1 − β)⟨g, p⟩
 * τ = ((1 + lr·λ)(f̄ − ρf* − γ) + ⟨d, p⟩)⁺/‖d‖², sums over all tensors
 * p ← (p − min(lr/ρ, τ)·d)/(1 + lr·λ)
 * </pre>
 *
 * <ul>
 *   <li>{@code beta=0.9}: Fraction of the means of gradients and losses kept at each step. A number
 *       or a schedule, in [0, 1).
 *   <li>{@code weight-decay=0}: The weights are divided by 1 + this times the rate. A number or a
 *       schedule, at least 0.
 *   <li>{@code lower-bound=0}: What the loss of a batch can't be below, f*. A number or a schedule,
 *       finite.
 *   <li>{@code bias-correction=false}: Whether the means start at 0 instead of the first gradient.
 *       One of true, false.
 *   <li>{@code estimate-bound=false}: Whether to raise the lower bound by what the model says. One
 *       of true, false.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Each step is told the loss, by {@code step(loss)}; with {@code maximize} f is the loss times
 * −1. ρ is 1, or 1 − βᵗ with {@code bias-correction}. Groups have their own rate and weight decay;
 * the bound is estimated with those of the first. Schaipp 2023 (arXiv:2305.07583), Algorithm 1 and
 * the bound of section 4.2, as the authors' code has them: its averages start at the first batch
 * unless they are corrected; τ is 0 where d is, and there it divides by 0.
 */
public final class Momo extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Momo ALGORITHM = new Momo();

  private Momo() {
    super(
        Signature.of(
            "momo",
            Parameter.hyperparameter(
                "beta",
                Domain.AVERAGE,
                0.9,
                "Fraction of the means of gradients and losses kept at each step."),
            Usual.weightDecay(0, "The weights are divided by 1 + this times the rate."),
            Polyak.lowerBound(),
            Parameter.flag(
                "bias-correction",
                false,
                "Whether the means start at 0 instead of the first gradient."),
            Parameter.flag(
                "estimate-bound",
                false,
                "Whether to raise the lower bound by what the model says.")),
        new CatalogueEntry(
            "momentum whose step length follows from the loss; the rate is the longest step",
            """
            d, f̄, γ: running means of g, of the loss and of ⟨g, p⟩
            τ = ((1 + lr·weight-decay)(f̄ − lower-bound − γ) + ⟨d, p⟩)⁺/‖d‖²
            p ← (p − min(lr, τ)·d)/(1 + lr·weight-decay)\
            """,
            "Schaipp 2023, arXiv:2305.07583",
            "the authors' code divides by 0 where the mean of gradients is 0",
            "momo: 1"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  public boolean needsLoss() {
    return true;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments.flag("bias-correction"), arguments.flag("estimate-bound"));
  }

  private static final class Loop extends MeasuringKernel {
    // what is remembered: t, f̄, γ, the bound as it was estimated, and of this step ⟨d, p⟩, ‖d‖²,
    // the bound and ρ
    private static final int STEPS = 0;
    private static final int LOSS = 1;
    private static final int PRODUCT = 2;
    private static final int ESTIMATE = 3;
    private static final int AHEAD = 4;
    private static final int SQUARES = 5;
    private static final int BOUND = 6;
    private static final int WEIGHTS = 7;
    private static final int COUNT = 8;

    private final boolean corrects;
    private final boolean estimates;
    private double beta;
    private double lowest;
    private double loss;
    private double rate;
    private double grown; // 1 + lr·λ
    private float keep;
    private float fresh;
    private double[] memory = new double[COUNT];

    Loop(boolean corrects, boolean estimates) {
      this.corrects = corrects;
      this.estimates = estimates;
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public double[] memory() {
      return new double[COUNT];
    }

    @Override
    public Over over() {
      return Over.OPTIMIZER;
    }

    @Override
    public int sums() {
      return 3;
    }

    @Override
    public void begin(StepContext step) {
      beta = step.number("beta");
      lowest = step.number("lower-bound");
      loss = step.loss();
      rate = step.rate();
      grown = 1 + rate * step.number("weight-decay");
      memory = step.memory();
      boolean starts = step.count() == 1 && !corrects;
      keep = starts ? 0 : (float) beta;
      fresh = starts ? 1 : (float) (1 - beta);
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      float[] d = state[0];
      float kept = keep;
      float share = fresh;
      for (int at = from; at < to; at += Sums.PIECE) {
        int end = Math.min(at + Sums.PIECE, to);
        for (int i = at; i < end; i++) {
          d[i] = kept * d[i] + share * g[i];
        }
        sums.add(0, share * sums.ofProducts(g, p, at, at, end));
        sums.add(1, sums.ofProducts(d, p, at, at, end));
        sums.add(2, sums.ofSquares(d, at, end));
      }
    }

    @Override
    public void conclude(double[] sums) {
      boolean starts = ++memory[STEPS] == 1;
      if (starts) {
        memory[LOSS] = corrects ? 0 : loss;
        memory[ESTIMATE] = lowest;
      }
      memory[LOSS] = beta * memory[LOSS] + (1 - beta) * loss;
      memory[PRODUCT] = beta * memory[PRODUCT] + sums[0];
      memory[AHEAD] = sums[1];
      memory[SQUARES] = sums[2];
      memory[WEIGHTS] = corrects ? Floats.oneMinusPower(beta, (long) memory[STEPS]) : 1;
      memory[BOUND] = lowest;
      if (estimates) {
        estimate();
      }
    }

    /** Lowers the bound to what the model allows, and then learns from the model. */
    private void estimate() {
      double rho = memory[WEIGHTS];
      double cap = grown * (memory[LOSS] - memory[PRODUCT]) + memory[AHEAD];
      double bound = memory[ESTIMATE];
      if (cap < grown * rho * bound) {
        bound = Math.max(lowest, cap / (2 * grown * rho));
      }
      memory[BOUND] = bound;
      double model = memory[LOSS] + memory[AHEAD] - memory[PRODUCT];
      double least = (model - length() * memory[SQUARES] / 2) / rho;
      memory[ESTIMATE] = Math.max(lowest, least);
    }

    private double length() {
      double rho = memory[WEIGHTS];
      double above = grown * (memory[LOSS] - rho * memory[BOUND] - memory[PRODUCT]) + memory[AHEAD];
      double tau = memory[SQUARES] > 0 ? Math.max(above, 0) / memory[SQUARES] : 0;
      return Math.min(rate / rho, tau);
    }

    @Override
    public boolean updatesByGradient() {
      return false;
    }

    @Override
    public float weightKept() {
      return (float) (1 / grown);
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] d = state[0];
      float length = Floats.finite(length());
      float divisor = (float) grown;
      for (int i = from; i < to; i++) {
        p[i] = (p[i] - length * d[i]) / divisor;
      }
    }
  }
}
