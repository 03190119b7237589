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
 *   <li>{@code scale-parameter=false}: Whether steps are times the tensor's root mean square. One
 *       of true, false.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A tensor of more dimensions is a stack of matrices of its last two, as in PyTorch and Hugging
 * Face; Optax factors the two largest. A one-dimensional tensor has a v for each element: {@code v
 * ← βv + (1 − β)(g² + ε)}. Shazeer and Stern 2018 (arXiv:1804.04235), Algorithms 4 and 5, with the
 * rate given from outside and no first moment. With {@code scale-parameter} lr·u is times max(1e-3,
 * rms(p)), the paper's relative step, the default of Hugging Face, PyTorch and Optax; weight decay
 * is not times it, as in PyTorch (Hugging Face's is).
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
            Parameter.flag(
                "scale-parameter", false, "Whether steps are times the tensor's root mean square."),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "keeps only row and column mean squares for a matrix; for large models",
            """
            u = g/√(R·C/mean(R))
            p ← p·(1 − lr·weight-decay) − lr·u/max(1, rms(u)/clip-threshold)\
            """,
            "Shazeer and Stern 2018, arXiv:1804.04235",
            "Hugging Face's also sets the rate by default, and others have scale-parameter=true;"
                + " Optax factors other dimensions of tensors with more than two",
            "adafactor: linear(0 -> 0.01) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.01;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop(arguments.flag("scale-parameter"));
  }

  @Override
  protected boolean movesMatrices() {
    return true;
  }

  @Override
  public MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    return new FactoredAdafactor(matrix, team, arguments.flag("scale-parameter"));
  }

  /** The numbers of a step, which both kernels use. */
  static final class Numbers {
    private static final double LEAST_SIZE = 1e-3;

    final boolean scales; // by the parameter's size
    float keep; // β
    float fresh; // 1 − β
    float epsilon;
    float keepParameter; // 1 − lr·λ
    private double rate;
    private double threshold;

    Numbers(boolean scales) {
      this.scales = scales;
    }

    void begin(StepContext step) {
      double power = Math.pow(step.count(), -step.number("decay-power"));
      keep = (float) (1 - power);
      fresh = (float) power;
      epsilon = Math.max((float) step.number("epsilon"), Float.MIN_NORMAL);
      keepParameter = (float) (1 - step.rate() * step.number("weight-decay"));
      rate = step.rate();
      threshold = step.number("clip-threshold");
    }

    /**
     * The rate over max(1, rms(u)/d).
     *
     * @param squares the sum of u²
     * @param parameters the sum of p², where steps are times its root mean square
     */
    float clipped(double squares, double parameters, double count) {
      double scale = scales ? Math.max(LEAST_SIZE, Math.sqrt(parameters / count)) : 1;
      return Floats.finite(rate * scale / Math.max(1, Math.sqrt(squares / count) / threshold));
    }
  }

  private static final class Loop extends MeasuringKernel {
    private final Numbers now;
    private float rate;

    Loop(boolean scales) {
      this.now = new Numbers(scales);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int sums() {
      return 3;
    }

    @Override
    public void begin(StepContext step) {
      now.begin(step);
    }

    @Override
    public void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
      float[] square = state[0];
      float keep = now.keep;
      float fresh = now.fresh;
      float epsilon = now.epsilon;
      for (int at = from; at < to; at += Sums.PIECE) {
        int end = Math.min(at + Sums.PIECE, to);
        for (int i = at; i < end; i++) {
          square[i] = keep * square[i] + fresh * (g[i] * g[i] + epsilon);
        }
        float[] u = sums.steps(g, square, g, at, end, 1, 1, 0, 0); // g/√v
        sums.add(0, sums.ofSquares(u, 0, end - at));
      }
      sums.add(1, to - from);
      if (now.scales) {
        sums.add(2, sums.ofSquares(p, from, to));
      }
    }

    @Override
    public void conclude(double[] sums) {
      rate = now.clipped(sums[0], sums[2], sums[1]);
    }

    @Override
    public float weightKept() {
      return now.keepParameter;
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
