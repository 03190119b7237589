package dev.rubato.strategy;

/** What is done to gradients before a kernel sees them: turned round, scaled down, bounded. */
final class Clip {
  private double exactScale = 1;
  private float scale = 1;
  private float bound = Float.POSITIVE_INFINITY;

  /** Takes the numbers of a step. */
  void set(double toScale, double toBound) {
    exactScale = toScale;
    scale = (float) toScale;
    bound = (float) toBound;
  }

  /** Changes a gradient in a copy of it. */
  void apply(float[] g, int length) {
    if (scale == 1 && bound == Float.POSITIVE_INFINITY) {
      return;
    }
    if (Math.abs(scale) < Float.MIN_NORMAL) {
      scaleDown(g, length);
      return;
    }
    float by = scale;
    float limit = bound;
    for (int i = 0; i < length; i++) {
      g[i] = Math.max(-limit, Math.min(limit, by * g[i]));
    }
  }

  /** Where gradients are so large that a float can't hold what they are to be multiplied by. */
  private void scaleDown(float[] g, int length) {
    for (int i = 0; i < length; i++) {
      g[i] = Math.max(-bound, Math.min(bound, (float) (exactScale * g[i])));
    }
  }
}
