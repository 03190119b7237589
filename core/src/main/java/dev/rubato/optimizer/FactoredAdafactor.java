package dev.rubato.optimizer;

import java.util.Arrays;

/**
 * {@link Adafactor} for a stack of matrices: of g² + ε it remembers the running means of rows and
 * columns.
 */
final class FactoredAdafactor extends MatrixKernel {
  // a stack's work is done in bands of rows, whatever the team: at least so many rows, and of one
  // matrix at most so many bands
  private static final int BAND = 32;
  private static final int BANDS = 64;

  // each thread's rows to work in
  private static final int GRADIENT = 0;
  private static final int OTHER = 1;

  private final Adafactor.Numbers now = new Adafactor.Numbers();
  private final Team.Work sumBand = this::sumBand;
  private final Team.Work measureBand = this::measureBand;
  private final Team.Work moveBand = this::moveBand;
  private final Matrix matrix;
  private final Team team;
  private final int matrices;
  private final int rows; // of one matrix
  private final int columns;
  private final int bandRows;
  private final int bands; // in a matrix
  private final float[][] bandSums; // of each column of a band
  private final double[] updateSums; // of a band
  private final float[] rowFactors; // 1/√(R/mean R)
  private final float[][] columnFactors; // 1/√C, of each matrix
  private float[][] ofThread = {}; // for each thread a row to work in
  private float[][] alsoOfThread = {};
  private float[] rowMeans = {};
  private float rate;

  FactoredAdafactor(Matrix matrix, Team team) {
    this.matrix = matrix;
    this.team = team;
    this.rows = matrix.shape().get(matrix.shape().size() - 2);
    this.columns = matrix.columns();
    this.matrices = matrix.rows() / Math.max(1, rows);
    this.bandRows = Math.max(BAND, (rows + BANDS - 1) / BANDS);
    this.bands = (rows + bandRows - 1) / bandRows;
    this.bandSums = new float[matrices * bands][columns];
    this.updateSums = new double[matrices * bands];
    this.rowFactors = new float[matrices * rows];
    this.columnFactors = new float[matrices][columns];
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
  public void begin(Step step) {
    now.begin(step);
  }

  @Override
  public void update(float[][] state) {
    rowMeans = state[0];
    ofThread = team.scratch(GRADIENT, team.threads(), columns);
    alsoOfThread = team.scratch(OTHER, team.threads(), columns);
    team.run(matrices * bands, sumBand);
    for (int i = 0; i < matrices; i++) {
      factor(i, state[0], state[1]);
    }
    team.run(matrices * bands, measureBand);
    double squares = 0;
    for (double sum : updateSums) {
      squares += sum;
    }
    rate = now.clipped(squares, (double) matrices * rows * columns);
    team.run(matrices * bands, moveBand);
  }

  /** R ← βR + (1 − β)·row means, and the band's part of the column sums. */
  private void sumBand(int band, int thread) {
    float[] g = ofThread[thread];
    float[] square = alsoOfThread[thread];
    float[] columnSums = bandSums[band];
    float epsilon = now.epsilon;
    Arrays.fill(columnSums, 0);
    for (int row = firstRow(band); row < lastRow(band); row++) {
      matrix.gradient(row, g);
      for (int c = 0; c < columns; c++) {
        square[c] = g[c] * g[c] + epsilon;
        columnSums[c] += square[c];
      }
      double mean = Sums.ofSizes(square, 0, columns) / columns;
      rowMeans[row] = now.keep * rowMeans[row] + now.fresh * Floats.finite(mean);
    }
  }

  /** C ← βC + (1 − β)·column means; then what the rows and columns of a matrix are divided by. */
  private void factor(int index, float[] rowState, float[] columnState) {
    float[] columnFactor = columnFactors[index];
    for (int c = 0; c < columns; c++) {
      double sum = 0;
      for (int band = index * bands; band < (index + 1) * bands; band++) {
        sum += bandSums[band][c];
      }
      int at = index * columns + c;
      columnState[at] = now.keep * columnState[at] + now.fresh * Floats.finite(sum / rows);
      columnFactor[c] = 1 / (float) Math.sqrt(columnState[at]);
    }
    int first = index * rows;
    double mean = Sums.ofSizes(rowState, first, first + rows) / rows;
    for (int row = first; row < first + rows; row++) {
      rowFactors[row] = (float) Math.sqrt(mean / rowState[row]);
    }
  }

  /** The sum of u² over a band. */
  private void measureBand(int band, int thread) {
    float[] g = ofThread[thread];
    float[] columnFactor = columnFactors[band / bands];
    double sum = 0;
    for (int row = firstRow(band); row < lastRow(band); row++) {
      float rowFactor = rowFactors[row];
      matrix.gradient(row, g);
      for (int c = 0; c < columns; c++) {
        g[c] = rowFactor * (g[c] * columnFactor[c]);
      }
      sum += Sums.ofSquares(g, 0, columns);
    }
    updateSums[band] = sum;
  }

  private void moveBand(int band, int thread) {
    float[] g = ofThread[thread];
    float[] p = alsoOfThread[thread];
    float[] columnFactor = columnFactors[band / bands];
    float keep = now.keepParameter;
    float lr = rate;
    for (int row = firstRow(band); row < lastRow(band); row++) {
      float rowFactor = rowFactors[row];
      matrix.gradient(row, g);
      matrix.values(row, p);
      for (int c = 0; c < columns; c++) {
        p[c] = keep * p[c] - lr * (rowFactor * (g[c] * columnFactor[c]));
      }
      matrix.store(row, p);
    }
  }

  private int firstRow(int band) {
    return band / bands * rows + band % bands * bandRows;
  }

  private int lastRow(int band) {
    return Math.min(firstRow(band) + bandRows, (band / bands + 1) * rows);
  }
}
