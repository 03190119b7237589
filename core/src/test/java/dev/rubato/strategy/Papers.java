package dev.rubato.strategy;

import java.util.List;
import java.util.Map;

/**
 * The optimizers that PyTorch 1.13 lacks, in double precision and as their papers write them down:
 * x for the parameters, whole vectors at a time, no care for speed or memory.
 */
final class Papers {

  /** What is compared: each optimizer with its defaults, and with other numbers. */
  static final List<String> STRATEGIES =
      List.of(
          "lion: cosine(0.01 -> 0.001)",
          "lion(beta1=0.8, beta2=0.95, weight-decay=0.1): cosine(0.01 -> 0.001)",
          "adabelief: cosine(0.02 -> 0.001)",
          "adabelief(beta1=0.8, beta2=0.95, epsilon=1e-8, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "adan: cosine(0.02 -> 0.001)",
          "adan(beta1=0.9, beta2=0.8, beta3=0.95, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "ademamix: cosine(0.005 -> 0.0005)",
          "ademamix(beta3=0.99, alpha=2, weight-decay=0.1): cosine(0.005 -> 0.0005)",
          "adopt: cosine(0.02 -> 0.001)",
          "adopt(beta1=0.8, beta2=0.95, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "lamb: cosine(0.02 -> 0.001)",
          "lamb(beta1=0.8, beta2=0.95, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "lars(trust=0.01): cosine(0.5 -> 0.05)",
          "lars(momentum=0.5, trust=0.02, weight-decay=0.1): cosine(0.5 -> 0.05)",
          "adafactor: cosine(0.02 -> 0.001)",
          "adafactor(decay-power=0.5, clip-threshold=0.5, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "nadamw: cosine(0.02 -> 0.001)",
          "nadamw(beta1=0.8, beta2=0.95, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "laprop: cosine(0.02 -> 0.001)",
          "laprop(beta1=0.8, beta2=0.95, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "yogi: cosine(0.02 -> 0.001)",
          "yogi(beta1=0.8, beta2=0.95, epsilon=1e-2, initial-accumulator=0.1, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)",
          "signum: cosine(0.01 -> 0.001)",
          "signum(momentum=0.5, weight-decay=0.1): cosine(0.01 -> 0.001)",
          "novograd: cosine(0.02 -> 0.001)",
          "novograd(beta1=0.8, beta2=0.9, grad-averaging=true, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)",
          "madgrad: cosine(0.02 -> 0.001)",
          "madgrad(momentum=0.5, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "mars: cosine(0.02 -> 0.001)",
          "mars(beta1=0.8, beta2=0.95, gamma=0.1, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "normuon: cosine(0.005 -> 0.0005)",
          "normuon(momentum=0.8, beta2=0.8, nesterov=false, ns-steps=3, weight-decay=0.1):"
              + " cosine(0.005 -> 0.0005)",
          "muon: cosine(0.005 -> 0.0005)",
          "muon(momentum=0.8, nesterov=false, ns-steps=3, weight-decay=0.1): cosine(0.005 ->"
              + " 0.0005)");

  private Papers() {}

  /** An optimizer of one tensor that stands for itself. */
  interface Paper {
    /** Moves x by the gradient g. */
    void step(double[] x, double[] g, double lr);
  }

  /** The paper of this name, for a tensor of so many rows and columns. */
  static Paper of(String name, Map<String, Double> given, int rows, int columns) {
    int n = rows * columns;
    return switch (name) {
      case "lion" -> lion(given, n);
      case "adabelief" -> adaBelief(given, n);
      case "adan" -> adan(given, n);
      case "ademamix" -> adEmaMix(given, n);
      case "adopt" -> adopt(given, n);
      case "lamb" -> lamb(given, n);
      case "lars" -> lars(given, n);
      case "nadamw" -> nadamw(given, n);
      case "laprop" -> laProp(given, n);
      case "yogi" -> yogi(given, n);
      case "signum" -> signum(given, n);
      case "novograd" -> novograd(given, n);
      case "madgrad" -> madgrad(given, n);
      case "mars" -> mars(given, n);
      case "adafactor" -> rows == 1 ? adafactor(given, n) : adafactor(given, rows, columns);
      case "muon", "normuon" -> rows == 1 ? muonForTheRest(given, n) : muon(given, rows, columns);
      default -> PapersOfVariants.of(name, given, n);
    };
  }

  static double average(double beta, double old, double fresh) {
    return beta * old + (1 - beta) * fresh;
  }

  /** Chen 2023, Algorithm 2. */
  private static Paper lion(Map<String, Double> a, int n) {
    double[] m = new double[n];
    return (x, g, lr) -> {
      for (int i = 0; i < n; i++) {
        double c = average(a.get("beta1"), m[i], g[i]);
        x[i] -= lr * (Math.signum(c) + a.get("weight-decay") * x[i]);
        m[i] = average(a.get("beta2"), m[i], g[i]);
      }
    };
  }

