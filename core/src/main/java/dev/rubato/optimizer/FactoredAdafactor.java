package dev.rubato.optimizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Adafactor} for a stack of matrices: of g² + ε it remembers the running means of rows and
 * columns.
 */
final class FactoredAdafactor extends MatrixKernel {
  // a stack's work is done in parts, whatever the team: bands of a matrix, of at least so many rows
  // and at most so many, or several small matrices, of about so many numbers
  private static final int BAND = 32;
  private static final int BANDS = 64;
  private static final int NUMBERS = 16_384;

  private static final int LINE = 16; // numbers that the memory gives together

  // each thread's rows to work in
  private static final int GRADIENT = 0;
  private static final int OTHER = 1;
  private static final int COLUMN = 2;

  private static final int BAND_SUMS = 3;
  private static final int FACTORS = 4; // 1/√C of each matrix of several bands

  private static final int TOGETHER = RowLoops.TOGETHER;

  /** How many columns are averaged together. */
  private static final int COLUMNS = 1024;

  private final Adafactor.Numbers now;
  private final Workers.Work sum = this::sum;
  private final Workers.Work average = this::average;
  private final Workers.Work sumSteps = this::sumSteps;
  private final Workers.Work move = this::move;
  private final Matrix matrix;
  private final Workers team;
  private final int matrices;
  private final int rows; // of one matrix
  private final int columns;
  private final int bandRows;
  private final int bands; // in a matrix
  private final int together; // matrices in a part, where they are of one band
  private final int parts;
  private final int fetched; // rows at once
  private final double[] gradientSums; // of a part
  private final double[] updateSums;
  private final double[] valueSums;
  private final double[] means; // of each matrix' R, where it has several bands
  private final float[] rowSquares; // where there are several bands, the means of this step
  private final float[] columnSquares;
  private final int columnParts;
  private final double[][] columnSums; // for each thread, to add up bands
  private final RowLoops loops = RowLoops.create();
  private float @Nullable [] inGradient; // where it is read in place
  private float @Nullable [] values; // where they are changed in place
  private float[][] gradients = {}; // for each thread a row
  private float[][] others = {};
  private float[][] ofColumns = {};
  private float[][] bandSums = {}; // of each column of a band
  private float[][] factors = {};
  private float[] rowMeans = {};
  private float[] columnMeans = {};
  private float rate;

  FactoredAdafactor(Matrix matrix, Workers team, boolean scales) {
    this.now = new Adafactor.Numbers(scales);
    this.matrix = matrix;
    this.team = team;
    this.rows = matrix.shape().get(matrix.shape().size() - 2);
    this.columns = matrix.columns();
    this.matrices = matrix.rows() / Math.max(1, rows);
    this.bandRows = Math.max(BAND, (rows + BANDS - 1) / BANDS);
    this.bands = (rows + bandRows - 1) / bandRows;
    this.together = bands > 1 ? 1 : Math.max(1, NUMBERS / Math.max(1, rows * columns));
    this.parts = bands > 1 ? matrices * bands : (matrices + together - 1) / together;
    this.fetched = Math.max(TOGETHER, NUMBERS / Math.max(1, columns) / TOGETHER * TOGETHER);
    this.gradientSums = new double[parts];
    this.updateSums = new double[parts];
    this.valueSums = new double[parts];
    this.means = new double[bands > 1 ? matrices : 0];
    this.rowSquares = new float[means.length * rows];
    this.columnSquares = new float[means.length * columns];
    this.columnParts = (columns + COLUMNS - 1) / COLUMNS;
    this.columnSums = new double[team.threads()][bands > 1 ? COLUMNS : 0];
  }

  @Override
  public int slots() {
    return 2;
  }

  @Override
  public int length(int slot) {
    return matrices * (slot == 0 ? rows : columns);
  }

  @Override
  public void begin(StepContext step) {
    now.begin(step);
  }

  @Override
  public float weightKept() {
    return now.keepParameter;
  }

