package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.strategy.Stepper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the optimizer catalogue: a signature, what it means in words, and its kernel. One
 * file an algorithm; an algorithm of one's own extends this class.
 *
 * <p>Every algorithm also takes {@code clip-norm}, {@code clip-value}, {@code maximize} and {@code
 * on-non-finite}, which {@link Stepper} sees to.
 */
public abstract class Algorithm {
  private static final List<Parameter> COMMON =
      List.of(
          Parameter.hyperparameter("clip-norm", Domain.ABOVE_0),
          Parameter.hyperparameter("clip-value", Domain.ABOVE_0),
          Parameter.flag("maximize", false),
          Parameter.choice("on-non-finite", "stop", "skip"));

  private final Signature signature;
  private final About about;

  /**
   * What the catalogue tells of an algorithm.
   *
   * @param summary one line
   * @param formula the update of one parameter
   * @param source author and year
   * @param differs where other libraries differ, or empty
   */
  public record About(String summary, String formula, String source, String differs) {}

  /** An algorithm with parameters of its own and those that all have. */
  protected Algorithm(Signature own, About about) {
    this.signature = own.with(COMMON);
    this.about = about;
  }

  /** The name and the parameters. */
  public final Signature signature() {
    return signature;
  }

  /** What it is, for people. */
  public final About about() {
    return about;
  }

  /** The kernel for these arguments. */
  public abstract Kernel kernel(Arguments arguments);

  /**
   * The kernel for one tensor of two dimensions or more, or null, as by default, where its shape
   * does not matter.
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
}
