package dev.rubato.battery;

/** A matrix of a {@link Graph}: its values, and the loss's gradient where it has parts to learn. */
final class Node {
  final int rows;
  final int columns;
  final float[] value;

  /** Empty where the matrix depends on no parameter. */
  final float[] gradient;

  Node(int rows, int columns, boolean learns) {
    this.rows = rows;
    this.columns = columns;
    this.value = new float[rows * columns];
    this.gradient = new float[learns ? value.length : 0];
  }

  boolean learns() {
    return gradient.length > 0;
  }
}
