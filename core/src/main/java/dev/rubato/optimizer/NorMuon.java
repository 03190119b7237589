package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import org.jspecify.annotations.Nullable;

/**
 * NorMuon: Muon whose orthogonal step is normalized row by row, so that every neuron moves alike.
 *
 * <pre>
 * m ← μm + (1 − μ)g
 * o = orthogonal(u), u = m, or with Nesterov (1 − μ)g + μm
 * vᵢ ← β₂vᵢ + (1 − β₂)·mean of oᵢ², for each row i
 * ôᵢ = oᵢ/(√vᵢ + 1e-10)
 * p ← p·(1 − lr·λ) − lr·s·(‖o‖/‖ô‖)·ô, s = √max(1, rows/columns)
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.95}: Fraction of the momentum kept at each step. A number or a schedule,
 *       in [0, 1).
 *   <li>{@code beta2=0.95}: Fraction of each row's running mean square kept at each step. A number
 *       or a schedule, in [0, 1).
 *   <li>{@code nesterov=true}: Whether to use Nesterov momentum. One of true, false.
 *   <li>{@code ns-steps=5}: Number of Newton-Schulz iterations that orthogonalize the momentum. A
 *       whole number, in [1, 100], in iterations of one update.
 *   <li>{@code scale=original}: Which factor a step has for the matrix' shape. One of original,
 *       match-rms.
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 *   <li>{@code rate-ratio}: Rate of all but matrices, as a factor; 0.1, or 1 with scale=match-rms.
 *       A number or a schedule, at least 0, times the learning rate; optional.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A row is a neuron where the weights are stored as outputs by inputs, as PyTorch and DJL do.
 * Tensors that are not matrices are updated as {@link Muon} does, and {@code scale} is as there. Li
 * 2025 (arXiv:2510.05491), as the authors' code has it; the paper's Algorithm 1 makes the step
 * 0.2·√(rows·columns) long instead of as long as Muon's, which {@code scale=match-rms} nearly does.
 * The authors' code also orthogonalizes convolutions, flattened to matrices, computes in bfloat16,
 * and moves the rest by AdamW with betas of 0.9 and 0.95 and an epsilon of 1e-10.
 */
public final class NorMuon extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final NorMuon ALGORITHM = new NorMuon();

  private static final double NEVER_0 = 1e-10;

  private NorMuon() {
    super(
        Signature.of(
            "normuon",
            Usual.momentum(0.95),
            Parameter.hyperparameter(
                "beta2",
                Domain.AVERAGE,
                0.95,
                "Fraction of each row's running mean square kept at each step."),
            Parameter.flag("nesterov", true, "Whether to use Nesterov momentum."),
            OrthogonalMomentum.steps(),
            OrthogonalMomentum.scale(),
            Usual.decayOfWeights(0),
            FractionOfAdamW.ratio()),
        new CatalogueEntry(
            "muon normalized row by row; adamw for everything else",
            """
            ôᵢ = oᵢ/√vᵢ for each row of o = orthogonal(m), vᵢ its running mean square
            p ← p·(1 − lr·weight-decay) − lr·√max(1, rows/columns)·(‖o‖/‖ô‖)·ô\
            """,
            "Li 2025, arXiv:2510.05491",
            "the paper's steps have another length: 0.2·√(rows·columns); the authors' code takes"
                + " convolutions, too",
            "normuon: linear(0 -> 0.02) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 0.02;
  }

  /** For all but matrices: AdamW. */
  @Override
  public Kernel kernel(Arguments arguments) {
    return new FractionOfAdamW(arguments);
  }

  @Override
  protected boolean movesMatrices() {
    return true;
  }

  @Override
  public @Nullable MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    return matrix.shape().size() == 2 ? new ByRows(arguments, matrix, team) : null;
  }

  private static final class ByRows extends OrthogonalMomentum {
    private final double[] before; // the sum of squares of each row
    private final double[] after;
    private final Workers.Work normalize = this::normalize;
    private float[] square = {}; // v
    private double beta2;

    ByRows(Arguments arguments, Matrix matrix, Workers team) {
      super(arguments, matrix, team);
      this.before = new double[rows];
      this.after = new double[rows];
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public int length(int slot) {
      return slot == 0 ? super.length(slot) : rows;
    }

    @Override
    public void begin(StepContext step) {
      super.begin(step);
      beta2 = step.number("beta2");
    }

    @Override
    void adjust(float[][] state) {
      square = state[1];
      team.run(rows, normalize);
      double all = 0;
      double normalized = 0;
      for (int i = 0; i < rows; i++) {
        all += before[i];
        normalized += after[i];
      }
      rate *= (float) (Math.sqrt(all) / (Math.sqrt(normalized) + NEVER_0));
    }

    private void normalize(int row, int thread) {
      float[] o = direction[row];
      before[row] = team.sums(thread).ofSquares(o, 0, columns);
      square[row] = (float) (beta2 * square[row] + (1 - beta2) * before[row] / columns);
      float by = (float) (1 / (Math.sqrt(square[row]) + NEVER_0));
      for (int c = 0; c < columns; c++) {
        o[c] *= by;
      }
      after[row] = team.sums(thread).ofSquares(o, 0, columns);
    }
  }
}
