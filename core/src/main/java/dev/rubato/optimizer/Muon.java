package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Muon: the momentum of a matrix, with all its singular values made about 1 by {@link
 * NewtonSchulz}, so that it moves in all directions alike.
 *
 * <pre>
 * m ← μm + (1 − μ)g
 * u = m, or with Nesterov (1 − μ)g + μm
 * p ← p·(1 − lr·λ) − lr·s·orthogonal(u), s = √max(1, rows/columns)
 * </pre>
 *
 * <ul>
 *   <li>{@code momentum=0.95}: Fraction of the momentum kept at each step. A number or a schedule,
 *       in [0, 1).
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
 * <p>For tensors of two dimensions. All others are updated by {@code adamw} with its betas and
 * epsilon, this weight decay and lr·rate-ratio; the authors advise the same for embeddings and the
 * last layer, which needs a parameter group. With {@code scale=match-rms} s is 0.2·√max(rows,
 * columns), which makes the root mean square of a step about that of {@code adamw}'s, so that both
 * can have one rate (Liu 2025, arXiv:2502.16982; PyTorch's match_rms_adamw), and rate-ratio is 1 as
 * in the authors' code. The momentum is a mean as in PyTorch's and the authors' code since 2025;
 * before it was a sum, which has the same direction while μ stays. Jordan 2024.
 */
public final class Muon extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Muon ALGORITHM = new Muon();

  private Muon() {
    super(
        Signature.of(
            "muon",
            Usual.momentum(0.95),
            Parameter.flag("nesterov", true, "Whether to use Nesterov momentum."),
            OrthogonalMomentum.steps(),
            OrthogonalMomentum.scale(),
            Usual.decayOfWeights(0),
            FractionOfAdamW.ratio()),
        new CatalogueEntry(
            "orthogonalized momentum for matrices; adamw for everything else",
            "p ← p·(1 − lr·weight-decay) − lr·√max(1, rows/columns)·orthogonal(m)",
            "Jordan 2024",
            "PyTorch's takes matrices only",
            "muon: linear(0 -> 0.02) for 5% then cosine(-> 0)"));
  }

  /** For all but matrices: AdamW. */
  @Override
  public double usualRate(Arguments arguments) {
    return 0.02;
  }

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
    return matrix.shape().size() == 2 ? new OrthogonalMomentum(arguments, matrix, team) : null;
  }
}
