package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import org.jspecify.annotations.Nullable;

/**
 * MADGRAD: dual averaging from the starting point, normalized by the cube root of the sum of
 * squared gradients.
 *
 * <pre>
 * c = lr·√t
 * s ← s + c·g
 * v ← v + c·g²
 * z = p₀ − s/(∛v + ε), p₀ the parameters before the first step
 * p ← μp + (1 − μ)z
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.9}: Fraction of the parameters kept at each step, the rest drawn to z. A
 *       number or a schedule, in [0, 1).
 *   <li>{@code epsilon=1e-6}: Added to the denominator so that it is never 0. A number or a
 *       schedule, at least 0.
 *   <li>{@code weight-decay=0}: Fraction of each weight added to its gradient. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Defazio and Jelassi 2021 (arXiv:2101.11075), Algorithm 1. The authors' code, and timm's after
 * it, adds epsilon to the rate: c = (lr + ε)√t, so that it moves at a rate of 0 as well; here such
 * a step only draws the parameters to z. Its rates are no other algorithm's, and its weight decay
 * is often best at 0.
 */
public final class Madgrad extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Madgrad ALGORITHM = new Madgrad();

  private Madgrad() {
    super(
        Signature.of(
            "madgrad",
            Parameter.hyperparameter(
                "momentum",
                Domain.AVERAGE,
                0.9,
                "Fraction of the parameters kept at each step, the rest drawn to z."),
            Usual.epsilon(1e-6),
            Usual.decayInGradient(0)),
        new CatalogueEntry(
            "dual averaging with the cube root of the sum of squared gradients",
            """
            s ← s + lr·√t·g
            v ← v + lr·√t·g²
            p ← momentum·p + (1 − momentum)·(p₀ − s/(∛v + epsilon))\
            """,
            "Defazio and Jelassi 2021, arXiv:2101.11075",
            "the authors' code adds epsilon to the rate, too, and so moves at a rate of 0",
            "madgrad: linear(0 -> 0.01) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.01;
  }

  @Override
  protected String needsItsMemoryWhole(Arguments arguments) {
    return remembersPoints();
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel {
    private static final int LARGEST_RATE = 0;

    private final @Nullable MadgradLoop loop = MadgradLoop.inVectors();
    private boolean first;
    private boolean moves;
    private float weight; // lr·√t
    private float fresh;
    private float epsilon;
    private float weightDecay;

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public double[] memory() {
      return new double[1];
    }

    @Override
    public void begin(StepContext step) {
      double[] memory = step.memory();
      memory[LARGEST_RATE] = Math.max(memory[LARGEST_RATE], step.rate());
      moves = memory[LARGEST_RATE] > 0;
      first = step.count() == 1;
      weight = (float) (step.rate() * Math.sqrt(step.count()));
      fresh = (float) (1 - step.number("momentum"));
      epsilon = Floats.epsilon(step.number("epsilon"));
      weightDecay = (float) step.number("weight-decay");
      if (loop != null) {
        loop.weightDecay = weightDecay;
        loop.weight = weight;
        loop.epsilon = epsilon;
        loop.fresh = fresh;
      }
    }

    /** At a rate of 0 the parameters are still drawn to where earlier steps led. */
    @Override
    public boolean movesWithoutRate() {
      return moves;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      if (first) {
        System.arraycopy(p, from, state[2], from, to - from);
      }
      MadgradLoop vectors = loop;
      if (vectors == null) {
        updatePieces(p, g, state, from, to);
        return;
      }
      int head = Math.min(to - from, DirectMemory.toLineOfArray(from));
      int whole = (to - from - head) / Lanes.COUNT * Lanes.COUNT;
      updatePieces(p, g, state, from, from + head);
      vectors.update(p, g, state[0], state[1], state[2], from + head, from + head + whole);
      updatePieces(p, g, state, from + head + whole, to);
    }

    private void updatePieces(float[] p, float[] g, float[][] state, int from, int to) {
      float[] sum = state[0];
      float[] squares = state[1];
      float[] start = state[2];
      CubeRoots roots = CubeRoots.room();
      for (int at = from; at < to; at += CubeRoots.PIECE) {
        int end = Math.min(at + CubeRoots.PIECE, to);
        add(p, g, sum, squares, at, end);
        roots.replace(squares, at, end);
        move(p, sum, squares, start, at, end);
        roots.restore(squares, at, end);
      }
    }

    private void add(float[] p, float[] g, float[] sum, float[] squares, int from, int to) {
      float decay = weightDecay;
      float c = weight;
      for (int i = from; i < to; i++) {
        float d = g[i] + decay * p[i];
        sum[i] += c * d;
        squares[i] += c * d * d;
      }
    }

    private void move(float[] p, float[] sum, float[] roots, float[] start, int from, int to) {
      float eps = epsilon;
      float share = fresh;
      for (int i = from; i < to; i++) {
        float z = start[i] - sum[i] / (roots[i] + eps);
        p[i] += share * (z - p[i]);
      }
    }
  }
}
