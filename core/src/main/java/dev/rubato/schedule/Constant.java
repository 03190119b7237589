package dev.rubato.schedule;

import dev.rubato.argument.Domain;
import dev.rubato.argument.Value;
import java.util.function.UnaryOperator;

/**
 * The same value at every step; the notation writes the bare number.
 *
 * @param value finite, or still open
 */
public record Constant(Value value) implements Schedule {
  public Constant {
    if (value instanceof Value.Known known) {
      Domain.FINITE.check("a level", known.number());
    }
  }

  /** A constant of a known value. */
  public Constant(double value) {
    this(Value.of(value));
  }

  @Override
  public Shape shape(Extent extent) {
    return Shape.constant(value.number());
  }

  @Override
  public boolean continues() {
    return false;
  }

  @Override
  public Schedule perEpoch() {
    return this; // the same in every unit of time
  }

  @Override
  public Schedule fromStart() {
    return this; // the same at every time
  }

  @Override
  public Value simplest() {
    return value;
  }

  @Override
  public Constant map(UnaryOperator<Value> replacement) {
    return new Constant(value.map(replacement));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
