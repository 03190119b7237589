package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;
import java.util.Arrays;

/**
 * Rprop: only the sign of the gradient counts; the step grows while it stays the same and shrinks
 * when it changes. For full batches.
 *
 * <pre>
 * where g·g′ is above 0 (g′ the gradient before)  s ← min(s·η₊, max)
 * where g·g′ is below 0                           s ← max(s·η₋, min), g ← 0
 * p ← p − sign(g)·s
 * </pre>
 *
 * <ul>
 *   <li>{@code eta-minus=0.5}: Factor for a step size when its gradient changes sign. A number or a
 *       schedule, in (0, 1).
 *   <li>{@code eta-plus=1.2}: Factor for a step size while its gradient keeps its sign. A number or
 *       a schedule, above 1.
 *   <li>{@code min-step=1e-6}: The smallest step size. A number or a schedule, at least 0, in the
 *       model parameters' unit.
 *   <li>{@code max-step=50}: The largest step size. A number or a schedule, above 0, in the model
 *       parameters' unit.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The rate of the first step is the first step size, within the bounds; later rates change
 * nothing, as in PyTorch. Earlier steps at a rate of 0 are not made at all. Riedmiller and Braun
 * 1993; without backtracking on a sign change, Igel and Hüsken 2000 (iRprop−).
 */
public final class Rprop extends Algorithm {
  private static final Domain ABOVE_1 =
      new Domain(1, false, Double.POSITIVE_INFINITY, false, false);

  /** The algorithm, for {@link Optimizer#of}. */
  public static final Rprop ALGORITHM = new Rprop();

  private Rprop() {
    super(
        Signature.of(
            "rprop",
            Parameter.hyperparameter(
                "eta-minus",
                Domain.BELOW_1,
                0.5,
                "Factor for a step size when its gradient changes sign."),
            Parameter.hyperparameter(
                "eta-plus",
                ABOVE_1,
                1.2,
                "Factor for a step size while its gradient keeps its sign."),
            Parameter.hyperparameter("min-step", Domain.AT_LEAST_0, 1e-6, "The smallest step size.")
                .in(Unit.WEIGHT),
            Parameter.hyperparameter("max-step", Domain.ABOVE_0, 50, "The largest step size.")
                .in(Unit.WEIGHT)),
        new CatalogueEntry(
            "a step size for each parameter, by the sign of its gradient; for full batches",
            """
            s ← s·eta-plus while the gradient's sign stays, s·eta-minus and no step where it turns
            p ← p − sign(g)·s; the first rate is the first s""",
            "Riedmiller and Braun 1993; Igel and Hüsken 2000",
            "",
            "rprop: 1e-3"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.01;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private float etaMinus;
    private float etaPlus;
    private float shortest;
    private float longest;
    private float rate;
    private boolean waiting;
    private boolean first;

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public double[] memory() {
      return new double[] {0}; // 1 once there was a first step
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      boolean begun = step.memory()[0] == 1;
      waiting = !begun && rate == 0;
      first = !begun && rate > 0;
      step.memory()[0] = waiting ? 0 : 1;
      etaMinus = (float) step.number("eta-minus");
      etaPlus = (float) step.number("eta-plus");
      shortest = (float) step.number("min-step");
      longest = (float) step.number("max-step");
    }

    @Override
    public boolean movesWithoutRate() {
      return !waiting;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] before = state[0]; // the sign of the gradient
      float[] sizes = state[1];
      if (waiting) {
        return;
      }
      if (first) {
        Arrays.fill(sizes, from, to, rate);
      }
      for (int i = from; i < to; i++) {
        float d = Floats.sign(g[i]);
        float same = d * before[i]; // 1, −1 where the sign turned, or 0
        float stays = Math.max(same, 0);
        float turns = stays - same;
        float change = stays * etaPlus + turns * etaMinus + (1 - stays - turns);
        sizes[i] = Math.max(shortest, Math.min(longest, sizes[i] * change));
        before[i] = (1 - turns) * d;
      }
      for (int i = from; i < to; i++) {
        p[i] -= before[i] * sizes[i];
      }
    }
  }
}
