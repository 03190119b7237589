package dev.rubato.strategy;

import static dev.rubato.strategy.Papers.average;
import static dev.rubato.strategy.Papers.norm;

import dev.rubato.strategy.Papers.Paper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Those optimizers of {@link Papers} that divide running means of gradients by roots of running
 * mean squares, number by number.
 */
final class PapersOfMoments {

  /** What is compared: each optimizer with its defaults, and with other numbers. */
  static final List<String> STRATEGIES =
      List.of(
          "adabelief: cosine(0.02 -> 0.001)",
          "adabelief(beta1=0.8, beta2=0.95, epsilon=1e-8, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "adan: cosine(0.02 -> 0.001)",
          "adan(beta1=0.9, beta2=0.8, beta3=0.95, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "ademamix: cosine(0.005 -> 0.0005)",
          "ademamix(beta3=0.99, alpha=2, weight-decay=0.1): cosine(0.005 -> 0.0005)",
          "adopt: cosine(0.02 -> 0.001)",
          "adopt(beta1=0.8, beta2=0.95, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "nadamw: cosine(0.02 -> 0.001)",
          "nadamw(beta1=0.8, beta2=0.95, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "laprop: cosine(0.02 -> 0.001)",
          "laprop(beta1=0.8, beta2=0.95, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "yogi: cosine(0.02 -> 0.001)",
          "yogi(beta1=0.8, beta2=0.95, epsilon=1e-2, initial-accumulator=0.1, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)",
          "mars: cosine(0.02 -> 0.001)",
          "mars(beta1=0.8, beta2=0.95, gamma=0.1, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "madgrad: cosine(0.02 -> 0.001)",
          "madgrad(momentum=0.5, epsilon=1e-3, weight-decay=0.1): cosine(0.02 -> 0.001)");

  private PapersOfMoments() {}

  /** The paper of this name, for n parameters, or null. */
  static @Nullable Paper of(String name, Map<String, Double> given, int n) {
    return switch (name) {
      case "adabelief" -> adaBelief(given, n);
      case "adan" -> adan(given, n);
      case "ademamix" -> adEmaMix(given, n);
      case "adopt" -> adopt(given, n);
      case "nadamw" -> nadamw(given, n);
      case "laprop" -> laProp(given, n);
      case "yogi" -> yogi(given, n);
      case "mars" -> mars(given, n);
      case "madgrad" -> madgrad(given, n);
      default -> null;
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
}
