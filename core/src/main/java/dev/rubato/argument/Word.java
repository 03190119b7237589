package dev.rubato.argument;

import java.util.function.UnaryOperator;

/**
 * A name that stands for itself: {@code true}, {@code triangular2}, {@code validation-loss}.
 *
 * @param name lower-case words joined by hyphens
 */
public record Word(String name) implements Argument {

  /** {@code true}. */
  public static final Word TRUE = new Word("true");

  /** {@code false}. */
  public static final Word FALSE = new Word("false");

  public Word {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "a word must be lower-case words joined by hyphens, was \"" + name + "\"");
    }
  }

  @Override
  public Word map(UnaryOperator<Value> replacement) {
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
