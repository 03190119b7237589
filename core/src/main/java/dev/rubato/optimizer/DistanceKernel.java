package dev.rubato.optimizer;

/**
 * Gradient descent whose step length follows from how far all parameters together are from where
 * they began and from the norms of their gradients; the distance is the first number of its memory.
 */
abstract class DistanceKernel extends MeasuringKernel {
  /** The largest distance so far among the numbers of the memory. */
  static final int DISTANCE = 0;

  private boolean first;
  private double rate;
  private float weightDecay;
  private double[] memory = new double[2];

  @Override
  public final int slots() {
    return 1;
  }

  @Override
  public final Over over() {
    return Over.OPTIMIZER;
  }

  @Override
  public final int sums() {
    return 3;
  }

  @Override
  public final void begin(StepContext step) {
    first = step.count() == 1;
    rate = step.rate();
    weightDecay = (float) step.number("weight-decay");
    memory = step.memory();
  }

  @Override
  public final boolean measuresOnly(StepContext step) {
    return step.count() > 1; // the first remembers where the parameters are
  }

  @Override
  public final void measure(float[] p, float[] g, float[][] state, int from, int to, Sums sums) {
    float[] start = state[0];
    if (first) {
      System.arraycopy(p, from, start, from, to - from);
      sums.add(2, sums.ofSquares(p, from, to));
    }
    for (int at = from; at < to; at += Sums.PIECE) {
      int end = Math.min(at + Sums.PIECE, to);
      sums.add(0, sums.ofDifferences(start, p, at, end));
      sums.add(1, weightDecay == 0 ? sums.ofSquares(g, at, end) : squares(p, g, at, end, sums));
    }
  }

  /** ‖g + λp‖² of a piece. */
  private double squares(float[] p, float[] g, int from, int to, Sums sums) {
    float[] x = sums.copy(0, p, from, to);
    float[] slope = sums.copy(1, g, from, to);
    float decay = weightDecay;
    for (int i = 0; i < to - from; i++) {
      slope[i] += decay * x[i];
    }
    return sums.ofSquares(slope, 0, to - from);
  }

  @Override
  public final void conclude(double[] sums) {
    conclude(memory, Math.sqrt(sums[0]), sums[1], Math.sqrt(sums[2]));
  }

  /**
   * Takes the norms of a step.
   *
   * @param moved how far the parameters are from where they began
   * @param squares the squared norm of the gradient with weight decay
   * @param size the norm of the parameters at the first step, else 0
   */
  abstract void conclude(double[] memory, double moved, double squares, double size);

  /** By how much the gradient is multiplied at a rate of 1. */
  abstract double step(double[] memory);

  @Override
  public final void update(float[] p, float[] g, float[][] state, int from, int to) {
    float length = Floats.finite(rate * step(memory));
    for (int i = from; i < to; i++) {
      p[i] -= length * (g[i] + weightDecay * p[i]);
    }
  }
}
