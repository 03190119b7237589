package dev.rubato.strategy;

import dev.rubato.optimizer.Sums;
import org.jspecify.annotations.Nullable;

/**
 * Adaptive clipping of one tensor's gradient: unit by unit its norm is at most a share of the norm
 * of the unit's parameters. A unit is what belongs to one index of the first dimension, a neuron's
 * weights; a tensor of fewer than two dimensions is one unit.
 *
 * <pre>
 * gᵢ ← gᵢ·min(1, agc·max(‖pᵢ‖, 1e-3)/‖gᵢ‖)
 * </pre>
 *
 * <p>Brock 2021 (arXiv:2102.06171), with timm's epsilon.
 */
final class UnitClip {
  private static final double SMALLEST_NORM = 1e-3;

  private final Tensor tensor;
  private final int unit; // how many numbers a unit has
  private final float[] factors;

  UnitClip(Tensor tensor) {
    this.tensor = tensor;
    int units = tensor.shape().size() < 2 ? 1 : Math.max(1, tensor.shape().get(0));
    this.unit = Math.max(1, tensor.size() / units);
    this.factors = new float[tensor.size() / unit];
  }

  /** How many units there are. */
  int units() {
    return factors.length;
  }

  /**
   * Measures a unit.
   *
   * @param clip what else is done to gradients, before this
   * @param block an array of at least {@link Tensor#BLOCK} numbers to work in
   * @param sums of the thread
   */
  void measure(int index, double share, Clip clip, float[] block, Sums sums) {
    double values = 0;
    double slopes = 0;
    int end = (index + 1) * unit;
    for (int start = index * unit; start < end; start += Tensor.BLOCK) {
      int length = Math.min(Tensor.BLOCK, end - start);
      tensor.read(start, block, length);
      values += sums.ofSquares(block, 0, length);
      tensor.readGradient(start, block, length);
      clip.apply(block, length);
      slopes += sums.ofSquares(block, 0, length);
    }
    double largest = share * Math.max(SMALLEST_NORM, Math.sqrt(values));
    double norm = Math.sqrt(slopes);
    factors[index] = norm > largest ? (float) (largest / norm) : 1;
  }

  /**
   * Clips a piece of the gradient.
   *
   * @param start where the piece starts in the tensor
   */
  void apply(float[] g, int start, int length) {
    for (int i = 0; i < length; ) {
      int index = (start + i) / unit;
      int end = Math.min(length, (index + 1) * unit - start);
      float factor = factors[index];
      for (; i < end; i++) {
        g[i] *= factor;
      }
    }
  }

  /** The clip of a tensor, or null where there is none. */
  static @Nullable UnitClip of(Tensor tensor, boolean asked) {
    return asked && tensor.size() > 0 ? new UnitClip(tensor) : null;
  }
}
