package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;

/**
 * Adafactor: Adam with a second moment that takes only the memory of its row and column means.
 *
 * <pre>
 * β = 1 − t^(−power)
 * R ← βR + (1 − β)·row means of g² + ε
 * C ← βC + (1 − β)·column means of g² + ε
 * v = R·C/mean(R)
 * u = g/√v
 * p ← p·(1 − lr·λ) − lr·u/max(1, rms(u)/d), d the clip threshold, rms over the tensor
 * </pre>
 *
 * <ul>
 *   <li>{@code decay-power=0.8}: How fast the memory of squared gradients lengthens over time. A
 *       number or a schedule, in (0, 1].
 *   <li>{@code clip-threshold=1}: Largest root mean square of a tensor's step. A number or a
 *       schedule, above 0, times the learning rate.
 *   <li>{@code epsilon=1e-30}: Added to squared gradients. A number or a schedule, at least 0.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A tensor of more dimensions is a stack of matrices of its last two, as in PyTorch and Hugging
 * Face; Optax factors the two largest. A one-dimensional tensor has a v for each element: {@code v
 * ← βv + (1 − β)(g² + ε)}. Shazeer and Stern 2018 (arXiv:1804.04235), Algorithms 4 and 5, with the
 * rate given from outside and no first moment.
 */
public final class Adafactor extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Adafactor ALGORITHM = new Adafactor();

  private Adafactor() {
    super(
        Signature.of(
            "adafactor",
            Parameter.hyperparameter(
                "decay-power",
                Domain.FACTOR,
                0.8,
                "How fast the memory of squared gradients lengthens over time."),
            Parameter.hyperparameter(
                    "clip-threshold",
                    Domain.ABOVE_0,
                    1,
                    "Largest root mean square of a tensor's step.")
                .in(Unit.RATE),
            Parameter.hyperparameter(
                "epsilon", Domain.AT_LEAST_0, 1e-30, "Added to squared gradients."),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "keeps only row and column mean squares for a matrix; for large models",
            """
            u = g/√(R·C/mean(R))
            p ← p·(1 − lr·weight-decay) − lr·u/max(1, rms(u)/clip-threshold)""",
            "Shazeer and Stern 2018, arXiv:1804.04235",
            "Hugging Face's also sets the rate by default; Optax factors other dimensions"
                + " of tensors with more than two",
            "adafactor: linear(0 -> 0.01) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.01;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  @Override
  protected boolean movesMatrices() {
    return true;
  }

  @Override
  public MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    return new FactoredAdafactor(matrix, team);
  }

  /** The numbers of a step, which both kernels use. */
  static final class Numbers {
    float keep; // β
    float fresh; // 1 − β
    float epsilon;
    float keepParameter; // 1 − lr·λ
    private double rate;
    private double threshold;

    void begin(StepContext step) {
      double power = Math.pow(step.count(), -step.number("decay-power"));
      keep = (float) (1 - power);
      fresh = (float) power;
      epsilon = Math.max((float) step.number("epsilon"), Float.MIN_NORMAL);
      keepParameter = (float) (1 - step.rate() * step.number("weight-decay"));
      rate = step.rate();
      threshold = step.number("clip-threshold");
    }

    /** The rate over max(1, rms(u)/d). */
    float clipped(double sumOfSquares, double count) {
      return (float) (rate / Math.max(1, Math.sqrt(sumOfSquares / count) / threshold));
    }
  }

  private static final class Loop extends MeasuringKernel {
    private final Numbers now = new Numbers();
    private float rate;

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int sums() {
      return 2;
    }

    @Override
    public void begin(StepContext step) {
      now.begin(step);
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, double[] sums) {
      float[] square = state[0];
      float keep = now.keep;
      float fresh = now.fresh;
      float epsilon = now.epsilon;
      for (int i = from; i < to; i++) {
        square[i] = keep * square[i] + fresh * (g[i] * g[i] + epsilon);
      }
      float[] u = g;
      for (int i = from; i < to; i++) {
        u[i] = g[i] / (float) Math.sqrt(square[i]);
      }
      sums[0] += Sums.ofSquares(u, from, to);
      sums[1] += to - from;
    }

    @Override
    public void conclude(double[] sums) {
      rate = now.clipped(sums[0], sums[1]);
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] square = state[0];
      float keep = now.keepParameter;
      for (int i = from; i < to; i++) {
        p[i] = keep * p[i] - rate * (g[i] / (float) Math.sqrt(square[i]));
      }
    }
  }
}
