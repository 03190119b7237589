package dev.rubato.strategy;

import static dev.rubato.strategy.Papers.average;
import static dev.rubato.strategy.Papers.norm;

import dev.rubato.strategy.Papers.Paper;
import java.util.List;
import java.util.Map;

/** Those optimizers of {@link Papers} for which a tensor has rows and columns. */
final class PapersOfMatrices {

  /** What is compared: each optimizer with its defaults, and with other numbers. */
  static final List<String> STRATEGIES =
      List.of(
          "adafactor: cosine(0.02 -> 0.001)",
          "adafactor(decay-power=0.5, clip-threshold=0.5, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "muon: cosine(0.005 -> 0.0005)",
          "muon(momentum=0.8, nesterov=false, ns-steps=3, weight-decay=0.1): cosine(0.005 ->"
              + " 0.0005)",
          "normuon: cosine(0.005 -> 0.0005)",
          "normuon(momentum=0.8, beta2=0.8, nesterov=false, ns-steps=3, weight-decay=0.1):"
              + " cosine(0.005 -> 0.0005)");

  private PapersOfMatrices() {}

  /** The paper of this name for a tensor of so many rows and columns. */
  static Paper of(String name, Map<String, Double> given, int rows, int columns) {
    int n = rows * columns;
    return switch (name) {
      case "adafactor" -> rows == 1 ? adafactor(given, n) : adafactor(given, rows, columns);
      case "muon", "normuon" -> rows == 1 ? muonForTheRest(given, n) : muon(given, rows, columns);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Shazeer and Stern 2018, Algorithm 5. */
  private static Paper adafactor(Map<String, Double> a, int n) {
    double[] v = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      double beta = 1 - Math.pow(++t[0], -a.get("decay-power"));
      double[] u = new double[n];
      for (int i = 0; i < n; i++) {
        v[i] = average(beta, v[i], g[i] * g[i] + a.get("epsilon"));
        u[i] = g[i] / Math.sqrt(v[i]);
      }
      apply(a, x, u, lr);
    };
  }

  /** Shazeer and Stern 2018, Algorithm 4, with sums as in the paper. */
  private static Paper adafactor(Map<String, Double> a, int rows, int columns) {
    double[] r = new double[rows];
    double[] c = new double[columns];
    int[] t = {0};
    return (x, g, lr) -> {
      double beta = 1 - Math.pow(++t[0], -a.get("decay-power"));
      double[] rowSums = new double[rows];
      double[] columnSums = new double[columns];
      for (int i = 0; i < rows * columns; i++) {
        rowSums[i / columns] += g[i] * g[i] + a.get("epsilon");
        columnSums[i % columns] += g[i] * g[i] + a.get("epsilon");
      }
      double all = 0;
      for (int i = 0; i < rows; i++) {
        r[i] = average(beta, r[i], rowSums[i]);
        all += r[i];
      }
      for (int i = 0; i < columns; i++) {
        c[i] = average(beta, c[i], columnSums[i]);
      }
      double[] u = new double[rows * columns];
      for (int i = 0; i < u.length; i++) {
        u[i] = g[i] / Math.sqrt(r[i / columns] * c[i % columns] / all);
      }
      apply(a, x, u, lr);
    };
  }

  private static void apply(Map<String, Double> a, double[] x, double[] u, double lr) {
    double rms = norm(u) / Math.sqrt(u.length);
    double size = Math.max(1e-3, norm(x) / Math.sqrt(x.length));
    double scale = a.get("scale-parameter") == 1 ? size : 1;
    for (int i = 0; i < u.length; i++) {
      double step = scale * u[i] / Math.max(1, rms / a.get("clip-threshold"));
      x[i] -= lr * (step + a.get("weight-decay") * x[i]);
    }
  }

  /** Jordan 2024, and with a beta2 Li 2025. */
  private static Paper muon(Map<String, Double> a, int rows, int columns) {
    double mu = a.get("momentum");
    double[] m = new double[rows * columns];
    double[] v = new double[rows];
    return (x, g, lr) -> {
      double[][] u = new double[rows][columns];
      for (int i = 0; i < m.length; i++) {
        m[i] = average(mu, m[i], g[i]);
        u[i / columns][i % columns] = a.get("nesterov") == 1 ? average(mu, m[i], g[i]) : m[i];
      }
      double[][] o = newtonSchulz(u, a.get("ns-steps").intValue());
      double scale =
          a.get("scale") == 1
              ? 0.2 * Math.sqrt(Math.max(rows, columns))
              : Math.sqrt(Math.max(1, (double) rows / columns));
      if (a.containsKey("beta2")) {
        scale *= normalized(o, v, a.get("beta2"));
      }
      for (int i = 0; i < m.length; i++) {
        x[i] -= lr * (scale * o[i / columns][i % columns] + a.get("weight-decay") * x[i]);
      }
    };
  }

  /** Divides rows by the root of their running mean square; the factor that restores the norm. */
  private static double normalized(double[][] o, double[] v, double beta2) {
    double before = 0;
    double after = 0;
    for (int i = 0; i < o.length; i++) {
      double square = norm(o[i]) * norm(o[i]);
      v[i] = average(beta2, v[i], square / o[i].length);
      for (int j = 0; j < o[i].length; j++) {
        o[i][j] /= Math.sqrt(v[i]) + 1e-10;
      }
      before += square;
      after += norm(o[i]) * norm(o[i]);
    }
    return Math.sqrt(before) / (Math.sqrt(after) + 1e-10);
  }

  private static double[][] newtonSchulz(double[][] u, int steps) {
    boolean tall = u.length > u[0].length;
    double[][] x = tall ? transposed(u) : u;
    double norm = 0;
    for (double[] row : x) {
      norm += norm(row) * norm(row);
    }
    x = sum(1 / (Math.sqrt(norm) + 1e-7), x, 0, x);
    for (int i = 0; i < steps; i++) {
      double[][] gram = product(x, transposed(x));
      double[][] b = sum(-4.7750, gram, 2.0315, product(gram, gram));
      x = sum(3.4445, x, 1, product(b, x));
    }
    return tall ? transposed(x) : x;
  }

  /** AdamW at a share of the rate, as Loshchilov and Hutter 2019 with PyTorch's decay. */
  private static Paper muonForTheRest(Map<String, Double> a, int n) {
    double[] m = new double[n];
    double[] v = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      double usual = a.get("scale") == 1 ? 1 : 0.1;
      double share = lr * a.getOrDefault("rate-ratio", usual);
      for (int i = 0; i < n; i++) {
        m[i] = average(0.9, m[i], g[i]);
        v[i] = average(0.999, v[i], g[i] * g[i]);
        double root = Math.sqrt(v[i] / (1 - Math.pow(0.999, t[0]))) + 1e-8;
        double move = m[i] / (1 - Math.pow(0.9, t[0])) / root;
        x[i] -= share * (move + a.get("weight-decay") * x[i]);
      }
    };
  }

  static double[][] transposed(double[][] x) {
    double[][] to = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        to[j][i] = x[i][j];
      }
    }
    return to;
  }

  static double[][] product(double[][] x, double[][] y) {
    double[][] to = new double[x.length][y[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y[0].length; j++) {
        for (int k = 0; k < y.length; k++) {
          to[i][j] += x[i][k] * y[k][j];
        }
      }
    }
    return to;
  }

  private static double[][] sum(double a, double[][] x, double b, double[][] y) {
    double[][] to = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        to[i][j] = a * x[i][j] + b * y[i][j];
      }
    }
    return to;
  }
}
