package dev.rubato.optimizer;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Text;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import java.util.List;
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

  public Optimizer {
    algorithm.check(arguments);
  }

  /** An algorithm with its defaults. */
  public static Optimizer of(Algorithm algorithm) {
    return of(algorithm, Map.of());
  }

  /**
   * An algorithm with hyperparameters by name.
   *
   * @throws IllegalArgumentException for an unknown name, a wrong kind, or a number outside its
   *     domain
   */
  public static Optimizer of(Algorithm algorithm, Map<String, ? extends Argument> arguments) {
    return new Optimizer(algorithm, Arguments.of(algorithm.signature(), arguments));
  }

  /**
   * This optimizer with one hyperparameter changed to a schedule, an open value or another
   * argument.
   *
   * @throws IllegalArgumentException for an unknown name, or an argument that does not fit
   */
  public Optimizer with(String name, Argument argument) {
    return new Optimizer(algorithm, arguments.with(name, argument));
  }

  /** This optimizer with a number changed, such as {@code weight-decay} to 0.1. */
  public Optimizer with(String name, double number) {
    return with(name, Value.of(number));
  }

  /** This optimizer with a word changed, such as {@code on-non-finite} to {@code skip}. */
  public Optimizer with(String name, String word) {
    return with(name, Text.orWord(word));
  }

  /** This optimizer with a flag changed, such as {@code nesterov} to true. */
  public Optimizer with(String name, boolean flag) {
    return with(name, Word.of(flag));
  }

  /** This optimizer with every value in it, in the order of reading, replaced. */
  public Optimizer map(UnaryOperator<Value> replacement) {
    return new Optimizer(algorithm, arguments.map(replacement));
  }

  /** Whether gradients are clipped, negated or added to before the algorithm sees them. */
  public boolean changesGradient() {
    return arguments.flag("maximize")
        || arguments.has("clip-norm")
        || arguments.has("clip-value")
        || arguments.has("agc")
        || arguments.word("decay").equals("coupled");
  }

  /** Whether something is done with the updates that the algorithm makes, or with their average. */
  public boolean changesUpdate() {
    return Algorithm.OF_THE_UPDATE.stream().anyMatch(arguments::has);
  }

  /** The values still to be found, in the order of reading. */
  public List<Value.Open> open() {
    return Value.openIn(this::map);
  }

  /** The rate that people begin with, see {@link Algorithm#usualRate}. */
  public double usualRate() {
    return algorithm.usualRate(arguments);
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
