package dev.rubato.strategy;

import java.util.List;
import java.util.Map;

/**
 * Those optimizers of {@link Papers} that look at all parameters of a model together, as one long
 * vector, or that evaluate elsewhere than they train.
 */
final class PapersOfAll {

  /** What is compared: each optimizer with its defaults, and with other numbers. */
  static final List<String> STRATEGIES =
      List.of(
          "schedule-free-sgd: 0.1",
          "schedule-free-sgd(momentum=0.5, weight-decay=0.1, r=1): linear(0 -> 0.1) for 10% then"
              + " 0.1",
          "schedule-free-adamw: 0.02",
          "schedule-free-adamw(beta1=0.8, beta2=0.95, weight-decay=0.1, weight-lr-power=1):"
              + " linear(0 -> 0.02) for 10% then cosine(-> 0.001)",
          "prodigy: cosine(1 -> 0)",
          "prodigy(beta1=0.8, beta2=0.95, beta3=0.9, weight-decay=0.1, d0=1e-3, d-coef=0.5,"
              + " growth-rate=1.02, bias-correction=true): cosine(1 -> 0)",
          "prodigy(safeguard-warmup=true): linear(0 -> 1) for 10% then cosine(-> 0)",
          "dadapt-adam: cosine(1 -> 0)",
          "dadapt-adam(beta1=0.8, beta2=0.95, weight-decay=0.01, d0=1e-3, growth-rate=1.02):"
              + " cosine(1 -> 0)",
          "dog: 1",
          "dog(reps-rel=1e-3, epsilon=1, weight-decay=0.1): cosine(0.5 -> 0)",
          "dowg: 1",
          "dowg(epsilon=1e-2, weight-decay=0.1): cosine(0.5 -> 0)",
          "polyak: 1",
          "polyak(c=2, lower-bound=1.5, epsilon=0.1): cosine(1 -> 0)",
          "polyak(growth-rate=1.001): 5",
          "momo: 1",
          "momo(beta=0.8, weight-decay=0.01, lower-bound=0.5): cosine(1 -> 0)",
          "momo(bias-correction=true, weight-decay=0.1): 0.5",
          "momo(estimate-bound=true): cosine(1 -> 0)",
          "momo(bias-correction=true, estimate-bound=true, weight-decay=0.01): cosine(1 -> 0)");

  private PapersOfAll() {}

  /** An optimizer of all parameters. */
  interface Paper {
    /** Moves x by the gradient g of the loss. */
    void step(double[] x, double[] g, double lr, double loss);

    /** The point to evaluate, where it is not x. */
    default double[] evaluated(double[] x) {
      return x;
    }
  }

