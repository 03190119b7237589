package dev.rubato.optimizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tensor and its gradient, read and written a row at a time. */
public interface Matrix {

  /** The dimensions, at least two. */
  List<Integer> shape();

  /** How many rows there are: the product of all dimensions but the last. */
  int rows();

  /** How many numbers a row has: the last dimension. */
  int columns();

  /** The array that the gradient is, row after row, or null where it has to be copied. */
  float @Nullable [] gradientArray();

  /** The array that the parameters are and are changed in, or null where they have to be copied. */
  float @Nullable [] valuesArray();

  /** Copies a row of the gradient after clipping. */
  void gradient(int row, float[] into);

  /** Copies a row of the parameters. */
  void values(int row, float[] into);

  /** Writes a row of the parameters. */
  void store(int row, float[] from);
}
