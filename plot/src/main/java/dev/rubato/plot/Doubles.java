package dev.rubato.plot;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable array of numbers, such as one coordinate of all points of a line. Copied once when
 * created, and read without a copy however often it is drawn.
 */
public final class Doubles {
  static final Doubles NONE = new Doubles(new double[0]);

  private final double[] values;

  private Doubles(double[] values) {
    this.values = values;
  }

  /** These numbers, as they are now. */
  public static Doubles of(double... values) {
    return new Doubles(values.clone());
  }

  /** How many there are. */
  public int size() {
    return values.length;
  }

  /**
   * One of them.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is none
   */
  public double at(int index) {
    return values[index];
  }

  /** All of them in order. */
  public DoubleStream stream() {
    return Arrays.stream(values);
  }

  /** A function applied to each. */
  double[] map(DoubleUnaryOperator f) {
    double[] mapped = new double[values.length];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = f.applyAsDouble(values[i]);
    }
    return mapped;
  }

  /** A copy. */
  public double[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Doubles doubles && Arrays.equals(values, doubles.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
