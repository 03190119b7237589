package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import java.util.List;

/**
 * One tensor that {@link Soap} moves, with a basis for each dimension that is not too long.
 *
 * <p>A tensor is turned dimension by dimension: the first is multiplied by its basis and put last,
 * so that after all of them each is in its place again.
 */
final class SoapTensor extends MatrixKernel {
  private static final int MEAN = 0; // in the basis, as is
  private static final int SQUARE = 1;
  private static final int OF_BASES = 2; // for each a preconditioner and its vectors

  // of the team's scratch
  private static final int GRADIENT = 0;
  private static final int ROW = 1;
  private static final int ONE = 8;
  private static final int OTHER = 9;

  private static final int CHUNK = 8192;
  private static final double NEVER_0 = 1e-30;

  private final Matrix matrix;
  private final Workers team;
  private final Soap.Numbers now;
  private final SoapBases bases;
  private final int size;
  private final int columns;
  private final int frequency;
  private final boolean normalizes;
  private final Workers.Work read = this::read;
  private final Workers.Work direct = this::direct;
  private final Workers.Work move = this::move;
  private float[][] state = {};
  private float[][] ofThread = {}; // for each thread a row to work in
  private float[] gradient = {};
  private float[] turned = {};
  private float[] step = {};
  private float rate;

  SoapTensor(Arguments arguments, Matrix matrix, Workers team) {
    this.matrix = matrix;
    this.team = team;
    this.now = new Soap.Numbers(arguments);
    List<Integer> shape = matrix.shape();
    this.bases = new SoapBases(shape, arguments.number("max-precondition-dim"), team);
    this.columns = matrix.columns();
    this.size = matrix.rows() * columns;
    this.frequency = (int) Math.min(Integer.MAX_VALUE, arguments.number("precondition-frequency"));
    this.normalizes = arguments.flag("normalize-grads");
  }

  @Override
  public int slots() {
    return OF_BASES + 2 * bases.count();
  }

  @Override
  public int length(int slot) {
    return slot < OF_BASES ? size : bases.size((slot - OF_BASES) / 2);
  }

  @Override
  public void begin(StepContext context) {
    now.take(context);
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
  public void update(float[][] slots) {
    state = slots;
    gradient = team.scratch(GRADIENT, 1, size)[0];
    ofThread = team.scratch(ROW, team.threads(), columns);
    bases.use(slots, OF_BASES, team.scratch(ONE, 1, size)[0], team.scratch(OTHER, 1, size)[0]);
    team.run(matrix.rows(), read);
    if (now.starts) {
      bases.learn(gradient, now.ofBasis);
      bases.begin();
      return;
    }
    turned = bases.toBasis(gradient);
    team.run((size + CHUNK - 1) / CHUNK, direct);
    step = bases.fromBasis(turned);
    rate = normalizes ? (float) (now.rate / (NEVER_0 + rootMeanSquare(step))) : now.rate;
    team.run(matrix.rows(), move);
    boolean due = now.made % frequency == 0;
    if (due) {
      System.arraycopy(bases.fromBasis(state[MEAN]), 0, state[MEAN], 0, size);
    }
    bases.learn(gradient, now.ofBasis);
    if (due) {
      bases.turn(state[SQUARE]);
      System.arraycopy(bases.toBasis(state[MEAN]), 0, state[MEAN], 0, size);
    }
  }

  private double rootMeanSquare(float[] x) {
    return Math.sqrt(team.sums(0).ofSquares(x, 0, size) / size);
  }

  private void read(int row, int thread) {
    matrix.gradient(row, ofThread[thread]);
    System.arraycopy(ofThread[thread], 0, gradient, row * columns, columns);
  }

  /** Adam's direction in the basis, in the place of the gradient. */
  private void direct(int part, int thread) {
    float[] mean = state[MEAN];
    float[] square = state[SQUARE];
    float[] g = turned;
    int to = Math.min(size, (part + 1) * CHUNK);
    for (int i = part * CHUNK; i < to; i++) {
      float m = now.keep1 * mean[i] + now.fresh1 * g[i];
      float v = now.keep2 * square[i] + now.fresh2 * g[i] * g[i];
      // sums of gradients near the largest float are none
      mean[i] = Float.isFinite(m) ? m : 0;
      square[i] = Float.isNaN(v) ? 0 : v;
      g[i] = mean[i] / ((float) Math.sqrt(square[i]) + now.epsilon);
    }
  }

  private void move(int row, int thread) {
    float[] p = ofThread[thread];
    matrix.values(row, p);
    int start = row * columns;
    for (int c = 0; c < columns; c++) {
      p[c] = now.keep * (p[c] - rate * step[start + c]);
    }
    matrix.store(row, p);
  }
}