  /** Where matrices are in several bands; small ones' means are as large as they are. */
  @Override
  public boolean measure() {
    if (bands == 1) {
      return false;
    }
    open();
    bandSums = team.scratch(BAND_SUMS, parts, columns);
    team.run(parts, sum);
    team.run(means.length * columnParts, average);
    double squares = 0;
    for (double each : gradientSums) {
      squares += each;
    }
    return Double.isFinite(squares);
  }

  private void open() {
    inGradient = loops.readsInPlace() ? matrix.gradientArray() : null;
    values = loops.readsInPlace() ? matrix.valuesArray() : null;
    gradients = team.scratch(GRADIENT, team.threads(), columns);
    others = team.scratch(OTHER, team.threads(), columns);
    ofColumns = team.scratch(COLUMN, team.threads(), columns);
  }

  @Override
  public void update(float[][] state) {
    rowMeans = state[0];
    columnMeans = state[1];
    open();
    if (bands > 1) {
      remember();
    } else {
      team.run(parts, sum);
    }
    team.run(parts, sumSteps);
    double squares = 0;
    double sizes = 0;
    for (int part = 0; part < parts; part++) {
      squares += updateSums[part];
      sizes += valueSums[part];
    }
    rate = now.clipped(squares, sizes, (double) matrices * rows * columns);
    team.run(parts, move);
  }

  /** R and C from what was measured, and what follows from them. */
  private void remember() {
    for (int i = 0; i < rowSquares.length; i++) {
      rowMeans[i] = remembered(rowMeans[i], rowSquares[i]);
    }
    for (int i = 0; i < columnSquares.length; i++) {
      columnMeans[i] = remembered(columnMeans[i], columnSquares[i]);
    }
    factors = team.scratch(FACTORS, matrices, columns);
    for (int index = 0; index < matrices; index++) {
      means[index] = mean(index);
      factorColumns(index, factors[index]);
    }
  }

  private float remembered(float before, float fresh) {
    return now.keep * before + now.fresh * fresh;
  }

  /** The gradient of a row, from where {@link #start} says. */
  private float[] gradient(int row, int thread) {
    if (inGradient != null) {
      return inGradient;
    }
    matrix.gradient(row, gradients[thread]);
    return gradients[thread];
  }

  /** Where a row begins: in the array that it is in, or in one to work in. */
  private int start(int row, float @Nullable [] array) {
    return array == null ? 0 : row * columns;
  }

  /** The row means of g² + ε, and the part's sums of columns. */
  private void sum(int part, int thread) {
    double squares = 0;
    for (int index = firstMatrix(part); index < lastMatrix(part); index++) {
      float[] sums = bands > 1 ? bandSums[part] : ofColumns[thread];
      squares += sumRows(firstRow(part, index), lastRow(part, index), sums, thread);
      for (int c = 0; bands == 1 && c < columns; c++) {
        int at = index * columns + c;
        columnMeans[at] = remembered(columnMeans[at], mean(sums[c], rows));
      }
    }
    gradientSums[part] = squares;
  }

  /** The means of rows, their sums of columns, and the sum of all their squares. */
  private double sumRows(int from, int to, float[] sums, int thread) {
    double all = 0;
    Arrays.fill(sums, 0, columns, 0);
    int step = inGradient == null ? 1 : TOGETHER;
    for (int row = from; row < to; row += step) {
      int count = Math.min(step, to - row);
      float[] g = gradient(row, thread);
      int at = start(row, inGradient);
      fetch(row, from, to, thread);
      for (int i = 0; i < count; i++) {
        int begin = at + i * columns;
        double squares = team.sums(thread).ofSquares(g, begin, begin + columns);
        all += squares;
        float mean = mean(squares, columns);
        if (bands > 1) {
          rowSquares[row + i] = mean;
        } else {
          rowMeans[row + i] = remembered(rowMeans[row + i], mean);
        }
      }
      loops.addSquares(g, at, count, columns, sums);
    }
    return all;
  }

