package dev.rubato.argument;

import java.util.function.UnaryOperator;

/**
 * A literal name: {@code true}, {@code triangular2}, {@code validation-loss}.
 *
 * @param name lower-case words joined by hyphens
 */
public record Word(String name) implements Argument {

  /** {@code true}. */
  public static final Word TRUE = new Word("true");

  /** {@code false}. */
  public static final Word FALSE = new Word("false");

  /** {@code true} or {@code false}. */
  public static Word of(boolean flag) {
    return flag ? TRUE : FALSE;
  }

  public Word {
    if (!isWord(name)) {
      throw new IllegalArgumentException(
          "a word must be lower-case words joined by hyphens, was \"" + name + "\"");
    }
  }

  /** Without a regular expression, which would overflow the stack on a long name. */
  static boolean isWord(String name) {
    boolean inside = false; // a word of the name, not before one
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean digit = c >= '0' && c <= '9' && i > 0;
      if (!letter && !digit && !(c == '-' && inside)) {
        return false;
      }
      inside = c != '-';
    }
    return inside;
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
