package dev.rubato.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * SOAP in double precision, as Vyas 2024 and the authors' code have it for a matrix: its first
 * bases by Jacobi's rotations, the later ones by Gram and Schmidt, its mean put back and forth at
 * every step. A tensor of one row is a vector, which has no basis.
 */
final class PapersOfSoap implements Papers.Paper {

  /** What is compared. */
  static final List<String> STRATEGIES =
      List.of(
          "soap: cosine(0.02 -> 0.001)",
          "soap(beta1=0.8, beta2=0.9, epsilon=1e-3, weight-decay=0.1, precondition-frequency=3):"
              + " cosine(0.02 -> 0.001)",
          "soap(shampoo-beta=0.8, max-precondition-dim=3, bias-correction=false):"
              + " cosine(0.02 -> 0.001)",
          "soap(normalize-grads=true, precondition-frequency=5): cosine(0.005 -> 0.0005)",
          "soap(max-precondition-dim=2): cosine(0.02 -> 0.001)");

  private final Map<String, Double> a;
  private final int rows;
  private final int columns;
  private final double[][] left;
  private final double[][] right;
  private double[][] ofLeft; // columns are the vectors
  private double[][] ofRight;
  private double[][] m;
  private double[][] v;
  private int t = -1;

  PapersOfSoap(Map<String, Double> a, int rows, int columns) {
    this.a = a;
    this.rows = rows;
    this.columns = columns;
    this.left = new double[rows][rows];
    this.right = new double[columns][columns];
    this.m = new double[rows][columns];
    this.v = new double[rows][columns];
  }

  private boolean has(int length) {
    boolean isVector = rows == 1;
    return !isVector && length <= a.get("max-precondition-dim");
  }

