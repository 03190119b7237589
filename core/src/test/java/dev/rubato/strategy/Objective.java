package dev.rubato.strategy;

/**
 * What the optimizer tests descend on, as optimizers.py has it: gradients are computed in double
 * and rounded to float, and never vanish, as the target or the sample changes each step.
 */
enum Objective {
  /** ½ Σ c (p − target)². */
  QUADRATIC,
  /** log(1 + e^(−y·w·x)) + ½·0.1·w². */
  LOGISTIC;

  private static final double[] CURVATURE = {1, 2, 0.5, 3};
  private static final double[][] TARGETS = {
    {1.5, -2, 0.5, 3}, {1, -1, 1, 2}, {2.5, -2.5, -0.5, 2.5}, {0.5, -1.5, 0.25, 4}
  };
  private static final double[][] SAMPLES = {
    {1, 0.5, -0.3, 0.8}, {-0.7, 1.2, 0.4, -0.2}, {0.3, -0.9, 1.1, 0.6}, {-1.3, -0.4, -0.8, 1}
  };
  private static final double[] LABELS = {1, -1, 1, -1};

  /** Where every trajectory starts. */
  static float[] start() {
    return new float[] {-1, 1, 2, -0.5f};
  }

  /** The gradient at {@code p} before update {@code t}, times {@code sign}, into {@code g}. */
  void gradient(int t, float[] p, int sign, float[] g) {
    double[] x = this == QUADRATIC ? TARGETS[t % 4] : SAMPLES[t % 4];
    double margin = 0;
    for (int i = 0; i < p.length; i++) {
      margin += p[i] * x[i];
    }
    double y = LABELS[t % 4];
    double slope = -y / (1 + Math.exp(y * margin));
    for (int i = 0; i < p.length; i++) {
      double exact = this == QUADRATIC ? CURVATURE[i] * (p[i] - x[i]) : slope * x[i] + 0.1 * p[i];
      g[i] = (float) (sign * exact);
    }
  }
}
