package dev.rubato.schedule;

import dev.rubato.argument.Value;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Schedules added at every step: {@code step(0.1, every=30) + 1e-4}, a floor that shifts.
 *
 * <p>Every term has the phrase's length D; the values are added from left to right.
 *
 * @param terms at least two, none of which continues the previous phrase
 */
public record Sum(List<Schedule> terms) implements Schedule {
  public Sum {
    terms = List.copyOf(terms);
    if (terms.size() < 2) {
      throw new IllegalArgumentException("a sum must have at least two terms, had " + terms.size());
    }
    for (Schedule term : terms) {
      if (term.continues()) {
        throw new IllegalArgumentException("in a sum " + NO_START);
      }
    }
  }

  @Override
  public Shape shape(Extent extent) {
    return Pointwise.of(terms, extent, Double::sum);
  }

  @Override
  public boolean continues() {
    return false;
  }

  @Override
  public Sum map(UnaryOperator<Value> replacement) {
    return new Sum(terms.stream().map(term -> term.map(replacement)).toList());
  }

  @Override
  public String toString() {
    return terms.stream()
        .map(
            term ->
                term instanceof Sequence || term instanceof Sum
                    ? "(" + term + ")"
                    : term.toString())
        .collect(Collectors.joining(" + "));
  }
}
