package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Schedule-free SGD: z ← z − lr·(g + λy); x the average of all z, each with the weight tʳ·(largest
 * rate so far)^power; y = (1 − β)z + βx, β the momentum. Gradients are taken at y, which is what
 * the parameters hold; x is what is evaluated and kept. Needs no schedule but a warm-up. Defazio
 * 2024.
 */
public final class ScheduleFreeSgd extends Algorithm {
  static final ScheduleFreeSgd ALGORITHM = new ScheduleFreeSgd();

  private ScheduleFreeSgd() {
    super(
        Signature.of(
            "schedule-free-sgd",
            Parameter.hyperparameter("momentum", Domain.BELOW_1, 0.9),
            Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, 0),
            Parameter.hyperparameter("r", Domain.AT_LEAST_0, 0),
            Parameter.hyperparameter("weight-lr-power", Domain.AT_LEAST_0, 2)),
        new About(
            "evaluates the average of its steps, which needs no schedule but a warm-up",
            "z ← z − lr·g(y); x ← average of z; y = (1 − momentum)·z + momentum·x",
            "Defazio 2024",
            ""));
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends ScheduleFree {
    private float weightDecay;

    Loop() {
      super("momentum");
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      super.begin(step);
      weightDecay = (float) step.number("weight-decay");
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] z = state[0];
      start(p, z, from, to);
      for (int i = from; i < to; i++) {
        float y = p[i];
        float lead = z[i];
        float d = g[i] + weightDecay * y;
        z[i] = lead - rate * d;
        p[i] = y + towardsZ * (lead - y) - rateOfY * d;
      }
    }
  }
}
