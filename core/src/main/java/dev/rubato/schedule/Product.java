package dev.rubato.schedule;

import dev.rubato.argument.Value;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Schedules multiplied at every step: {@code cosine(1 -> 0) * step(0.1, every=30)}.
 *
 * <p>Every factor has the phrase's length D; the values are multiplied from left to right.
 *
 * @param factors at least two, none of which continues the previous phrase
 */
public record Product(List<Schedule> factors) implements Schedule {
  public Product {
    factors = List.copyOf(factors);
    if (factors.size() < 2) {
      throw new IllegalArgumentException(
          "a product must have at least two factors, had " + factors.size());
    }
    for (Schedule factor : factors) {
      if (factor.continues()) {
        throw new IllegalArgumentException("in a product " + NO_START);
      }
    }
  }

  @Override
  public Shape shape(Extent extent) {
    return Pointwise.of(factors, extent, (x, y) -> x * y);
  }

  @Override
  public boolean continues() {
    return false;
  }

  @Override
  public Product map(UnaryOperator<Value> replacement) {
    return new Product(factors.stream().map(factor -> factor.map(replacement)).toList());
  }

  @Override
  public String toString() {
    return factors.stream()
        .map(
            factor ->
                factor instanceof Sequence || factor instanceof Sum || factor instanceof Product
                    ? "(" + factor + ")"
                    : factor.toString())
        .collect(Collectors.joining(" * "));
  }
}
