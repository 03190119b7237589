package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * NovoGrad: momentum of gradients that are each normalized by the running norm of their tensor's.
 *
 * <pre>
 * v ← β₂v + (1 − β₂)‖g‖², the norm over the tensor; ‖g‖² while v is 0
 * m ← β₁m + g/(√v + ε) + λp, its fresh part times 1 − β₁ with grad-averaging
 * p ← p − lr·m
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.95}: Fraction of the momentum kept at each step. A number or a schedule, in
 *       [0, 1).
 *   <li>{@code beta2=0.98}: Fraction of the running mean of squared norms kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-8}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code grad-averaging=false}: Whether the momentum is a mean instead of a sum. One of true,
 *       false.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its normalized gradient. A number
 *       or a schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Ginsburg 2019 (arXiv:1905.11286), Algorithm 1, as NVIDIA's NeMo has it. v is one number for a
 * tensor, kept at each of its parameters. The authors' first code, in OpenSeq2Seq, adds epsilon to
 * v inside the root, which matters for tensors whose gradient's norm is below about 1e-3. In both a
 * v of 0, as after a gradient of 0, takes the next gradient whole.
 */
public final class Novograd extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Novograd ALGORITHM = new Novograd();

  private Novograd() {
    super(
        Signature.of(
            "novograd",
            Parameter.hyperparameter(
                "beta1", Domain.AVERAGE, 0.95, "Fraction of the momentum kept at each step."),
            Parameter.hyperparameter(
                "beta2",
                Domain.AVERAGE,
                0.98,
                "Fraction of the running mean of squared norms kept at each step."),
            Usual.epsilon(1e-8),
            Parameter.flag(
                "grad-averaging", false, "Whether the momentum is a mean instead of a sum."),
            Usual.weightDecay(0, "Fraction of each weight added to its normalized gradient.")),
        new CatalogueEntry(
            "momentum of gradients normalized tensor by tensor",
            """
            v ← beta2·v + (1 − beta2)·‖g‖²
            m ← beta1·m + g/(√v + epsilon) + weight-decay·p
            p ← p − lr·m\
            """,
            "Ginsburg 2019, arXiv:1905.11286",
            "the authors' first code, in OpenSeq2Seq, adds epsilon inside the root",
            "novograd: linear(0 -> 0.01) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.01;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments.flag("grad-averaging"));
  }

  private static final class Loop extends MeasuringKernel {
    private final boolean averages;
    private float rate;
    private float beta1;
    private float fresh1;
    private float beta2;
    private double fresh2;
    private float epsilon;
    private float weightDecay;
    private float square; // ‖g‖²
    private float freshSquare; // (1 − β₂)‖g‖²

    Loop(boolean averages) {
      this.averages = averages;
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public int sums() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      beta1 = (float) step.number("beta1");
      fresh1 = averages ? (float) (1 - step.number("beta1")) : 1;
      beta2 = (float) step.number("beta2");
      fresh2 = 1 - step.number("beta2");
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public boolean measuresOnly(StepContext step) {
      return true;
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      sums.add(0, sums.ofSquares(g, from, to));
    }

    @Override
    public void conclude(double[] sums) {
      square = Floats.finite(sums[0]);
      freshSquare = Floats.finite(fresh2 * sums[0]);
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] momentum = state[0];
      float[] squares = state[1];
      float fresh = from < to && squares[from] == 0 ? square : freshSquare; // 0 for all or none
      for (int i = from; i < to; i++) {
        float v = beta2 * squares[i] + fresh;
        float d = g[i] / ((float) Math.sqrt(v) + epsilon) + weightDecay * p[i];
        float m = beta1 * momentum[i] + fresh1 * d;
        squares[i] = v;
        momentum[i] = m;
        p[i] -= rate * m;
      }
    }
  }
}
