package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;
import dev.rubato.strategy.Stepper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the optimizer catalogue: a signature, what it means in words, and its kernel. One
 * file per algorithm; a custom algorithm extends this class. Besides its own arguments every
 * algorithm takes these, which {@link Stepper} handles:
 *
 * <ul>
 *   <li>{@code clip-norm}: Gradients are scaled down to this norm over all parameters. A number or
 *       a schedule, above 0, in the gradient's unit; optional.
 *   <li>{@code clip-value}: Each element of the gradient is clipped to this magnitude. A number or
 *       a schedule, above 0, in the gradient's unit; optional.
 *   <li>{@code maximize=false}: Whether to maximize the loss instead of minimizing it. One of true,
 *       false.
 *   <li>{@code on-non-finite=stop}: What to do if a gradient is NaN or infinite: fail, or skip the
 *       step. One of stop, skip.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 */
public abstract class Algorithm {
  private static final List<Parameter> COMMON =
      List.of(
          Parameter.hyperparameter(
                  "clip-norm",
                  Domain.ABOVE_0,
                  "Gradients are scaled down to this norm over all parameters.")
              .in(Unit.GRADIENT),
          Parameter.hyperparameter(
                  "clip-value",
                  Domain.ABOVE_0,
                  "Each element of the gradient is clipped to this magnitude.")
              .in(Unit.GRADIENT),
          Parameter.flag(
              "maximize", false, "Whether to maximize the loss instead of minimizing it."),
          Parameter.choice(
              "on-non-finite",
              List.of("stop", "skip"),
              "What to do if a gradient is NaN or infinite: fail, or skip the step."));

  private final Signature signature;
  private final CatalogueEntry entry;

  /** An algorithm with parameters of its own and those that all have. */
  protected Algorithm(Signature own, CatalogueEntry entry) {
    this.signature = own.with(COMMON);
    this.entry = entry;
  }

  /** The name and the parameters. */
  public final Signature signature() {
    return signature;
  }

  /** What it is, for people. */
  public final CatalogueEntry entry() {
    return entry;
  }

  /**
   * The rate that people begin with: its authors' or PyTorch's default, or the one that most
   * recipes have. Searches start from it and find their own; nothing else uses it.
   */
  public double usualRate(Arguments arguments) {
    return 1e-3;
  }

  /** The kernel for these arguments. */
  public abstract Kernel kernel(Arguments arguments);

  /**
   * The kernel for one tensor of two dimensions or more, or null (the default) if its shape does
   * not matter.
   */
  public @Nullable MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    return null;
  }

  /** The names of the parameters that every algorithm has. */
  public static List<String> commonNames() {
    return COMMON.stream().map(Parameter::name).toList();
  }

  /** The parameters that are this algorithm's own. */
  public final List<Parameter> ownParameters() {
    return signature.parameters().subList(0, signature.parameters().size() - COMMON.size());
  }

  /** The name and the parameters that are this algorithm's own. */
  public final Signature ownSignature() {
    return new Signature(signature.name(), ownParameters());
  }

  /** As the catalogue writes it, without what all algorithms have. */
  @Override
  public final String toString() {
    return ownSignature().toString();
  }
}
