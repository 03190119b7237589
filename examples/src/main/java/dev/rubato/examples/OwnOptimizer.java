package dev.rubato.examples;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.util.List;

/**
 * An optimizer of one's own: the sign of the averaged gradient (Bernstein and others 2018). One
 * class with one loop; schedules, groups, clipping, threads, checkpoints, DJL and a test ({@link
 * dev.rubato.strategy.AlgorithmCheck}) come with it.
 */
public final class OwnOptimizer extends Algorithm {
  static final OwnOptimizer SIGN_MOMENTUM = new OwnOptimizer();

  private OwnOptimizer() {
    super(
        Signature.of(
            "sign-momentum",
            Parameter.hyperparameter(
                "momentum", Domain.AVERAGE, 0.9, "How much of the average a step keeps.")),
        new CatalogueEntry(
            "the sign of the averaged gradient",
            "p ← p − lr·sign(m)",
            "Bernstein 2018, arXiv:1802.04434",
            "",
            "sign-momentum: cosine(1e-3 -> 0)"));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Kernel() {
      private float rate;
      private float momentum;

      @Override
      public int slots() {
        return 1; // the average of each parameter's gradient
      }

      @Override
      public void begin(StepContext step) {
        rate = (float) step.rate();
        momentum = (float) step.number("momentum");
      }

      @Override
      public void update(float[] p, float[] g, float[][] state, int from, int to) {
        float[] mean = state[0];
        for (int i = from; i < to; i++) {
          mean[i] = momentum * mean[i] + (1 - momentum) * g[i];
          p[i] -= rate * Math.signum(mean[i]);
        }
      }
    };
  }

  /** Fits a line to three points, and prints its slope and intercept. */
  public static void main(String[] args) {
    float[] slope = {0};
    float[] intercept = {0};
    float[] bySlope = {0};
    float[] byIntercept = {0};
    Strategy strategy =
        new Strategy(
            Optimizer.of(SIGN_MOMENTUM)
                .with("momentum", Schedules.linear(0.5, 0.9))
                .with("clip-norm", 10),
            Schedules.linear(0, 0.1).forPercent(10).then(Schedules.cosineTo(0)));
    Horizon horizon = Horizon.ofSteps(300);
    Stepper stepper =
        new Stepper(
            strategy,
            horizon,
            List.of(
                Tensor.of("slope", slope, bySlope), Tensor.of("intercept", intercept, byIntercept)),
            List.of(ParameterGroup.of("intercept").rate(0.5)));
    while (stepper.t() < horizon.steps()) {
      bySlope[0] = 0;
      byIntercept[0] = 0;
      for (int x = -1; x <= 1; x++) {
        float error = slope[0] * x + intercept[0] - (2 * x + 1); // the points lie on 2x + 1
        bySlope[0] += error * x;
        byIntercept[0] += error;
      }
      stepper.step();
    }
    System.out.printf("%s%ny = %.2f x + %.2f%n", strategy, slope[0], intercept[0]);
  }
}