  /** The paper of this name, for n parameters. */
  static Paper of(String name, Map<String, Double> given, int n) {
    return switch (name) {
      case "schedule-free-sgd" -> new ScheduleFree(given, given.get("momentum"), null, n);
      case "schedule-free-adamw" ->
          new ScheduleFree(given, given.get("beta1"), given.get("beta2"), n);
      case "prodigy" -> prodigy(given, n);
      case "dadapt-adam" -> dAdaptAdam(given, n);
      case "dog" -> dog(given, n);
      case "dowg" -> dowg(given, n);
      case "polyak" -> polyak(given);
      case "momo" -> new MoMo(given, n);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Defazio 2024, Algorithm 1, with x, y and z each kept; the weights are the code's. */
  private static final class ScheduleFree implements Paper {
    private final Map<String, Double> a;
    private final double beta;
    private final Double beta2;
    private final double[] z;
    private final double[] average;
    private final double[] v;
    private int t;
    private double largestRate;
    private double weights;

    ScheduleFree(Map<String, Double> a, double beta, Double beta2, int n) {
      this.a = a;
      this.beta = beta;
      this.beta2 = beta2;
      this.z = new double[n];
      this.average = new double[n];
      this.v = new double[n];
    }

    @Override
    public void step(double[] y, double[] g, double lr, double loss) {
      if (++t == 1) {
        System.arraycopy(y, 0, z, 0, z.length);
        System.arraycopy(y, 0, average, 0, z.length);
      }
      largestRate = Math.max(largestRate, lr);
      double weight = Math.pow(t, a.get("r")) * Math.pow(largestRate, a.get("weight-lr-power"));
      weights += weight;
      double c = weights == 0 ? 0 : weight / weights;
      for (int i = 0; i < z.length; i++) {
        double d = g[i];
        if (beta2 != null) {
          v[i] = Papers.average(beta2, v[i], g[i] * g[i]);
          d /= Math.sqrt(v[i] / (1 - Math.pow(beta2, t))) + a.get("epsilon");
        }
        z[i] -= lr * (d + a.get("weight-decay") * y[i]);
        average[i] = (1 - c) * average[i] + c * z[i];
        y[i] = (1 - beta) * z[i] + beta * average[i];
      }
    }

    @Override
    public double[] evaluated(double[] y) {
      return average;
    }
  }

  /** Mishchenko and Defazio 2023, Algorithm 4, with the code's options. */
  private static Paper prodigy(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double b3 = a.getOrDefault("beta3", Math.sqrt(b2));
    double d0 = a.get("d0");
    double[] m = new double[n];
    double[] v = new double[n];
    double[] s = new double[n];
    double[] start = new double[n];
    double[] state = {d0, d0, 0, 0}; // d, the largest d̂, r, t
    return (x, g, lr, loss) -> {
      if (++state[3] == 1) {
        System.arraycopy(x, 0, start, 0, n);
      }
      if (lr == 0) {
        return; // the code leaves everything as it is
      }
      double d = state[0];
      double delta = d * lr;
      if (a.get("bias-correction") == 1) {
        delta *= Math.sqrt(1 - Math.pow(b2, state[3])) / (1 - Math.pow(b1, state[3]));
      }
      double dot = 0;
      double size = 0;
      for (int i = 0; i < n; i++) {
        dot += g[i] * (start[i] - x[i]);
        m[i] = b1 * m[i] + (1 - b1) * d * g[i];
        v[i] = b2 * v[i] + (1 - b2) * d * d * g[i] * g[i];
        s[i] = b3 * s[i] + d / d0 * (a.get("safeguard-warmup") == 1 ? d : delta) * g[i];
        size += Math.abs(s[i]);
      }
      state[2] = b3 * state[2] + d / d0 * delta * dot;
      double estimate = a.get("d-coef") * state[2] / size;
      state[1] = Math.max(state[1], estimate);
      double grown = (d == d0 ? Math.max(d, estimate) : d) * a.get("growth-rate");
      state[0] = Math.min(state[1], grown);
      for (int i = 0; i < n; i++) {
        x[i] -= delta * a.get("weight-decay") * x[i];
        x[i] -= delta * m[i] / (Math.sqrt(v[i]) + state[0] * a.get("epsilon"));
      }
    };
  }

  /** Defazio and Mishchenko 2023, Algorithm 5. */
  private static Paper dAdaptAdam(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double b2 = a.get("beta2");
    double root = Math.sqrt(b2);
    double[] m = new double[n];
    double[] v = new double[n];
    double[] s = new double[n];
    double[] state = {a.get("d0"), 0}; // d, r
    return (x, g, lr, loss) -> {
      double d = state[0];
      double delta = d * lr;
      double dot = 0;
      double size = 0;
      for (int i = 0; i < n; i++) {
        double slope = g[i] + a.get("weight-decay") * x[i];
        m[i] = b1 * m[i] + (1 - b1) * delta * slope;
        v[i] = b2 * v[i] + (1 - b2) * slope * slope;
        double scale = Math.sqrt(v[i]) + a.get("epsilon");
        x[i] -= m[i] / scale;
        dot += slope * s[i] / scale;
        s[i] = root * s[i] + (1 - root) * delta * slope;
        size += Math.abs(s[i]);
      }
      state[1] = root * state[1] + (1 - root) * delta * dot;
      double estimate = state[1] / ((1 - root) * size);
      state[0] = Math.max(d, Math.min(estimate, d * a.get("growth-rate")));
    };
  }

  /** Ivgi 2023, Algorithm 1. */
  private static Paper dog(Map<String, Double> a, int n) {
    double[] start = new double[n];
    double[] state = {0, 0}; // the largest distance, the sum of squared gradients
    return (x, g, lr, loss) -> {
      double[] d = decayed(g, x, a.get("weight-decay"));
      if (state[0] == 0) {
        System.arraycopy(x, 0, start, 0, n);
        state[0] = a.get("reps-rel") * (1 + Papers.norm(x));
        state[1] = a.get("epsilon");
      }
      state[0] = Math.max(state[0], Papers.norm(decayed(x, start, -1)));
      state[1] += Math.pow(Papers.norm(d), 2);
      for (int i = 0; i < n; i++) {
        x[i] -= lr * state[0] / Math.sqrt(state[1]) * d[i];
      }
    };
  }

  /** Khaled 2023, Algorithm 1, with the authors' code's epsilon. */
  private static Paper dowg(Map<String, Double> a, int n) {
    double epsilon = a.get("epsilon");
    double[] start = new double[n];
    double[] state = {epsilon, 0, 0}; // the largest squared distance, v, t
    return (x, g, lr, loss) -> {
      double[] d = decayed(g, x, a.get("weight-decay"));
      if (++state[2] == 1) {
        System.arraycopy(x, 0, start, 0, n);
      }
      state[0] = Math.max(state[0], Math.pow(Papers.norm(decayed(x, start, -1)), 2));
      state[1] += state[0] * Math.pow(Papers.norm(d), 2);
      for (int i = 0; i < n; i++) {
        x[i] -= lr * state[0] / (Math.sqrt(state[1]) + epsilon) * d[i];
      }
    };
  }

  /** Loizou 2021, SPS_max; with a growth-rate the authors' code's smoothing. */
  private static Paper polyak(Map<String, Double> a) {
    double[] before = {1};
    return (x, g, lr, loss) -> {
      double length = (loss - a.get("lower-bound")) / (a.get("c") * dot(g, g) + a.get("epsilon"));
      if (length <= 0) {
        return;
      }
      length = Math.min(length, a.get("growth-rate") * before[0]);
      before[0] = length;
      for (int i = 0; i < x.length; i++) {
        x[i] -= Math.min(lr, length) * g[i];
      }
    };
  }

  /** Schaipp 2023, the authors' code, with an average of all products ⟨g, x⟩. */
  private static final class MoMo implements Paper {
    private final Map<String, Double> a;
    private final double[] d;
    private double meanLoss;
    private double product;
    private double bound;
    private int t;

    MoMo(Map<String, Double> a, int n) {
      this.a = a;
      this.d = new double[n];
      this.bound = a.get("lower-bound");
    }

    @Override
    public void step(double[] x, double[] g, double lr, double loss) {
      double beta = a.get("beta");
      boolean corrects = a.get("bias-correction") == 1;
      boolean starts = ++t == 1 && !corrects;
      for (int i = 0; i < d.length; i++) {
        d[i] = starts ? g[i] : Papers.average(beta, d[i], g[i]);
      }
      meanLoss = starts ? loss : Papers.average(beta, meanLoss, loss);
      product = starts ? dot(g, x) : Papers.average(beta, product, dot(g, x));
      double rho = corrects ? 1 - Math.pow(beta, t) : 1;
      double grown = 1 + lr * a.get("weight-decay");
      double h = meanLoss + dot(d, x) - product;
      boolean estimates = a.get("estimate-bound") == 1;
      double cap = grown * meanLoss + dot(d, x) - grown * product;
      if (estimates && cap < grown * rho * bound) {
        bound = Math.max(cap / (2 * grown * rho), a.get("lower-bound"));
      }
      double above = grown * (meanLoss - rho * bound) + dot(d, x) - grown * product;
      double tau = Math.min(lr / rho, Math.max(above, 0) / dot(d, d));
      if (estimates) {
        bound = Math.max((h - tau * dot(d, d) / 2) / rho, a.get("lower-bound"));
      }
      for (int i = 0; i < d.length; i++) {
        x[i] = (x[i] - tau * d[i]) / grown;
      }
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** g + λx. */
  private static double[] decayed(double[] g, double[] x, double decay) {
    double[] d = new double[g.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = g[i] + decay * x[i];
    }
    return d;
  }
}
