package dev.rubato.strategy;

import java.util.List;
import java.util.Map;

/**
 * The variants of optimizers that other libraries have, in double precision and as those libraries
 * write them down.
 */
final class PapersOfVariants {

  /** What is compared. */
  static final List<String> STRATEGIES =
      List.of(
          "adam(bias-correction=false): cosine(0.02 -> 0.001)",
          "adam(beta1=0.8, beta2=0.95, bias-correction=false, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)",
          "adamw(bias-correction=false): cosine(0.02 -> 0.001)",
          "adamw(epsilon=1e-3, amsgrad=true, bias-correction=false, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)",
          "rmsprop(epsilon-inside=true): cosine(0.02 -> 0.001)",
          "rmsprop(epsilon=0.1, momentum=0.9, epsilon-inside=true): cosine(0.02 -> 0.001)",
          "rmsprop(epsilon=0.1, centered=true, epsilon-inside=true): cosine(0.02 -> 0.001)",
          "rmsprop(alpha=0.9, epsilon=0.01, momentum=0.5, centered=true, epsilon-inside=true,"
              + " weight-decay=0.1): cosine(0.02 -> 0.001)",
          "sgd(momentum=0.9, rate-inside=true): cosine(0.1 -> 0) for 60% then 0.05",
          "sgd(momentum=0.9, nesterov=true, rate-inside=true): cosine(0.1 -> 0) for 60% then 0.05",
          "sgd(momentum=0.5, dampening=0.5, rate-inside=true, weight-decay=0.1):"
              + " cosine(0.1 -> 0) for 60% then 0.05",
          "adafactor(scale-parameter=true): cosine(0.02 -> 0.001)",
          "adafactor(clip-threshold=0.5, scale-parameter=true, weight-decay=0.1):"
              + " cosine(0.02 -> 0.001)",
          "muon(scale=match-rms): cosine(0.005 -> 0.0005)",
          "normuon(scale=match-rms, weight-decay=0.1): cosine(0.005 -> 0.0005)");

  private PapersOfVariants() {}

  /** The variant of this name, for n parameters. */
  static Papers.Paper of(String name, Map<String, Double> given, int n) {
    return switch (name) {
      case "adam" -> bertsAdam(given, n, false);
      case "adamw" -> bertsAdam(given, n, true);
      case "rmsprop" -> tensorFlowsRmsProp(given, n);
      case "sgd" -> caffesSgd(given, n);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** BERT's AdamWeightDecayOptimizer, and with amsgrad Reddi 2018. */
  private static Papers.Paper bertsAdam(Map<String, Double> a, int n, boolean decoupled) {
    double decay = a.get("weight-decay");
    double[] m = new double[n];
    double[] v = new double[n];
    double[] largest = new double[n];
    return (x, g, lr) -> {
      for (int i = 0; i < n; i++) {
        double d = decoupled ? g[i] : g[i] + decay * x[i];
        m[i] = Papers.average(a.get("beta1"), m[i], d);
        v[i] = Papers.average(a.get("beta2"), v[i], d * d);
        largest[i] = Math.max(largest[i], v[i]);
        double square = a.get("amsgrad") == 1 ? largest[i] : v[i];
        double u = m[i] / (Math.sqrt(square) + a.get("epsilon"));
        x[i] -= lr * (decoupled ? u + decay * x[i] : u);
      }
    };
  }

  /** TensorFlow's RMSProp, its mean square from 0 and its rate as PyTorch has it. */
  private static Papers.Paper tensorFlowsRmsProp(Map<String, Double> a, int n) {
    double[] square = new double[n];
    double[] mean = new double[n];
    double[] buffer = new double[n];
    return (x, g, lr) -> {
      for (int i = 0; i < n; i++) {
        double d = g[i] + a.get("weight-decay") * x[i];
        square[i] = Papers.average(a.get("alpha"), square[i], d * d);
        mean[i] = Papers.average(a.get("alpha"), mean[i], d);
        double variance = square[i] - (a.get("centered") == 1 ? mean[i] * mean[i] : 0);
        double u = d / Math.sqrt(variance + a.get("epsilon"));
        buffer[i] = a.get("momentum") * buffer[i] + u;
        x[i] -= lr * buffer[i];
      }
    };
  }

  /** Caffe's SGD and Keras': the velocity is what is added to the parameters. */
  private static Papers.Paper caffesSgd(Map<String, Double> a, int n) {
    double mu = a.get("momentum");
    double[] velocity = new double[n];
    int[] t = {0};
    return (x, g, lr) -> {
      double share = ++t[0] == 1 ? 1 : 1 - a.get("dampening");
      for (int i = 0; i < n; i++) {
        double d = g[i] + a.get("weight-decay") * x[i];
        velocity[i] = mu * velocity[i] - lr * share * d;
        x[i] += a.get("nesterov") == 1 ? mu * velocity[i] - lr * d : velocity[i];
      }
    };
  }
}
