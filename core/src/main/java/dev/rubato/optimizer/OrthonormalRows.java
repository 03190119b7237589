package dev.rubato.optimizer;

/**
 * Makes the rows of a square matrix orthonormal one after the other, as a QR decomposition of its
 * transpose does, by Householder's reflections: so they are orthonormal also where rows depend on
 * others. Each row is worked on by one thread: the same to the last bit on any number.
 */
final class OrthonormalRows {
  private static final int WORTH_SHARING = 64;

  private final Workers team;
  private final Workers.Work reflectRow = this::reflectRow;
  private final Workers.Work makeRow = this::makeRow;
  private final boolean[] none; // where there is nothing to reflect
  private float[][] matrix = {};
  private float[][] reflectors = {}; // each of numbers k and later, from its place 0 on
  private float[] result = {};
  private int n;
  private int k;

  OrthonormalRows(int largest, Workers team) {
    this.team = team;
    this.none = new boolean[largest];
  }

  /** The most rows that it can make. */
  int largest() {
    return none.length;
  }

  /**
   * Makes rows orthonormal; their signs are any.
   *
   * @param rows so many rows and columns, which are used up
   * @param free as many rows and columns to work in
   * @param into the rows one after the other
   */
  void of(float[][] rows, float[][] free, int count, float[] into) {
    matrix = rows;
    reflectors = free;
    result = into;
    n = count;
    for (k = 0; k < n; k++) {
      takeReflector();
      if (!none[k]) {
        run(n - k - 1, reflectRow);
      }
    }
    run(n, makeRow);
  }

  private void run(int parts, Workers.Work work) {
    if (parts >= WORTH_SHARING) {
      team.run(parts, work);
      return;
    }
    for (int part = 0; part < parts; part++) {
      work.part(part, 0);
    }
  }

  private void takeReflector() {
    float[] v = reflectors[k];
    System.arraycopy(matrix[k], k, v, 0, n - k);
    double square = team.sums(0).ofSquares(v, 0, n - k);
    double norm = Math.sqrt(square);
    none[k] = !(norm > 0);
    double start = v[0] + (v[0] > 0 ? norm : -norm);
    double by = 1 / Math.sqrt(square - (double) v[0] * v[0] + start * start);
    for (int i = 1; i < n - k; i++) {
      v[i] = (float) (by * v[i]);
    }
    v[0] = (float) (by * start);
  }

  private void reflectRow(int part, int thread) {
    reflect(matrix[k + 1 + part], k, thread);
  }

  private void reflect(float[] row, int by, int thread) {
    float[] v = reflectors[by];
    float along = (float) (2 * team.sums(thread).ofProducts(row, v, by, n));
    for (int i = 0; i < n - by; i++) {
      row[by + i] -= along * v[i];
    }
  }

  /** Row j is what all reflections make of the j-th unit vector, which only the first j change. */
  private void makeRow(int j, int thread) {
    float[] row = matrix[j]; // whose numbers nobody needs any more
    java.util.Arrays.fill(row, 0, n, 0);
    row[j] = 1;
    for (int by = j; by >= 0; by--) {
      if (!none[by]) {
        reflect(row, by, thread);
      }
    }
    System.arraycopy(row, 0, result, j * n, n);
  }
}
