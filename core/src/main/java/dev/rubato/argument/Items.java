package dev.rubato.argument;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Several arguments for one parameter: {@code [30, 60, 90]}, or the schedules of {@code max(x, y)}.
 *
 * @param items at least one
 * @param bracketed whether the notation writes them in brackets
 */
public record Items(List<Argument> items, boolean bracketed) implements Argument {
  public Items {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("a list must have at least one item, was empty");
    }
  }

  @Override
  public Items map(UnaryOperator<Value> replacement) {
    return new Items(items.stream().map(item -> item.map(replacement)).toList(), bracketed);
  }

  @Override
  public String toString() {
    String inside = items.stream().map(Argument::toString).collect(Collectors.joining(", "));
    return bracketed ? "[" + inside + "]" : inside;
  }
}
