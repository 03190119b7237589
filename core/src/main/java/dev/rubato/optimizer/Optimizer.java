package dev.rubato.optimizer;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Value;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An algorithm with its hyperparameters, each a number or a schedule: an immutable value that
 * prints as the notation.
 *
 * @param algorithm what it does
 * @param arguments its hyperparameters
 */
public record Optimizer(Algorithm algorithm, Arguments arguments) {

  /** An algorithm with its defaults. */
  public static Optimizer of(Algorithm algorithm) {
    return of(algorithm, Map.of());
  }

  /**
   * An algorithm with hyperparameters by name.
   *
   * @throws IllegalArgumentException for a name, kind or number that does not fit
   */
  public static Optimizer of(Algorithm algorithm, Map<String, ? extends Argument> arguments) {
    return new Optimizer(algorithm, Arguments.of(algorithm.signature(), arguments));
  }

  /** This optimizer with every value in it, in the order of reading, replaced. */
  public Optimizer map(UnaryOperator<Value> replacement) {
    return new Optimizer(algorithm, arguments.map(replacement));
  }

  /** Whether gradients are clipped or turned round before the algorithm sees them. */
  public boolean changesGradient() {
    return arguments.flag("maximize") || arguments.has("clip-norm") || arguments.has("clip-value");
  }

  /** The algorithm's name in the notation. */
  public String name() {
    return algorithm.signature().name();
  }

  @Override
  public String toString() {
    String inside = arguments.toString();
    return inside.isEmpty() ? name() : name() + "(" + inside + ")";
  }
}
