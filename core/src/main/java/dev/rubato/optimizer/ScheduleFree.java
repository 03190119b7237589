package dev.rubato.optimizer;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;

/**
 * What the schedule-free algorithms share: z takes the steps, x is the weighted average of all z,
 * and gradients are evaluated between them, at y = (1 − β)z + βx, which is what the parameters
 * hold. Defazio 2024.
 *
 * <p>Of the three only y and z are kept, as in the authors' code, since x follows from them. With c
 * the weight of the new z in the average, b the β with which y was made and a = β(1 − c)/b, a step
 * d gives y ← y + (1 − a)(z − y) − lr·(1 − β(1 − c))·d, and z ← z − lr·d.
 */
abstract class ScheduleFree extends Kernel implements Averaging {
  private static final int SUM_OF_WEIGHTS = 0;
  private static final int LARGEST_RATE = 1;
  private static final int BETA = 2;

  private final String betaName;
  private boolean first;
  private boolean moves;
  float rate;
  float towardsZ; // 1 − a
  float rateOfY; // lr·(1 − β(1 − c))

  /** A kernel whose β is this hyperparameter. */
  ScheduleFree(String betaName) {
    this.betaName = betaName;
  }

  /** The β under either name. */
  static Parameter beta(String name) {
    return Parameter.hyperparameter(
        name, Domain.BELOW_1, 0.9, "How close to the average gradients are evaluated.");
  }

  static Parameter r() {
    return Parameter.hyperparameter(
        "r", Domain.AT_LEAST_0, 0, "Power of the step number in a step's weight in the average.");
  }

  static Parameter weightLrPower() {
    return Parameter.hyperparameter(
        "weight-lr-power",
        Domain.AT_LEAST_0,
        2,
        "Power of the largest rate so far in a step's weight in the average.");
  }

  @Override
  public double[] memory() {
    return new double[3];
  }

  @Override
  public void begin(StepContext step) {
    double[] memory = step.memory();
    double beta = step.number(betaName);
    first = step.count() == 1;
    memory[LARGEST_RATE] = Math.max(memory[LARGEST_RATE], step.rate());
    moves = memory[LARGEST_RATE] > 0;
    double weight =
        Math.pow(step.count(), step.number("r"))
            * Math.pow(memory[LARGEST_RATE], step.number("weight-lr-power"));
    memory[SUM_OF_WEIGHTS] += weight;
    double share = weight == 0 ? 0 : weight / memory[SUM_OF_WEIGHTS];
    double before = first ? beta : memory[BETA];
    memory[BETA] = beta;
    rate = (float) step.rate();
    towardsZ = (float) (1 - beta * (1 - share) / before);
    rateOfY = (float) (step.rate() * (1 - beta * (1 - share)));
  }

  /** At a rate of 0 the average still comes nearer to z, from which y follows. */
  @Override
  public final boolean movesWithoutRate() {
    return moves;
  }

  /** Before the first step z is where the parameters are. */
  final void start(float[] p, float[] z, int from, int to) {
    if (first) {
      System.arraycopy(p, from, z, from, to - from);
    }
  }

  @Override
  public final void average(float[] p, float[][] state, double[] memory, int from, int to) {
    float[] z = state[0];
    float beyond = (float) ((1 - memory[BETA]) / memory[BETA]);
    for (int i = from; i < to; i++) {
      p[i] -= beyond * (z[i] - p[i]); // so that a 0 keeps its sign
    }
  }
}
