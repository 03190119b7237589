package dev.rubato.optimizer;

/**
 * All eigenvectors of a symmetric matrix: Householder's reflections make it tridiagonal, the
 * implicit QL iteration diagonal (Martin and Wilkinson 1968). In double precision, for the one time
 * that {@link Soap} needs them all.
 */
final class SymmetricEigenvectors {
  private static final int MOST_ROUNDS = 60; // two or three do

  private final int n;
  private final double[][] a;
  private final double[][] reflectors; // the k-th of numbers k + 1 and later, from its place 0 on
  private final double[] diagonal;
  private final double[] beside; // number i is between i and i + 1
  private final double[][] vectors; // as rows

  private SymmetricEigenvectors(double[][] a) {
    this.n = a.length;
    this.a = a;
    this.reflectors = new double[Math.max(0, n - 2)][];
    this.diagonal = new double[n];
    this.beside = new double[n];
    this.vectors = new double[n][n];
  }

  /**
   * The eigenvectors as rows, of length 1, that of the largest eigenvalue first.
   *
   * @param a the matrix, which is used up
   */
  static double[][] of(double[][] a) {
    SymmetricEigenvectors solver = new SymmetricEigenvectors(a);
    solver.makeTridiagonal();
    solver.makeDiagonal();
    for (double[] vector : solver.vectors) {
      solver.reflectBack(vector);
    }
    return solver.sorted();
  }

  private void makeTridiagonal() {
    for (int k = 0; k < n; k++) {
      diagonal[k] = a[k][k];
      if (k == n - 2) {
        beside[k] = a[k][k + 1];
      } else if (k < n - 2) {
        reflect(k);
      }
    }
  }

  /** Makes all numbers of row and column k but three vanish. */
  private void reflect(int k) {
    int length = n - k - 1;
    double[] v = new double[length];
    System.arraycopy(a[k], k + 1, v, 0, length);
    double norm = Math.sqrt(dot(v, v));
    double end = v[0] > 0 ? -norm : norm;
    beside[k] = end;
    v[0] -= end;
    double size = Math.sqrt(dot(v, v));
    for (int i = 0; i < length; i++) {
      v[i] = size > 0 ? v[i] / size : 0;
    }
    reflectors[k] = v;
    double[] q = new double[length]; // Av less its part along v
    double[] row = new double[length];
    for (int i = 0; i < length; i++) {
      System.arraycopy(a[k + 1 + i], k + 1, row, 0, length);
      q[i] = dot(row, v);
    }
    double along = dot(q, v);
    for (int i = 0; i < length; i++) {
      q[i] -= along * v[i];
    }
    for (int i = 0; i < length; i++) {
      double[] to = a[k + 1 + i];
      double byQ = 2 * v[i];
      double byV = 2 * q[i];
      for (int j = 0; j < length; j++) {
        to[k + 1 + j] -= byQ * q[j] + byV * v[j];
      }
    }
  }

  private static double dot(double[] x, double[] y) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i < x.length - 1; i += 2) {
      even += x[i] * y[i];
      odd += x[i + 1] * y[i + 1];
    }
    return i < x.length ? even + odd + x[i] * y[i] : even + odd;
  }

  private void makeDiagonal() {
    for (int i = 0; i < n; i++) {
      vectors[i][i] = 1;
    }
    for (int first = 0; first < n; first++) {
      for (int round = 0; round < MOST_ROUNDS; round++) {
        int last = first;
        while (last < n - 1 && !isNothing(last)) {
          last++;
        }
        if (last == first) {
          break;
        }
        iterate(first, last);
      }
    }
  }

  private boolean isNothing(int i) {
    double about = Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]);
    return Math.abs(beside[i]) <= 0x1p-52 * about;
  }

  /** One round on the block from {@code first} to {@code last}, shifted by Wilkinson's guess. */
  private void iterate(int first, int last) {
    double half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
    double root = Math.copySign(Math.hypot(half, 1), half);
    double g = diagonal[last] - diagonal[first] + beside[first] / (half + root);
    double sine = 1;
    double cosine = 1;
    double shift = 0;
    for (int i = last - 1; i >= first; i--) {
      double f = sine * beside[i];
      double b = cosine * beside[i];
      double r = Math.hypot(f, g);
      beside[i + 1] = r;
      if (r == 0) { // it falls apart here
        diagonal[i + 1] -= shift;
        beside[last] = 0;
        return;
      }
      sine = f / r;
      cosine = g / r;
      g = diagonal[i + 1] - shift;
      r = (diagonal[i] - g) * sine + 2 * cosine * b;
      shift = sine * r;
      diagonal[i + 1] = g + shift;
      g = cosine * r - b;
      turn(vectors[i], vectors[i + 1], cosine, sine);
    }
    diagonal[first] -= shift;
    beside[first] = g;
    beside[last] = 0;
  }

  private static void turn(double[] x, double[] y, double cosine, double sine) {
    for (int k = 0; k < x.length; k++) {
      double old = y[k];
      y[k] = sine * x[k] + cosine * old;
      x[k] = cosine * x[k] - sine * old;
    }
  }

  private void reflectBack(double[] vector) {
    for (int k = reflectors.length - 1; k >= 0; k--) {
      double[] v = reflectors[k];
      double along = 0;
      for (int i = 0; i < v.length; i++) {
        along += v[i] * vector[k + 1 + i];
      }
      for (int i = 0; i < v.length; i++) {
        vector[k + 1 + i] -= 2 * along * v[i];
      }
    }
  }

  private double[][] sorted() {
    Integer[] order = new Integer[n];
    java.util.Arrays.setAll(order, i -> i);
    java.util.Arrays.sort(order, (i, j) -> Double.compare(diagonal[j], diagonal[i]));
    double[][] sorted = new double[n][];
    for (int i = 0; i < n; i++) {
      sorted[i] = vectors[order[i]];
    }
    return sorted;
  }
}
