package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;

/**
 * Schedule-free SGD: evaluated and saved at the average of its iterates; needs no schedule beyond a
 * warm-up.
 *
 * <pre>
 * z ← z − lr·(g + λy)
 * x ← the average of all z, each with the weight tʳ·(largest rate so far)^power
 * y = (1 − β)z + βx
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.9}: How close to the average gradients are evaluated. A number or a
 *       schedule, in (0, 1).
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 *   <li>{@code r=0}: Power of the step number in a step's weight in the average. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-lr-power=2}: Power of the largest rate so far in a step's weight in the
 *       average. A number or a schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>β is the momentum. Gradients are taken at y, which is what the parameters hold; x is what is
 * evaluated. Defazio 2024 (arXiv:2405.15682).
 */
public final class ScheduleFreeSgd extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final ScheduleFreeSgd ALGORITHM = new ScheduleFreeSgd();

  private ScheduleFreeSgd() {
    super(
        Signature.of(
            "schedule-free-sgd",
            ScheduleFree.beta("momentum"),
            Usual.decayInGradient(0),
            ScheduleFree.r(),
            ScheduleFree.weightLrPower()),
        new CatalogueEntry(
            "SGD evaluated at the average of its iterates; needs no schedule beyond a warm-up",
            """
            z ← z − lr·g(y)
            x ← average of z
            y = (1 − momentum)·z + momentum·x""",
            "Defazio 2024, arXiv:2405.15682",
            "",
            "schedule-free-sgd: linear(0 -> 1) for 5% then 1"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1;
  }

  @Override
  protected boolean averages() {
    return true;
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