  @Override
  public void step(double[] x, double[] gradient, double lr) {
    double[][] g = new double[rows][];
    for (int i = 0; i < rows; i++) {
      g[i] = Arrays.copyOfRange(gradient, i * columns, (i + 1) * columns);
    }
    if (++t == 0) {
      learn(g);
      ofLeft = has(rows) ? eigenvectors(left) : unit(rows);
      ofRight = has(columns) ? eigenvectors(right) : unit(columns);
      return;
    }
    double[][] projected = product(product(turned(ofLeft), g), ofRight);
    double[][] u = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        m[i][j] = Papers.average(a.get("beta1"), m[i][j], projected[i][j]);
        v[i][j] = Papers.average(a.get("beta2"), v[i][j], Math.pow(projected[i][j], 2));
        u[i][j] = m[i][j] / (Math.sqrt(v[i][j]) + a.get("epsilon"));
      }
    }
    double[][] step = product(product(ofLeft, u), turned(ofRight));
    boolean corrects = a.get("bias-correction") == 1;
    double one = 1 - Math.pow(a.get("beta1"), t);
    double two = 1 - Math.pow(a.get("beta2"), t);
    double length = corrects ? lr * Math.sqrt(two) / one : lr;
    if (a.get("normalize-grads") == 1 && rows > 1 && (has(rows) || has(columns))) {
      double square = 0;
      for (double[] row : step) {
        square += Math.pow(Papers.norm(row), 2);
      }
      length /= Math.sqrt(square / (rows * columns));
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= length * step[i / columns][i % columns];
      x[i] -= lr * a.get("weight-decay") * x[i];
    }
    double[][] mean = product(product(ofLeft, m), turned(ofRight));
    learn(g);
    if (t % a.get("precondition-frequency").intValue() == 0) {
      ofLeft = has(rows) ? better(left, ofLeft, true) : ofLeft;
      ofRight = has(columns) ? better(right, ofRight, false) : ofRight;
    }
    m = product(product(turned(ofLeft), mean), ofRight);
  }

  private void learn(double[][] g) {
    double beta = a.getOrDefault("shampoo-beta", a.get("beta2"));
    double[][] ofRows = product(g, turned(g));
    double[][] ofColumns = product(turned(g), g);
    for (int i = 0; i < rows * rows; i++) {
      left[i / rows][i % rows] =
          Papers.average(beta, left[i / rows][i % rows], ofRows[i / rows][i % rows]);
    }
    for (int i = 0; i < columns * columns; i++) {
      right[i / columns][i % columns] =
          Papers.average(
              beta, right[i / columns][i % columns], ofColumns[i / columns][i % columns]);
    }
  }

  /** One round of power iteration, from the vectors in the order of their eigenvalues. */
  private double[][] better(double[][] matrix, double[][] vectors, boolean ofRows) {
    double[][] q = turned(vectors); // as rows
    double[] eigenvalue = new double[q.length];
    Integer[] order = new Integer[q.length];
    for (int i = 0; i < q.length; i++) {
      double[][] column = product(matrix, turned(new double[][] {q[i]}));
      eigenvalue[i] = product(new double[][] {q[i]}, column)[0][0];
      order[i] = i;
    }
    Arrays.sort(order, (i, j) -> Double.compare(eigenvalue[j], eigenvalue[i]));
    double[][] squares = ofRows ? v : turned(v);
    double[][] sortedSquares = new double[q.length][];
    double[][] sorted = new double[q.length][];
    for (int i = 0; i < q.length; i++) {
      sortedSquares[i] = squares[order[i]];
      sorted[i] = q[order[i]];
    }
    v = ofRows ? sortedSquares : turned(sortedSquares);
    return turned(orthonormal(turned(product(matrix, turned(sorted)))));
  }

  /** Gram's and Schmidt's, twice, as rounding leaves a little the first time. */
  private static double[][] orthonormal(double[][] rowsOf) {
    for (int i = 0; i < rowsOf.length; i++) {
      for (int round = 0; round < 2; round++) {
        for (int j = 0; j < i; j++) {
          double along =
              product(new double[][] {rowsOf[i]}, turned(new double[][] {rowsOf[j]}))[0][0];
          for (int k = 0; k < rowsOf[i].length; k++) {
            rowsOf[i][k] -= along * rowsOf[j][k];
          }
        }
        double norm = Papers.norm(rowsOf[i]);
        for (int k = 0; k < rowsOf[i].length; k++) {
          rowsOf[i][k] /= norm;
        }
      }
    }
    return rowsOf;
  }

  /** Jacobi's rotations; the columns are sorted by their eigenvalues. */
  private static double[][] eigenvectors(double[][] of) {
    int n = of.length;
    double[][] matrix = Arrays.stream(of).map(double[]::clone).toArray(double[][]::new);
    double[][] vectors = unit(n);
    for (int sweep = 0; sweep < 60; sweep++) {
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          double angle = Math.atan2(2 * matrix[i][j], matrix[j][j] - matrix[i][i]) / 2;
          double[][] rotation = unit(n);
          rotation[i][i] = Math.cos(angle);
          rotation[j][j] = Math.cos(angle);
          rotation[i][j] = Math.sin(angle);
          rotation[j][i] = -Math.sin(angle);
          matrix = product(product(turned(rotation), matrix), rotation);
          vectors = product(vectors, rotation);
        }
      }
    }
    double[][] diagonal = matrix;
    double[][] asRows = turned(vectors);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(diagonal[j][j], diagonal[i][i]));
    return turned(Arrays.stream(order).map(i -> asRows[i]).toArray(double[][]::new));
  }

  private static double[][] unit(int n) {
    double[][] unit = new double[n][n];
    for (int i = 0; i < n; i++) {
      unit[i][i] = 1;
    }
    return unit;
  }

  private static double[][] turned(double[][] x) {
    return PapersOfMatrices.transposed(x);
  }

  private static double[][] product(double[][] x, double[][] y) {
    return PapersOfMatrices.product(x, y);
  }
}
