package dev.rubato.optimizer;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;

/** The hyperparameters that many algorithms have, each with its default. */
final class Usual {
  /** The meaning of weight decay that is added to the gradient. */
  static final String IN_GRADIENT = "Fraction of each weight added to its gradient.";

  private Usual() {}

  /** The coefficient of the running mean of gradients. */
  static Parameter beta1(double fallback) {
    return Parameter.hyperparameter(
        "beta1",
        Domain.AVERAGE,
        fallback,
        "Fraction of the running mean of gradients kept at each step.");
  }

  /** The coefficient of the running mean of squared gradients. */
  static Parameter beta2(double fallback) {
    return Parameter.hyperparameter(
        "beta2",
        Domain.AVERAGE,
        fallback,
        "Fraction of the running mean of squared gradients kept at each step.");
  }

  /** What is added to a root. */
  static Parameter epsilon(double fallback) {
    return Parameter.hyperparameter(
        "epsilon", Domain.AT_LEAST_0, fallback, "Added to the denominator so that it is never 0.");
  }

  /** Whether running means are divided by what their weights sum to. */
  static Parameter biasCorrection(boolean fallback) {
    return Parameter.flag("bias-correction", fallback, "Whether to apply Adam's bias correction.");
  }

  /** The coefficient of momentum. */
  static Parameter momentum(double fallback) {
    return Parameter.hyperparameter(
        "momentum", Domain.AVERAGE, fallback, "Fraction of the momentum kept at each step.");
  }

  /** Weight decay that is added to the gradient. */
  static Parameter decayInGradient(double fallback) {
    return weightDecay(fallback, IN_GRADIENT);
  }

  /** Decoupled weight decay, which shrinks the weights separately from the step. */
  static Parameter decayOfWeights(double fallback) {
    return weightDecay(fallback, "Each step shrinks the weights by this times the rate.");
  }

  /** Weight decay with a meaning of its own. */
  static Parameter weightDecay(double fallback, String meaning) {
    return Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, fallback, meaning);
  }
}
