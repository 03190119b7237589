package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;

/**
 * LAMB: Adam with a step proportional to the tensor's norm, for large batches; m̂ and v̂ as in
 * {@link Adam}.
 *
 * <pre>
 * u = m̂/(√v̂ + ε) + λp
 * p ← p − lr·(‖p‖/‖u‖)·u, norms over the tensor, the ratio 1 where either is 0
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Fraction of the running mean of gradients kept at each step. A number or
 *       a schedule, in [0, 1).
 *   <li>{@code beta2=0.999}: Fraction of the running mean of squared gradients kept at each step. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-6}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its step. A number or a schedule,
 *       at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Every tensor has its ratio, biases too; NVIDIA's implementations also divide all gradients by
 * their global norm first, which is left to {@code clip-norm} here. You 2020 (arXiv:1904.00962),
 * Algorithm 2 with φ(x) = x.
 */
public final class Lamb extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Lamb ALGORITHM = new Lamb();

  private Lamb() {
    super(
        Signature.of(
            "lamb",
            Usual.beta1(0.9),
            Usual.beta2(0.999),
            Usual.epsilon(1e-6),
            Usual.weightDecay(0, "Fraction of each weight added to its step.")),
        new CatalogueEntry(
            "Adam with steps proportional to each tensor's norm, for large batches",
            """
            u = m̂/(√v̂ + epsilon) + weight-decay·p
            p ← p − lr·(‖p‖/‖u‖)·u\
            """,
            "You 2020, arXiv:1904.00962",
            "NVIDIA's also divides by the global norm of the gradients first",
            "lamb: linear(0 -> 1e-3) for 5% then cosine(-> 0)"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends MeasuringKernel {
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float epsilon;
    private float weightDecay;
    private float unbias1; // 1 / (1 − β₁ᵗ)
    private float unbias2; // 1 / √(1 − β₂ᵗ)
    private double rate;
    private float rateTimesRatio;

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public int sums() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      double b1 = step.number("beta1");
      double b2 = step.number("beta2");
      beta1 = (float) b1;
      fresh1 = (float) (1 - b1);
      beta2 = (float) b2;
      fresh2 = (float) (1 - b2);
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      unbias1 = (float) (1 / Floats.oneMinusPower(b1, step.count()));
      unbias2 = (float) (1 / Math.sqrt(Floats.oneMinusPower(b2, step.count())));
      rate = step.rate();
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = from; i < to; i++) {
        mean[i] = beta1 * mean[i] + fresh1 * g[i];
        square[i] = beta2 * square[i] + fresh2 * g[i] * g[i];
      }
      for (int at = from; at < to; at += Sums.PIECE) {
        int end = Math.min(at + Sums.PIECE, to);
        sums.add(0, sums.ofSquares(p, at, end));
        float[] u = sums.steps(mean, square, p, at, end, unbias1, unbias2, epsilon, weightDecay);
        sums.add(1, sums.ofSquares(u, 0, end - at));
      }
    }

    @Override
    public void conclude(double[] sums) {
      double ratio = sums[0] > 0 && sums[1] > 0 ? Math.sqrt(sums[0] / sums[1]) : 1;
      rateTimesRatio = Floats.finite(rate * ratio);
    }

    @Override
    public boolean updatesByGradient() {
      return false;
    }

    @Override
    public float weightKept() {
      return 1 - rateTimesRatio * weightDecay;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      float[] square = state[1];
      for (int i = from; i < to; i++) {
        float root = (float) Math.sqrt(square[i]) * unbias2 + epsilon;
        float u = unbias1 * mean[i] / root + weightDecay * p[i];
        p[i] -= rateTimesRatio * u;
      }
    }
  }
}
