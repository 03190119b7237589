package dev.rubato.strategy;

import dev.rubato.optimizer.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tensor as the rows of a matrix, its gradient as clipping leaves it. */
final class Rows implements Matrix {
  private final Tensor tensor;
  private final RunningGroup group;
  private final Clip clip;
  private final @Nullable UnitClip unitClip;
  private final int columns;

  Rows(Tensor tensor, RunningGroup group, Clip clip, @Nullable UnitClip unitClip) {
    this.unitClip = unitClip;
    this.tensor = tensor;
    this.group = group;
    this.clip = clip;
    this.columns = tensor.shape().get(tensor.shape().size() - 1);
  }

  @Override
  public List<Integer> shape() {
    return tensor.shape();
  }

  @Override
  public int rows() {
    return tensor.size() / columns;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public float @Nullable [] gradientArray() {
    return clip.leavesAll() && unitClip == null ? tensor.gradientArray() : null;
  }

  @Override
  public float @Nullable [] valuesArray() {
    return group.rate() == 0 ? null : tensor.array();
  }

  @Override
  public void gradient(int row, float[] into) {
    tensor.readGradient(row * columns, into, columns);
    clip.apply(into, columns);
    if (unitClip != null) {
      unitClip.apply(into, row * columns, columns);
    }
  }

  @Override
  public void values(int row, float[] into) {
    tensor.read(row * columns, into, columns);
  }

  @Override
  public void store(int row, float[] from) {
    if (group.rate() != 0) {
      tensor.write(row * columns, from, 0, columns);
    }
  }
}
