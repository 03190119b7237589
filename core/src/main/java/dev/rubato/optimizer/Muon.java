package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Muon: the momentum of a matrix, with all its singular values made about 1 by {@link
 * NewtonSchulz}, so that it moves in all directions alike.
 *
 * <pre>
 * m ← μm + (1 − μ)g
 * u = m, or with Nesterov (1 − μ)g + μm
 * p ← p·(1 − lr·λ) − lr·√max(1, rows/columns)·orthogonal(u)
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.95}: Fraction of the momentum kept at each step. A number or a schedule,
 *       in [0, 1).
 *   <li>{@code nesterov=true}: Whether to use Nesterov momentum. One of true, false.
 *   <li>{@code ns-steps=5}: Number of Newton-Schulz iterations that orthogonalize the momentum. A
 *       whole number, in [1, 100], in iterations of one update.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 *   <li>{@code rate-ratio=0.1}: Rate for parameters that are not matrices, as a factor. A number or
 *       a schedule, at least 0, times the learning rate.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>For tensors of two dimensions. All others are updated by {@code adamw} with its betas and
 * epsilon, this weight decay and lr·rate-ratio; the authors advise the same for embeddings and the
 * last layer, which needs a parameter group. The momentum is a mean as in PyTorch's and the
 * authors' code since 2025; before it was a sum, which has the same direction while μ stays. Jordan
 * 2024.
 */
public final class Muon extends Algorithm {
  private static final Domain A_FEW = new Domain(1, true, 100, true, true);

  /** The algorithm, for {@link Optimizer#of}. */
  public static final Muon ALGORITHM = new Muon();

  private Muon() {
    super(
        Signature.of(
            "muon",
            Usual.momentum(0.95),
            Parameter.flag("nesterov", true, "Whether to use Nesterov momentum."),
            Parameter.number(
                    "ns-steps",
                    A_FEW,
                    5,
                    "Number of Newton-Schulz iterations that orthogonalize the momentum.")
                .in(Unit.ITERATIONS),
            Usual.decayOfWeights(0),
            Parameter.hyperparameter(
                    "rate-ratio",
                    Domain.AT_LEAST_0,
                    0.1,
                    "Rate for parameters that are not matrices, as a factor.")
                .in(Unit.RATE)),
        new CatalogueEntry(
            "orthogonalized momentum for matrices; adamw for everything else",
            "p ← p·(1 − lr·weight-decay) − lr·√max(1, rows/columns)·orthogonal(m)",
            "Jordan 2024",
            "PyTorch's takes matrices only",
            "muon: linear(0 -> 0.02) for 5% then cosine(-> 0)"));
  }

  /** For all but matrices: AdamW. */
  @Override
  public double usualRate(Arguments arguments) {
    return 0.02;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Rest();
  }

  @Override
  public @Nullable MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    return matrix.shape().size() == 2 ? new OfMatrix(arguments, matrix, team) : null;
  }

  private static final class OfMatrix extends MatrixKernel {
    private final Matrix matrix;
    private final Workers team;
    private final int rows;
    private final int columns;
    private final boolean nesterov;
    private final NewtonSchulz newtonSchulz;
    private final double[] squares; // of each row of u
    private final Workers.Work average = this::average;
    private final Workers.Work move = this::move;
    private float[] mean = {};
    private float[][] direction = {}; // u, then u made orthogonal
    private float[][] ofThread = {}; // for each thread a row to work in
    private float[][] alsoOfThread = {};
    private float momentum;
    private float fresh;
    private float keep; // 1 − lr·λ
    private float rate; // lr·√max(1, rows/columns)

    OfMatrix(Arguments arguments, Matrix matrix, Workers team) {
      this.matrix = matrix;
      this.team = team;
      this.rows = matrix.rows();
      this.columns = matrix.columns();
      this.nesterov = arguments.flag("nesterov");
      int steps = (int) arguments.number("ns-steps");
      this.newtonSchulz = new NewtonSchulz(rows, columns, steps, team);
      this.squares = new double[rows];
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int length(int slot) {
      return rows * columns;
    }

    @Override
    public void begin(StepContext step) {
      momentum = (float) step.number("momentum");
      fresh = (float) (1 - step.number("momentum"));
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
      rate = (float) (step.rate() * Math.sqrt(Math.max(1, (double) rows / columns)));
    }

    @Override
    public void update(float[][] state) {
      mean = state[0];
      direction = team.scratch(NewtonSchulz.DIRECTION, rows, columns);
      ofThread = team.scratch(NewtonSchulz.ROW, team.threads(), columns);
      alsoOfThread = team.scratch(NewtonSchulz.OTHER_ROW, team.threads(), columns);
      team.run(rows, average);
      double sum = 0;
      for (double square : squares) {
        sum += square;
      }
      newtonSchulz.orthogonalize(direction, Math.sqrt(sum));
      team.run(rows, move);
    }

    private void average(int row, int thread) {
      float[] g = ofThread[thread];
      float[] m = alsoOfThread[thread];
      float[] u = direction[row];
      float ofGradient = nesterov ? fresh : 0;
      float ofMean = nesterov ? momentum : 1;
      matrix.gradient(row, g);
      System.arraycopy(mean, row * columns, m, 0, columns);
      for (int c = 0; c < columns; c++) {
        m[c] = momentum * m[c] + fresh * g[c];
        u[c] = ofGradient * g[c] + ofMean * m[c];
      }
      System.arraycopy(m, 0, mean, row * columns, columns);
      squares[row] = Sums.ofSquares(u, 0, columns);
    }

    private void move(int row, int thread) {
      float[] p = ofThread[thread];
      float[] u = direction[row];
      matrix.values(row, p);
      for (int c = 0; c < columns; c++) {
        p[c] = keep * p[c] - rate * u[c];
      }
      matrix.store(row, p);
    }
  }

  /** AdamW at a fraction of the rate. */
  private static final class Rest extends Kernel implements StepContext {
    private static final Map<String, Double> NUMBERS =
        Map.of("beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8);

    private final Kernel adamw = Adam.ADAMW.kernel(Arguments.of(Adam.ADAMW.signature(), Map.of()));
    private StepContext step = this; // the strategy's, once there is one

    @Override
    public int slots() {
      return adamw.slots();
    }

    @Override
    public void begin(StepContext now) {
      step = now;
      adamw.begin(this);
    }

    @Override
    public double rate() {
      return step.rate() * step.number("rate-ratio");
    }

    @Override
    public long count() {
      return step.count();
    }

    @Override
    public double number(String name) {
      Double number = NUMBERS.get(name);
      return number == null ? step.number(name) : number;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      adamw.update(p, g, state, from, to);
    }
  }
}
