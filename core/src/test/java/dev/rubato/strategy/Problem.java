package dev.rubato.strategy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * Something to minimize that every optimizer can: its tensors, where they start, loss and slope.
 */
abstract class Problem {
  private final String[] names;
  private final int[][] shapes;

  private Problem(String[] names, int[][] shapes) {
    this.names = names;
    this.shapes = shapes;
  }

  static final String[] ALL = {"quadratic", "rosenbrock", "logistic", "factorization"};

  static Problem of(String name) {
    return switch (name) {
      case "quadratic" -> new Quadratic();
      case "rosenbrock" -> new Rosenbrock();
      case "logistic" -> new Logistic();
      case "factorization" -> new Factorization();
      default -> throw new IllegalArgumentException(name);
    };
  }

  String[] names() {
    return names;
  }

  int[] shape(int tensor) {
    return shapes[tensor];
  }

  int size(int tensor) {
    int size = 1;
    for (int length : shapes[tensor]) {
      size *= length;
    }
    return size;
  }

  /** Where the tensors start. */
  abstract void start(float[][] p);

  /** The loss at p; its gradient into g. */
  abstract double loss(float[][] p, float[][] g);

  /** ½ Σ h(p − c)², h from 1 to 4, in tensors of several chunks, of less than one, and a matrix. */
  private static final class Quadratic extends Problem {
    Quadratic() {
      super(
          new String[] {"large", "small", "matrix"},
          new int[][] {{2 * Tensor.BLOCK + 100}, {7}, {24, 40}});
    }

    @Override
    void start(float[][] p) {
      for (float[] tensor : p) {
        Arrays.fill(tensor, 2);
      }
    }

    @Override
    double loss(float[][] p, float[][] g) {
      double loss = 0;
      for (int k = 0; k < p.length; k++) {
        for (int i = 0; i < p[k].length; i++) {
          double h = 1 + (i & 3);
          double off = p[k][i] - 0.25 * ((i * 7L + k) % 5 - 2);
          loss += 0.5 * h * off * off;
          g[k][i] = (float) (h * off);
        }
      }
      return loss;
    }
  }

  /** (1 − x)² + 100(y − x²)² from where its valley is near. */
  private static final class Rosenbrock extends Problem {
    Rosenbrock() {
      super(new String[] {"x", "y"}, new int[][] {{1}, {1}});
    }

    @Override
    void start(float[][] p) {
      p[0][0] = 0.5f;
      p[1][0] = 0.5f;
    }

    @Override
    double loss(float[][] p, float[][] g) {
      double x = p[0][0];
      double y = p[1][0];
      g[0][0] = (float) (2 * (x - 1) - 400 * x * (y - x * x));
      g[1][0] = (float) (200 * (y - x * x));
      return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
    }
  }

  /** Softmax regression on 20 handwritten digits of each of 0, 1 and 2. */
  private static final class Logistic extends Problem {
    private static final Path DIGITS =
        Path.of("../tasks/src/main/resources/dev/rubato/tasks/digits.csv.gz");
    private static final int CLASSES = 3;
    private static final int FEATURES = 64;
    private static final int EXAMPLES = 60;
    private static final double[][] INPUTS = read();

    Logistic() {
      super(new String[] {"weight", "bias"}, new int[][] {{CLASSES, FEATURES}, {CLASSES}});
    }

    /** The features of example e, which is of class e mod 3. */
    private static double[][] read() {
      double[][] inputs = new double[EXAMPLES][];
      int[] next = {0, 1, 2};
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(DIGITS)), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] cells = line.split(",");
          int digit = (int) Double.parseDouble(cells[FEATURES]);
          if (digit < CLASSES && next[digit] < EXAMPLES) {
            inputs[next[digit]] =
                Arrays.stream(cells, 0, FEATURES)
                    .mapToDouble(cell -> Double.parseDouble(cell) / 16)
                    .toArray();
            next[digit] += CLASSES;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return inputs;
    }

    @Override
    void start(float[][] p) {
      for (int i = 0; i < p[0].length; i++) {
        p[0][i] = 0.1f * ((i * 5) % 7 - 3);
      }
    }

    @Override
    double loss(float[][] p, float[][] g) {
      Arrays.fill(g[0], 0);
      Arrays.fill(g[1], 0);
      double loss = 0;
      double[] share = new double[CLASSES];
      for (int e = 0; e < EXAMPLES; e++) {
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          double score = p[1][c];
          for (int f = 0; f < FEATURES; f++) {
            score += p[0][c * FEATURES + f] * INPUTS[e][f];
          }
          share[c] = Math.exp(score);
          sum += share[c];
        }
        loss -= Math.log(share[e % CLASSES] / sum) / EXAMPLES;
        for (int c = 0; c < CLASSES; c++) {
          double slope = (share[c] / sum - (c == e % CLASSES ? 1 : 0)) / EXAMPLES;
          g[1][c] += (float) slope;
          for (int f = 0; f < FEATURES; f++) {
            g[0][c * FEATURES + f] += (float) (slope * INPUTS[e][f]);
          }
        }
      }
      return loss;
    }
  }

  /** ½‖UV − M‖² for an M of rank 2. */
  private static final class Factorization extends Problem {
    private static final int ROWS = 9;
    private static final int COLUMNS = 6;
    private static final int RANK = 2;
    private final double[][] product = new double[ROWS][COLUMNS];

    Factorization() {
      super(new String[] {"u", "v"}, new int[][] {{ROWS, RANK}, {RANK, COLUMNS}});
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          product[i][j] = Math.sin(i) * Math.cos(j) + 0.5 * Math.cos(2 * i) * Math.sin(j + 1);
        }
      }
    }

    @Override
    void start(float[][] p) {
      SplittableRandom random = new SplittableRandom(3);
      for (float[] tensor : p) {
        for (int i = 0; i < tensor.length; i++) {
          tensor[i] = (float) random.nextDouble(-0.5, 0.5);
        }
      }
    }

    @Override
    double loss(float[][] p, float[][] g) {
      Arrays.fill(g[0], 0);
      Arrays.fill(g[1], 0);
      double loss = 0;
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          double off = -product[i][j];
          for (int k = 0; k < RANK; k++) {
            off += (double) p[0][i * RANK + k] * p[1][k * COLUMNS + j];
          }
          loss += 0.5 * off * off;
          for (int k = 0; k < RANK; k++) {
            g[0][i * RANK + k] += (float) (off * p[1][k * COLUMNS + j]);
            g[1][k * COLUMNS + j] += (float) (off * p[0][i * RANK + k]);
          }
        }
      }
      return loss;
    }
  }
}
