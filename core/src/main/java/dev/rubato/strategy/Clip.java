package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.optimizer.Optimizers;

/** What is done to gradients before a kernel sees them: turned round, scaled down, bounded. */
final class Clip {
  private final boolean maximize;
  private final boolean clipsNorm;
  private final boolean clipsValue;
  private double exactScale = 1;
  private float scale = 1;
  private float bound = Float.POSITIVE_INFINITY;

  /** Leaves gradients as they are. */
  Clip() {
    this(Optimizers.sgd().arguments());
  }

  /** Changes gradients as an optimizer's arguments ask. */
  Clip(Arguments arguments) {
    this.maximize = arguments.flag("maximize");
    this.clipsNorm = arguments.has("clip-norm");
    this.clipsValue = arguments.has("clip-value");
  }

  /** Whether gradients are always left as they are. */
  boolean leavesAll() {
    return !maximize && !clipsNorm && !clipsValue;
  }

  /** Whether the norm of the whole gradient has to be measured at each step. */
  boolean needsNorm() {
    return clipsNorm;
  }

  /**
   * Takes the numbers of a step.
   *
   * @param norm of the whole gradient, where it is needed
   */
  void set(RunningStrategy numbers, double norm) {
    exactScale = maximize ? -1 : 1;
    if (clipsNorm) {
      double limit = numbers.number("clip-norm");
      exactScale *= norm > limit ? limit / norm : 1;
    }
    scale = (float) exactScale;
    bound = clipsValue ? (float) numbers.number("clip-value") : Float.POSITIVE_INFINITY;
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
