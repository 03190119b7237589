package dev.rubato.optimizer;

import java.util.List;

/**
 * Shampoo's preconditioners of one tensor, the mean of ggᵀ for each of its dimensions, and their
 * slowly turning eigenvectors. All sums have an order that the shape alone decides.
 */
final class SoapBases {
  private static final int BAND = MatrixProduct.BAND;

  // of the team's scratch
  private static final int IN = 10;
  private static final int OUT = 11;
  private static final int VECTORS = 12;
  private static final int PRECONDITIONER = 13;
  private static final int PRODUCT = 14;
  private static final int LONG_ROW = 15;

  private final Workers team;
  private final int[] lengths; // of the dimensions
  private final int[] basis; // of each dimension, which of the bases, or −1
  private final int[] sizes; // of the bases
  private final int volume;
  private final int longest;
  private final OrthonormalRows orthonormal;
  private final double[] eigenvalues;
  private final int[] order;
  private final Workers.Work rotate = this::rotate;
  private final Workers.Work gram = this::gram;
  private final Workers.Work multiply = this::multiply;
  private float[][] state = {};
  private int firstSlot;
  private float[] one = {};
  private float[] other = {};
  // what the work at hand is on: a tensor of n numbers times the rest
  private float[] from = {};
  private float[] to = {};
  private int n;
  private int rest;
  private boolean multiplies;
  private double beta;
  private float[] preconditioner = {};
  private float[][] in = {};
  private float[][] out = {};
  private float[][] vectors = {};
  private float[][] factor = {};
  private float[][] product = {};
  private float[][] rows = {};

  SoapBases(List<Integer> shape, double most, Workers team) {
    this.team = team;
    this.lengths = shape.stream().mapToInt(Integer::intValue).toArray();
    this.basis = new int[lengths.length];
    this.sizes = shape.stream().filter(length -> length <= most).mapToInt(i -> i).toArray();
    int count = 0;
    int all = 1;
    int longestOfAll = 1;
    int mostOfBases = 1;
    for (int i = 0; i < lengths.length; i++) {
      boolean has = lengths[i] <= most;
      basis[i] = has ? count++ : -1;
      all *= lengths[i];
      longestOfAll = Math.max(longestOfAll, lengths[i]);
      mostOfBases = has ? Math.max(mostOfBases, lengths[i]) : mostOfBases;
    }
    this.volume = all;
    this.longest = longestOfAll;
    this.orthonormal = new OrthonormalRows(mostOfBases, team);
    this.eigenvalues = new double[mostOfBases];
    this.order = new int[mostOfBases];
  }

  /** How many bases there are. */
  int count() {
    return sizes.length;
  }

  /** How many numbers a preconditioner has, and as many its vectors. */
  int size(int which) {
    return sizes[which] * sizes[which];
  }

  /**
   * Takes what is remembered.
   *
   * @param first the slot of the first preconditioner; its vectors' is the next, as rows
   * @param free as many numbers as the tensor, to work in
   * @param alsoFree as many
   */
  void use(float[][] slots, int first, float[] free, float[] alsoFree) {
    state = slots;
    firstSlot = first;
    one = free;
    other = alsoFree;
    // all of them at once, as later steps must allocate nothing
    in = team.scratch(IN, team.threads() * BAND, longest);
    out = team.scratch(OUT, team.threads() * BAND, longest);
    int largest = orthonormal.largest();
    vectors = team.scratch(VECTORS, largest, largest);
    factor = team.scratch(PRECONDITIONER, largest, largest);
    product = team.scratch(PRODUCT, largest, largest);
    for (int i = 0; i < lengths.length; i++) {
      if (basis[i] >= 0 && lengths[i] > 0) {
        rows = team.scratch(LONG_ROW, team.threads(), volume / lengths[i]);
      }
    }
  }

  private float[] preconditioner(int which) {
    return state[firstSlot + 2 * which];
  }

  private float[] vectors(int which) {
    return state[firstSlot + 2 * which + 1];
  }

  /** A tensor in the bases, in one of the free arrays, never in that which it is given. */
  float[] toBasis(float[] tensor) {
    return turned(tensor, true);
  }

  /** Back again. */
  float[] fromBasis(float[] tensor) {
    return turned(tensor, false);
  }

  private float[] turned(float[] tensor, boolean into) {
    float[] at = tensor;
    for (int i = 0; i < lengths.length; i++) {
      if (basis[i] >= 0) {
        loadVectors(basis[i], into);
      }
      at = rotated(at, lengths[i], basis[i] >= 0);
    }
    return at;
  }

  /** Puts the first dimension last, times the vectors if asked. */
  private float[] rotated(float[] tensor, int length, boolean times) {
    from = tensor;
    to = tensor == one ? other : one;
    n = length;
    rest = n == 0 ? 0 : volume / n;
    multiplies = times;
    team.run((rest + BAND - 1) / BAND, rotate);
    return to;
  }