  /**
   * Brings some 64 KiB of a gradient that is read in place near, where rows begin with one that
   * wasn't: the memory gives simple loops more than those that calculate.
   */
  private void fetch(int row, int from, int to, int thread) {
    float[] g = inGradient;
    if (g == null || (row - from) % fetched != 0) {
      return;
    }
    float sum = 0;
    float other = 0;
    int end = Math.min(row + fetched, to) * columns;
    for (int i = row * columns; i < end - LINE; i += 2 * LINE) {
      sum += g[i];
      other += g[i + LINE];
    }
    gradients[thread][0] = sum + other; // or else the compiler would leave out the loop
  }

  /** The mean of g² + ε. */
  private float mean(double squares, int count) {
    return Floats.finite(squares / count + now.epsilon);
  }

  /** C's means of some columns of a matrix, from the sums of its bands. */
  private void average(int part, int thread) {
    int index = part / columnParts;
    int from = part % columnParts * COLUMNS;
    int to = Math.min(from + COLUMNS, columns);
    double[] sums = columnSums[thread];
    Arrays.fill(sums, 0);
    for (int band = index * bands; band < (index + 1) * bands; band++) {
      float[] ofBand = bandSums[band];
      for (int c = from; c < to; c++) {
        sums[c - from] += ofBand[c];
      }
    }
    for (int c = from; c < to; c++) {
      columnSquares[index * columns + c] = mean(sums[c - from], rows);
    }
  }

  /** The mean of a matrix' R. */
  private double mean(int index) {
    return PieceSums.exactly(rowMeans, index * rows, rows) / rows;
  }

  /** The sum of u² over a part. */
  private void sumSteps(int part, int thread) {
    double sum = 0;
    double sizes = 0;
    for (int index = firstMatrix(part); index < lastMatrix(part); index++) {
      float[] columnFactor = factors(index, thread);
      double mean = bands > 1 ? means[index] : mean(index);
      for (int row = firstRow(part, index); row < lastRow(part, index); row++) {
        float[] g = gradient(row, thread);
        int at = start(row, inGradient);
        fetch(row, firstRow(part, index), lastRow(part, index), thread);
        Sums sums = team.sums(thread);
        double squares = sums.ofSquaredProducts(g, columnFactor, at, at + columns);
        sum += squares * (mean / rowMeans[row]);
        if (now.scales) {
          float[] p = others[thread];
          matrix.values(row, p);
          sizes += sums.ofSquares(p, 0, columns);
        }
      }
    }
    updateSums[part] = sum;
    valueSums[part] = sizes;
  }

  private void move(int part, int thread) {
    float keep = now.keepParameter;
    for (int index = firstMatrix(part); index < lastMatrix(part); index++) {
      float[] columnFactor = factors(index, thread);
      double mean = bands > 1 ? means[index] : mean(index);
      for (int row = firstRow(part, index); row < lastRow(part, index); row++) {
        float rowFactor = (float) Math.sqrt(mean / rowMeans[row]);
        float[] g = gradient(row, thread);
        int at = start(row, inGradient);
        float[] p = values == null ? others[thread] : values;
        if (values == null) {
          matrix.values(row, p);
        }
        loops.move(p, start(row, values), g, at, rowFactor, columnFactor, keep, rate, columns);
        if (values == null) {
          matrix.store(row, p);
        }
      }
    }
  }

  /** A matrix' 1/√C. */
  private float[] factors(int index, int thread) {
    if (bands > 1) {
      return factors[index];
    }
    factorColumns(index, ofColumns[thread]);
    return ofColumns[thread];
  }

  private void factorColumns(int index, float[] into) {
    for (int c = 0; c < columns; c++) {
      into[c] = 1 / (float) Math.sqrt(columnMeans[index * columns + c]);
    }
  }

  private int firstMatrix(int part) {
    return bands > 1 ? part / bands : part * together;
  }

  private int lastMatrix(int part) {
    return bands > 1 ? part / bands + 1 : Math.min((part + 1) * together, matrices);
  }

  /** The first row of a part in one of its matrices. */
  private int firstRow(int part, int index) {
    return index * rows + (bands > 1 ? part % bands * bandRows : 0);
  }

  private int lastRow(int part, int index) {
    return Math.min(firstRow(part, index) + bandRows, (index + 1) * rows);
  }
}
