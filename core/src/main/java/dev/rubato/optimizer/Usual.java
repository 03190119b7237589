package dev.rubato.optimizer;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;

/** The hyperparameters that many algorithms have, each with its default. */
final class Usual {
  private Usual() {}

  /** The coefficient of the running mean of gradients. */
  static Parameter beta1(double fallback) {
    return Parameter.hyperparameter(
        "beta1",
        Domain.AVERAGE,
        fallback,
        "How much of the running mean of gradients a step keeps.");
  }

  /** The coefficient of the running mean of squared gradients. */
  static Parameter beta2(double fallback) {
    return Parameter.hyperparameter(
        "beta2",
        Domain.AVERAGE,
        fallback,
        "How much of the running mean of squared gradients a step keeps.");
  }

  /** What is added to a root. */
  static Parameter epsilon(double fallback) {
    return Parameter.hyperparameter(
        "epsilon", Domain.AT_LEAST_0, fallback, "Added to the divisor so that it is never 0.");
  }

  /** The coefficient of momentum. */
  static Parameter momentum(double fallback) {
    return Parameter.hyperparameter(
        "momentum", Domain.AVERAGE, fallback, "How much of the momentum a step keeps.");
  }

  /** Weight decay that is added to the gradient. */
  static Parameter decayInGradient(double fallback) {
    return weightDecay(fallback, "How much of each weight is added to its gradient.");
  }

  /** Weight decay that shrinks the weights beside the step. */
  static Parameter decayOfWeights(double fallback) {
    return weightDecay(fallback, "The share, times the rate, by which a step shrinks the weights.");
  }

  /** Weight decay in a sense of its own. */
  static Parameter weightDecay(double fallback, String meaning) {
    return Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, fallback, meaning);
  }
}
