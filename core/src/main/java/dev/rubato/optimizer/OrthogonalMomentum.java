package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import java.util.List;

/** The momentum of a matrix, made orthogonal by {@link NewtonSchulz}, as {@link Muon} steps. */
class OrthogonalMomentum extends MatrixKernel {
  private static final Domain A_FEW = new Domain(1, true, 100, true, true);

  private static final String MATCH_RMS = "match-rms";

  /** About the root mean square of Adam's steps at a rate of 1. */
  private static final double OF_ADAM = 0.2;

  private final Matrix matrix;
  final Workers team;
  final int rows;
  final int columns;
  private final boolean nesterov;
  private final double scale; // of steps, for the shape
  private final NewtonSchulz newtonSchulz;
  private final double[] squares; // of each row of u
  private final Workers.Work average = this::average;
  private final Workers.Work move = this::move;
  private float[] mean = {};
  float[][] direction = {}; // u, then u made orthogonal
  private float[][] ofThread = {}; // for each thread a row to work in
  private float[][] alsoOfThread = {};
  private float momentum;
  private float fresh;
  private float keep; // 1 − lr·λ
  float rate; // lr times the scale

  OrthogonalMomentum(Arguments arguments, Matrix matrix, Workers team) {
    this.matrix = matrix;
    this.team = team;
    this.rows = matrix.rows();
    this.columns = matrix.columns();
    this.nesterov = arguments.flag("nesterov");
    this.scale =
        matchesAdam(arguments)
            ? OF_ADAM * Math.sqrt(Math.max(rows, columns))
            : Math.sqrt(Math.max(1, (double) rows / columns));
    int steps = (int) arguments.number("ns-steps");
    this.newtonSchulz = new NewtonSchulz(rows, columns, steps, team);
    this.squares = new double[rows];
  }

  /** The number of iterations, as a parameter. */
  static Parameter steps() {
    return Parameter.number(
            "ns-steps",
            A_FEW,
            5,
            "Number of Newton-Schulz iterations that orthogonalize the momentum.")
        .in(Unit.ITERATIONS);
  }

  /** Whether steps are about as long as Adam's. */
  static boolean matchesAdam(Arguments arguments) {
    return arguments.word("scale").equals(MATCH_RMS);
  }

  /** The factor for the shape, as a parameter. */
  static Parameter scale() {
    return Parameter.choice(
        "scale", List.of("original", MATCH_RMS), "Which factor a step has for the matrix' shape.");
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
    rate = (float) (step.rate() * scale);
  }

  @Override
  public float weightKept() {
    return keep;
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
    adjust(state);
    team.run(rows, move);
  }

  /** Changes the direction, now orthogonal, or the rate, before the step is made. */
  void adjust(float[][] state) {}

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
    squares[row] = team.sums(thread).ofSquares(u, 0, columns);
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
