package dev.rubato.battery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fixed sequence of operations on matrices that leads to a loss, run forward for its value and
 * backward for the gradients. Nothing is allocated while it runs.
 */
final class Graph {
  private final Parameters parameters;
  private final int batch;
  private final boolean training;
  private final List<Op> ops = new ArrayList<>();
  private final List<Node> learning = new ArrayList<>();

  /**
   * An empty graph.
   *
   * @param batch how many examples it sees at once
   * @param training whether it is as in training: with dropout, and normalized by its own batch
   */
  Graph(Parameters parameters, int batch, boolean training) {
    this.parameters = parameters;
    this.batch = batch;
    this.training = training;
  }

  int batch() {
    return batch;
  }

  boolean isTraining() {
    return training;
  }

  /** A parameter whose initial values are normal with this deviation. */
  Node parameter(String name, int rows, int columns, double deviation) {
    return parameter(name, rows, columns, 0, deviation);
  }

  /** A parameter whose initial values are normal around a mean. */
  Node parameter(String name, int rows, int columns, double mean, double deviation) {
    Node raw = parameters.get(name, rows, columns, mean, deviation);
    learning.add(raw);
    return parameters.scale() == 1 ? raw : scale(raw, parameters.scale());
  }

  Node state(String name, int columns, float initial) {
    return parameters.state(name, columns, initial);
  }

  /** A result of an operation, which is appended. */
  Node result(int rows, int columns, boolean learns) {
    Node made = new Node(rows, columns, learns);
    if (learns) {
      learning.add(made);
    }
    return made;
  }

  Node append(Node result, Op op) {
    ops.add(op);
    return result;
  }

  /** Runs all operations. */
  void forward(Dice dice) {
    for (int i = 0; i < ops.size(); i++) {
      ops.get(i).forward(dice);
    }
  }

  /** Makes the gradients of this loss, after {@link #forward}. */
  void backward(Node loss, float weight) {
    for (int i = 0; i < learning.size(); i++) {
      Arrays.fill(learning.get(i).gradient, 0);
    }
    loss.gradient[0] = weight;
    for (int i = ops.size() - 1; i >= 0; i--) {
      ops.get(i).backward();
    }
  }

  // the operations

  Node product(Node a, Node b) {
    Node c = result(a.rows, b.columns, a.learns() || b.learns());
    return append(c, new MatrixOps.Product(a, b, c));
  }

  Node sum(Node a, Node b) {
    Node c = result(a.rows, a.columns, a.learns() || b.learns());
    return append(c, new MatrixOps.Sum(a, b, c));
  }

  /** Adds a row to each row. */
  Node shifted(Node a, Node row) {
    Node c = result(a.rows, a.columns, a.learns() || row.learns());
    return append(c, new MatrixOps.Shifted(a, row, c));
  }

  /** Elementwise. */
  Node times(Node a, Node b) {
    Node c = result(a.rows, a.columns, a.learns() || b.learns());
    return append(c, new MatrixOps.Times(a, b, c));
  }

  Node scale(Node a, double factor) {
    Node c = result(a.rows, a.columns, a.learns());
    return append(c, new MatrixOps.Scale(a, (float) factor, c));
  }

  Node columns(Node a, int from, int count) {
    Node c = result(a.rows, count, a.learns());
    return append(c, new MatrixOps.Columns(a, from, c));
  }

  /** Row {@code index[i][column]} of the table for each i. */
  Node rowsOf(Node table, Node index, int column) {
    Node c = result(index.rows, table.columns, table.learns());
    return append(c, new MatrixOps.RowsOf(table, index, column, c));
  }

  /** The sum of each row of the elementwise product. */
  Node rowProducts(Node a, Node b) {
    Node c = result(a.rows, 1, a.learns() || b.learns());
    return append(c, new MatrixOps.RowProducts(a, b, c));
  }

  /** Each window of some columns as a row of its own: what a convolution multiplies. */
  Node windows(Node a, int size, int stride) {
    int places = (a.columns - size) / stride + 1;
    Node c = result(a.rows * places, size, a.learns());
    return append(c, new MatrixOps.Windows(a, size, stride, c));
  }

  /** The mean of each {@code count} successive rows. */
  Node rowMeans(Node a, int count) {
    Node c = result(a.rows / count, a.columns, a.learns());
    return append(c, new MatrixOps.RowMeans(a, count, c));
  }

  Node activated(Node a, Activation activation) {
    Node c = result(a.rows, a.columns, a.learns());
    return append(c, new ActivationOp(a, activation, c));
  }

  /** Batch normalization (Ioffe and Szegedy 2015), with gain and shift. */
  Node normalized(String name, Node a) {
    Node gain = parameter(name + ".gain", 1, a.columns, 1, 0);
    Node shift = parameter(name + ".shift", 1, a.columns, 0, 0);
    Node mean = state(name + ".mean", a.columns, 0);
    Node variance = state(name + ".variance", a.columns, 1);
    Node c = result(a.rows, a.columns, true);
    return append(c, new BatchNorm(a, gain, shift, mean, variance, training, c));
  }

  /** Dropout (Srivastava et al. 2014); nothing in evaluation. */
  Node dropped(Node a, double rate) {
    if (!training) {
      return a;
    }
    Node c = result(a.rows, a.columns, a.learns());
    return append(c, new Dropout(a, rate, c));
  }

  /** Adds normal noise; nothing in evaluation. */
  Node disturbed(Node a, double deviation) {
    if (!training) {
      return a;
    }
    Node c = result(a.rows, a.columns, a.learns());
    return append(c, new Disturbance(a, deviation, c));
  }

  /** Scaled dot-product attention (Vaswani et al. 2017) within each {@code length} rows. */
  Node attention(Node queries, Node keys, Node values, int length) {
    Node c = result(values.rows, values.columns, true);
    return append(c, new Attention(queries, keys, values, length, c));
  }

  /** A layer: the product with weights of variance {@code gain/in}, and a bias. */
  Node layer(String name, Node a, int units, double gain) {
    Node weights = parameter(name + ".weight", a.columns, units, Math.sqrt(gain / a.columns));
    return shifted(product(a, weights), parameter(name + ".bias", 1, units, 0));
  }
}