  private void rotate(int band, int thread) {
    int start = band * BAND;
    int count = Math.min(BAND, rest - start);
    int first = thread * BAND;
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < count; r++) {
        in[first + r][i] = from[i * rest + start + r];
      }
    }
    if (multiplies) {
      MatrixProduct.of(in, vectors, out, first, first + count, n, n);
    }
    for (int r = 0; r < count; r++) {
      float[] row = multiplies ? out[first + r] : in[first + r];
      System.arraycopy(row, 0, to, (start + r) * n, n);
    }
  }

  /** The vectors as columns, or as rows. */
  private void loadVectors(int which, boolean asColumns) {
    int length = sizes[which];
    float[] numbers = vectors(which);
    for (int i = 0; i < length; i++) {
      if (asColumns) {
        for (int j = 0; j < length; j++) {
          vectors[j][i] = numbers[i * length + j];
        }
      } else {
        System.arraycopy(numbers, i * length, vectors[i], 0, length);
      }
    }
  }

  /** Takes a gradient into the preconditioners. */
  void learn(float[] gradient, double keep) {
    beta = keep;
    float[] at = gradient;
    for (int i = 0; i < lengths.length; i++) {
      n = lengths[i];
      rest = n == 0 ? 0 : volume / n;
      if (basis[i] >= 0) {
        from = at;
        preconditioner = preconditioner(basis[i]);
        team.run(n, gram);
      }
      if (i < lengths.length - 1) {
        at = rotated(at, n, false);
      }
    }
  }

  private void gram(int j, int thread) {
    float[] row = rows[thread];
    System.arraycopy(from, j * rest, row, 0, rest);
    for (int i = 0; i <= j; i++) {
      double sum = team.sums(thread).ofProducts(from, row, i * rest, (i + 1) * rest);
      double mean = beta * preconditioner[j * n + i] + (1 - beta) * sum;
      float bounded = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, mean));
      preconditioner[j * n + i] = bounded;
      preconditioner[i * n + j] = bounded;
    }
  }

  /** Makes the first bases, of all eigenvectors. */
  void begin() {
    for (int which = 0; which < sizes.length; which++) {
      int length = sizes[which];
      double[][] matrix = new double[length][length];
      for (int i = 0; i < length * length; i++) {
        matrix[i / length][i % length] = preconditioner(which)[i];
      }
      double[][] found = SymmetricEigenvectors.of(matrix);
      for (int i = 0; i < length * length; i++) {
        vectors(which)[i] = (float) found[i / length][i % length];
      }
    }
  }

  /**
   * Turns the bases: a round of power iteration from the vectors in the order of their eigenvalues,
   * in which what is remembered of them is put, too. One that no float can hold stays.
   *
   * @param remembered in the bases
   */
  void turn(float[] remembered) {
    int before = 1;
    for (int i = 0; i < lengths.length; i++) {
      if (basis[i] >= 0) {
        turn(basis[i], remembered, before);
      }
      before *= lengths[i];
    }
  }

  private void turn(int which, float[] remembered, int before) {
    n = sizes[which];
    loadVectors(which, false);
    for (int i = 0; i < n; i++) {
      System.arraycopy(preconditioner(which), i * n, factor[i], 0, n);
    }
    team.run((n + BAND - 1) / BAND, multiply);
    boolean finite = true;
    for (int i = 0; i < n; i++) {
      eigenvalues[i] = team.sums(0).ofProducts(product[i], vectors[i], 0, n);
      finite &= Double.isFinite(team.sums(0).ofSquares(product[i], 0, n));
    }
    if (!finite) {
      return;
    }
    if (sort()) {
      reorder(remembered, before);
    }
    for (int i = 0; i < n; i++) { // factor is free now
      System.arraycopy(product[order[i]], 0, factor[i], 0, n);
    }
    orthonormal.of(factor, product, n, vectors(which));
  }

  private void multiply(int band, int thread) {
    int start = band * BAND;
    MatrixProduct.of(vectors, factor, product, start, Math.min(n, start + BAND), n, n);
  }

  /**
   * The order of the eigenvalues, the largest first; they nearly are. Returns whether it is new.
   */
  private boolean sort() {
    boolean changed = false;
    for (int i = 0; i < n; i++) {
      int at = i;
      while (at > 0 && eigenvalues[order[at - 1]] < eigenvalues[i]) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
      changed |= at != i;
    }
    return changed;
  }

  private void reorder(float[] x, int before) {
    int after = volume / n / before;
    System.arraycopy(x, 0, one, 0, volume);
    for (int b = 0; b < before; b++) {
      for (int i = 0; i < n; i++) {
        int at = (b * n + order[i]) * after;
        System.arraycopy(one, at, x, (b * n + i) * after, after);
      }
    }
  }
}