  /** Zhuang 2020, Algorithm 2, with decoupled weight decay. */
  private static Paper adaBelief(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double epsilon = a.get("epsilon");
    double[] m = new double[n];
    double[] s = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        x[i] *= 1 - lr * a.get("weight-decay");
        m[i] = average(b1, m[i], g[i]);
        s[i] = average(b2, s[i], (g[i] - m[i]) * (g[i] - m[i])) + epsilon;
        double mHat = m[i] / (1 - Math.pow(b1, t[0]));
        double sHat = s[i] / (1 - Math.pow(b2, t[0]));
        x[i] -= lr * mHat / (Math.sqrt(sHat) + epsilon);
      }
    };
  }

  /** Xie 2022, Algorithm 1, with the code's betas and bias corrections. */
  private static Paper adan(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double b3 = a.get("beta3");
    double[] m = new double[n];
    double[] v = new double[n];
    double[] s = new double[n];
    double[] before = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        double change = t[0] == 1 ? 0 : g[i] - before[i];
        before[i] = g[i];
        m[i] = average(b1, m[i], g[i]);
        v[i] = average(b2, v[i], change);
        s[i] = average(b3, s[i], Math.pow(g[i] + b2 * change, 2));
        double eta = lr / (Math.sqrt(s[i] / (1 - Math.pow(b3, t[0]))) + a.get("epsilon"));
        double direction = m[i] / (1 - Math.pow(b1, t[0])) + b2 * v[i] / (1 - Math.pow(b2, t[0]));
        x[i] = (x[i] - eta * direction) / (1 + a.get("weight-decay") * lr);
      }
    };
  }

  /** Pagliardini 2024, Algorithm 1. */
  private static Paper adEmaMix(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double[] fast = new double[n];
    double[] slow = new double[n];
    double[] v = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        fast[i] = average(b1, fast[i], g[i]);
        slow[i] = average(a.get("beta3"), slow[i], g[i]);
        v[i] = average(b2, v[i], g[i] * g[i]);
        double m = fast[i] / (1 - Math.pow(b1, t[0])) + a.get("alpha") * slow[i];
        double root = Math.sqrt(v[i] / (1 - Math.pow(b2, t[0]))) + a.get("epsilon");
        x[i] -= lr * (m / root + a.get("weight-decay") * x[i]);
      }
    };
  }

  /** Taniguchi 2024, Algorithm 2 with the clip of the second version. */
  private static Paper adopt(Map<String, Double> a, int n) {
    double[] m = new double[n];
    double[] v = new double[n];
    int[] t = {-1};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        double d = g[i] + a.get("weight-decay") * x[i];
        if (t[0] == 0) {
          v[i] = d * d;
        } else {
          double c = Math.pow(t[0], 0.25);
          double normed = d / Math.max(Math.sqrt(v[i]), a.get("epsilon"));
          m[i] = average(a.get("beta1"), m[i], Math.min(c, Math.max(-c, normed)));
          x[i] -= lr * m[i];
          v[i] = average(a.get("beta2"), v[i], d * d);
        }
      }
    };
  }

  /** You 2020, Algorithm 2. */
  private static Paper lamb(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double[] m = new double[n];
    double[] v = new double[n];
    double[] u = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        m[i] = average(b1, m[i], g[i]);
        v[i] = average(b2, v[i], g[i] * g[i]);
        double root = Math.sqrt(v[i] / (1 - Math.pow(b2, t[0]))) + a.get("epsilon");
        u[i] = m[i] / (1 - Math.pow(b1, t[0])) / root + a.get("weight-decay") * x[i];
      }
      double ratio = norm(x) > 0 && norm(u) > 0 ? norm(x) / norm(u) : 1;
      for (int i = 0; i < n; i++) {
        x[i] -= lr * ratio * u[i];
      }
    };
  }

  /** You 2017, Algorithm 1, the rate outside the buffer. */
  private static Paper lars(Map<String, Double> a, int n) {
    double decay = a.get("weight-decay");
    double[] b = new double[n];
    return (x, g, lr) -> {
      double local = 1;
      if (norm(x) > 0 && norm(g) > 0) {
        local = a.get("trust") * norm(x) / (norm(g) + decay * norm(x) + a.get("epsilon"));
      }
      for (int i = 0; i < n; i++) {
        b[i] = a.get("momentum") * b[i] + local * (g[i] + decay * x[i]);
        x[i] -= lr * b[i];
      }
    };
  }

  /** Dozat 2016, Algorithm 2 with a constant μ, and decoupled weight decay. */
  private static Paper nadamw(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double[] m = new double[n];
    double[] v = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        x[i] *= 1 - lr * a.get("weight-decay");
        m[i] = average(b1, m[i], g[i]);
        v[i] = average(b2, v[i], g[i] * g[i]);
        double ahead = b1 * m[i] / (1 - Math.pow(b1, t[0] + 1));
        double now = (1 - b1) * g[i] / (1 - Math.pow(b1, t[0]));
        double root = Math.sqrt(v[i] / (1 - Math.pow(b2, t[0]))) + a.get("epsilon");
        x[i] -= lr * (ahead + now) / root;
      }
    };
  }

  /** Ziyin 2020, Algorithm 1, with decoupled weight decay. */
  private static Paper laProp(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double[] m = new double[n];
    double[] v = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        x[i] *= 1 - lr * a.get("weight-decay");
        v[i] = average(b2, v[i], g[i] * g[i]);
        double root = Math.sqrt(v[i] / (1 - Math.pow(b2, t[0]))) + a.get("epsilon");
        m[i] = average(b1, m[i], g[i] / root);
        x[i] -= lr * m[i] / (1 - Math.pow(b1, t[0]));
      }
    };
  }

  /** Zaheer 2018, Algorithm 2, with Adam's bias corrections and decoupled weight decay. */
  private static Paper yogi(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double[] m = new double[n];
    double[] v = new double[n];
    java.util.Arrays.fill(v, a.get("initial-accumulator"));
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        x[i] *= 1 - lr * a.get("weight-decay");
        m[i] = average(b1, m[i], g[i]);
        v[i] -= (1 - b2) * Math.signum(v[i] - g[i] * g[i]) * g[i] * g[i];
        double root = Math.sqrt(v[i] / (1 - Math.pow(b2, t[0]))) + a.get("epsilon");
        x[i] -= lr * m[i] / (1 - Math.pow(b1, t[0])) / root;
      }
    };
  }

  /** Bernstein 2018, Algorithm 2. */
  private static Paper signum(Map<String, Double> a, int n) {
    double[] m = new double[n];
    return (x, g, lr) -> {
      for (int i = 0; i < n; i++) {
        m[i] = average(a.get("momentum"), m[i], g[i]);
        x[i] -= lr * (Math.signum(m[i]) + a.get("weight-decay") * x[i]);
      }
    };
  }

  /** Ginsburg 2019, Algorithm 1. */
  private static Paper novograd(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double[] m = new double[n];
    double[] v = {-1};
    return (x, g, lr) -> {
      double square = norm(g) * norm(g);
      v[0] = v[0] < 0 ? square : average(a.get("beta2"), v[0], square);
      for (int i = 0; i < n; i++) {
        double d = g[i] / (Math.sqrt(v[0]) + a.get("epsilon")) + a.get("weight-decay") * x[i];
        m[i] = b1 * m[i] + (a.get("grad-averaging") == 1 ? 1 - b1 : 1) * d;
        x[i] -= lr * m[i];
      }
    };
  }

  /** Defazio and Jelassi 2021, Algorithm 1. */
  private static Paper madgrad(Map<String, Double> a, int n) {
    double[] s = new double[n];
    double[] v = new double[n];
    double[] start = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      if (++t[0] == 1) {
        System.arraycopy(x, 0, start, 0, n);
      }
      double c = lr * Math.sqrt(t[0]);
      for (int i = 0; i < n; i++) {
        double d = g[i] + a.get("weight-decay") * x[i];
        s[i] += c * d;
        v[i] += c * d * d;
        double z = start[i] - s[i] / (Math.cbrt(v[i]) + a.get("epsilon"));
        x[i] = average(a.get("momentum"), x[i], z);
      }
    };
  }

  /** Yuan 2024, Algorithm 2 in its approximate form. */
  private static Paper mars(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double[] m = new double[n];
    double[] v = new double[n];
    double[] before = new double[n];
    double[] c = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      t[0]++;
      for (int i = 0; i < n; i++) {
        double change = t[0] == 1 ? 0 : g[i] - before[i];
        c[i] = g[i] + a.get("gamma") * b1 / (1 - b1) * change;
        before[i] = g[i];
      }
      double shrink = Math.max(1, norm(c));
      for (int i = 0; i < n; i++) {
        x[i] *= 1 - lr * a.get("weight-decay");
        m[i] = average(b1, m[i], c[i] / shrink);
        v[i] = average(b2, v[i], Math.pow(c[i] / shrink, 2));
        double root = Math.sqrt(v[i] / (1 - Math.pow(b2, t[0]))) + a.get("epsilon");
        x[i] -= lr * m[i] / (1 - Math.pow(b1, t[0])) / root;
      }
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
      double share = lr * a.get("rate-ratio");
      for (int i = 0; i < n; i++) {
        m[i] = average(0.9, m[i], g[i]);
        v[i] = average(0.999, v[i], g[i] * g[i]);
        double root = Math.sqrt(v[i] / (1 - Math.pow(0.999, t[0]))) + 1e-8;
        double move = m[i] / (1 - Math.pow(0.9, t[0])) / root;
        x[i] -= share * (move + a.get("weight-decay") * x[i]);
      }
    };
  }

  static double norm(double[] x) {
    double sum = 0;
    for (double number : x) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }

  private static double[][] transposed(double[][] x) {
    double[][] to = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        to[j][i] = x[i][j];
      }
    }
    return to;
  }

  private static double[][] product(double[][] x, double[][] y) {
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
