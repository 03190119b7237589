package dev.rubato.argument;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * From one level to another: {@code 0.1 -> 0}, or {@code -> 0} from where the previous phrase ends.
 *
 * @param from the level at the start, or null for where the previous phrase ends
 * @param to the level at the end
 */
public record Ramp(@Nullable Value from, Value to) implements Argument {

  /** A ramp between two known levels. */
  public static Ramp of(double from, double to) {
    return new Ramp(Value.of(from), Value.of(to));
  }

  /** A ramp to a known level from where the previous phrase ends. */
  public static Ramp to(double to) {
    return new Ramp(null, Value.of(to));
  }

  @Override
  public Ramp map(UnaryOperator<Value> replacement) {
    return new Ramp(from == null ? null : from.map(replacement), to.map(replacement));
  }

  @Override
  public String toString() {
    return (from == null ? "" : from + " ") + "-> " + to;
  }
}
