package dev.rubato.strategy;

import static dev.rubato.strategy.Papers.average;
import static dev.rubato.strategy.Papers.norm;

import dev.rubato.strategy.Papers.Paper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those optimizers of {@link Papers} whose steps go by the norm of a tensor, or by signs alone. */
final class PapersOfNorms {

  /** What is compared: each optimizer with its defaults, and with other numbers. */
  static final List<String> STRATEGIES =
      List.of(
          "lion: cosine(0.01 -> 0.001)",
          "lion(beta1=0.8, beta2=0.95, weight-decay=0.1): cosine(0.01 -> 0.001)",
          "signum: cosine(0.01 -> 0.001)",
          "signum(momentum=0.5, weight-decay=0.1): cosine(0.01 -> 0.001)",
          "lamb: cosine(0.02 -> 0.001)",
          "lamb(beta1=0.8, beta2=0.95, weight-decay=0.1): cosine(0.02 -> 0.001)",
          "lars(trust=0.01): cosine(0.5 -> 0.05)",
          "lars(momentum=0.5, trust=0.02, weight-decay=0.1): cosine(0.5 -> 0.05)",
          "novograd: cosine(0.02 -> 0.001)",
          "novograd(beta1=0.8, beta2=0.9, grad-averaging=true, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)");

  private PapersOfNorms() {}

  /** The paper of this name, for n parameters, or null. */
  static @Nullable Paper of(String name, Map<String, Double> given, int n) {
    return switch (name) {
      case "lion" -> lion(given, n);
      case "signum" -> signum(given, n);
      case "lamb" -> lamb(given, n);
      case "lars" -> lars(given, n);
      case "novograd" -> novograd(given, n);
      default -> null;
    };
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

  /** Ginsburg 2019, Algorithm 1. */
  private static Paper novograd(Map<String, Double> a, int n) {
    double b1 = a.get("beta1");
    double[] m = new double[n];
    double[] v = {0};
    return (x, g, lr) -> {
      double square = norm(g) * norm(g);
      v[0] = v[0] == 0 ? square : average(a.get("beta2"), v[0], square);
      for (int i = 0; i < n; i++) {
        double d = g[i] / (Math.sqrt(v[0]) + a.get("epsilon")) + a.get("weight-decay") * x[i];
        m[i] = b1 * m[i] + (a.get("grad-averaging") == 1 ? 1 - b1 : 1) * d;
        x[i] -= lr * m[i];
      }
    };
  }
}
