package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;
import org.jspecify.annotations.Nullable;

/**
 * SOAP: Adam in the slowly turning eigenbasis of Shampoo's preconditioner, for matrices.
 *
 * <pre>
 * g' = Q_Lᵀ·g·Q_R
 * m' ← β₁m' + (1 − β₁)g'
 * v' ← β₂v' + (1 − β₂)g'²
 * p ← (p − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·Q_L·(m'/(√v' + ε))·Q_Rᵀ)·(1 − lr·λ)
 * L ← β₃L + (1 − β₃)ggᵀ, R ← β₃R + (1 − β₃)gᵀg, β₃ = shampoo-beta
 * Q_L, Q_R ← orthonormal(L·Q_L), orthonormal(R·Q_R) after every so many steps, m' turned along
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.95}: Fraction of the running mean of gradients kept at each step. A number
 *       or a schedule, in [0, 1).
 *   <li>{@code beta2=0.95}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code shampoo-beta}: Fraction of the preconditioner kept at each step; beta2 unless given.
 *       A number or a schedule, in [0, 1); optional.
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0.01}: Each step shrinks the weights by this times the rate. A number
 *       or a schedule, at least 0.
 *   <li>{@code precondition-frequency=10}: Number of steps after which the eigenbasis is turned
 *       again. A whole number, at least 1.
 *   <li>{@code max-precondition-dim=10000}: Longest dimension of a tensor that has an eigenbasis. A
 *       whole number, at least 1.
 *   <li>{@code normalize-grads=false}: Whether a tensor's step has a root mean square of 1. One of
 *       true, false.
 *   <li>{@code bias-correction=true}: Whether to apply Adam's bias correction. One of true, false.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Tensors of two and more dimensions have a basis for each dimension that is not too long; all
 * else is moved by Adam as it is. The first gradient moves nothing: it only makes the first basis,
 * of all eigenvectors, so that no gradient is in the basis that it is turned to. Later ones are the
 * last, sorted by their eigenvalues, after one round of power iteration. Vyas 2024
 * (arXiv:2409.11321), Algorithm 3, as the authors' code has it, whose betas and decay these are:
 * there m' is kept in the basis and turned with it, and the decay comes after the step. In the
 * paper m is kept outside the basis, and is turned to it at each step. The code's merge_dims and
 * precondition_1d are left out.
 */
public final class Soap extends Algorithm {
  private static final Domain FROM_1 =
      new Domain(
          1, true, Double.POSITIVE_INFINITY, false, true); // before the algorithm, which has it

  /** The algorithm, for {@link Optimizer#of}. */
  public static final Soap ALGORITHM = new Soap();

  private Soap() {
    super(
        Signature.of(
            "soap",
            Usual.beta1(0.95),
            Usual.beta2(0.95),
            Parameter.hyperparameter(
                "shampoo-beta",
                Domain.AVERAGE,
                "Fraction of the preconditioner kept at each step; beta2 unless given."),
            Usual.epsilon(1e-8),
            Usual.decayOfWeights(0.01),
            Parameter.number(
                    "precondition-frequency",
                    FROM_1,
                    10,
                    "Number of steps after which the eigenbasis is turned again.")
                .in(Unit.NONE),
            Parameter.number(
                    "max-precondition-dim",
                    FROM_1,
                    10_000,
                    "Longest dimension of a tensor that has an eigenbasis.")
                .in(Unit.NONE),
            Parameter.flag(
                "normalize-grads", false, "Whether a tensor's step has a root mean square of 1."),
            Usual.biasCorrection(true)),
        new CatalogueEntry(
            "adamw in the eigenbasis of Shampoo's preconditioner, for matrices",
            """
            g' = Q_Lᵀ·g·Q_R, m' and v' its running mean and mean square
            p ← (p − lr·Q_L·(m̂'/(√v̂' + epsilon))·Q_Rᵀ)·(1 − lr·weight-decay)
            Q_L, Q_R: eigenvectors of the running means of ggᵀ and gᵀg\
            """,
            "Vyas 2024, arXiv:2409.11321",
            "the paper keeps the mean outside the basis and decays before the step",
            "soap: linear(0 -> 3e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 3e-3;
  }

  /** For what has no basis. */
  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments);
  }

  @Override
  protected boolean movesMatrices() {
    return true;
  }

  @Override
  public @Nullable MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    double longest = arguments.number("max-precondition-dim");
    boolean any = matrix.shape().stream().anyMatch(length -> length <= longest);
    return any ? new SoapTensor(arguments, matrix, team) : null;
  }

  /** The numbers of a step, which is one behind, as the first gradient moves nothing. */
  static final class Numbers {
    private final boolean corrects;
    private final boolean hasOwn;
    boolean starts;
    long made; // updates that moved
    float keep1;
    float fresh1;
    float keep2;
    float fresh2;
    double ofBasis; // shampoo-beta
    float epsilon;
    float rate; // with the bias corrections
    float keep; // 1 − lr·λ

    Numbers(Arguments arguments) {
      this.corrects = arguments.flag("bias-correction");
      this.hasOwn = arguments.has("shampoo-beta");
    }

    void take(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      starts = step.count() == 1;
      made = step.count() - 1;
      keep1 = (float) b1;
      fresh1 = (float) (1 - b1);
      keep2 = (float) b2;
      fresh2 = (float) (1 - b2);
      ofBasis = hasOwn ? step.number("shampoo-beta") : b2;
      epsilon = Floats.epsilon(step.number("epsilon"));
      double correction =
          corrects && !starts
              ? Math.sqrt(Floats.oneMinusPower(b2, made)) / Floats.oneMinusPower(b1, made)
              : 1;
      rate = (float) (step.rate() * correction);
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
    }

    float weightKept() {
      return starts ? 1 : keep;
    }
  }

  private static final class Loop extends Kernel {
    private final Numbers now;

    Loop(Arguments arguments) {
      this.now = new Numbers(arguments);
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      now.take(step);
    }

    @Override
    public float weightKept() {
      return now.weightKept();
    }

    @Override
    public boolean onlyRemembers() {
      return now.starts;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      if (now.starts) {
        return;
      }
      float[] mean = state[0];
      float[] square = state[1];
      float keep1 = now.keep1;
      float fresh1 = now.fresh1;
      float keep2 = now.keep2;
      float fresh2 = now.fresh2;
      float epsilon = now.epsilon;
      float rate = now.rate;
      float keep = now.keep;
      for (int i = from; i < to; i++) {
        mean[i] = keep1 * mean[i] + fresh1 * g[i];
        square[i] = keep2 * square[i] + fresh2 * g[i] * g[i];
        p[i] = keep * (p[i] - rate * (mean[i] / ((float) Math.sqrt(square[i]) + epsilon)));
      }
    }
  }
}
