package dev.rubato.argument;

import java.util.function.UnaryOperator;

/**
 * Anything that may appear between the parentheses of a call; {@code toString} prints it in the
 * notation.
 */
public interface Argument {

  /** This argument in its simplest form: a constant schedule is its number. */
  default Argument simplest() {
    return this;
  }

  /** This argument with every {@link Value} inside it, in the order of reading, replaced. */
  Argument map(UnaryOperator<Value> replacement);
}
