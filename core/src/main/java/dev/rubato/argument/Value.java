package dev.rubato.argument;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A number, or a {@code ?} still to be found by tuning. */
public sealed interface Value extends Argument {

  /** A known number. */
  static Value of(double number) {
    return new Known(number);
  }

  /** A value to be found, without a range. */
  static Value open() {
    return new Open(Double.NaN, Double.NaN);
  }

  /** A value to be found between {@code low} and {@code high}. */
  static Value open(double low, double high) {
    return new Open(low, high);
  }

  /**
   * The values still to be found in what holds values, in the order of reading.
   *
   * @param map that thing's method {@code map}, which shows it each value
   */
  static List<Open> openIn(Consumer<UnaryOperator<Value>> map) {
    List<Open> open = new ArrayList<>();
    map.accept(
        value -> {
          if (value instanceof Open unknown) {
            open.add(unknown);
          }
          return value;
        });
    return open;
  }

  /**
   * The number.
   *
   * @throws IllegalStateException if it is still open
   */
  double number();

  /** Whether the value is still to be found. */
  boolean isOpen();

  @Override
  default Value map(UnaryOperator<Value> replacement) {
    return replacement.apply(this);
  }

  /**
   * A known number.
   *
   * @param number finite, or infinite where the parameter's domain says so; never NaN
   */
  record Known(double number) implements Value {
    public Known {
      if (Double.isNaN(number)) {
        throw new IllegalArgumentException("a value must be a number, was NaN");
      }
      number = number == 0 ? 0.0 : number; // -0 is printed and compared as 0
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public String toString() {
      return Numbers.print(number);
    }
  }

  /**
   * A {@code ?}, with its range or (both ends NaN) without.
   *
   * @param low the lower end, below {@code high}
   * @param high the upper end
   * @param whole whether only whole numbers may take its place
   * @param usual the range that suits its place where none is given, or null
   */
  record Open(double low, double high, boolean whole, @Nullable Open usual) implements Value {
    /** A value that any number in the range may take the place of. */
    public Open(double low, double high) {
      this(low, high, false);
    }

    /** A value whose place suggests no range. */
    public Open(double low, double high, boolean whole) {
      this(low, high, whole, null);
    }

    public Open {
      if (!(Double.isNaN(low) && Double.isNaN(high))) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
          throw new IllegalArgumentException(
              "the range of a ? must go from a lower to a higher number, was "
                  + Numbers.print(low)
                  + ".."
                  + Numbers.print(high));
        }
        low = low == 0 ? 0.0 : low;
        high = high == 0 ? 0.0 : high;
      }
    }

    /** Whether the range is given. */
    public boolean hasRange() {
      return !Double.isNaN(low);
    }

    /** This with a range: its own, or that which suits its place, if there is one. */
    public Open ranged() {
      return hasRange() || usual == null ? this : usual;
    }

    /**
     * The value at {@code share} (0 to 1) of the range: log-uniform where both ends are positive;
     * of whole numbers each has its place, the ends too.
     */
    public double at(double share) {
      if (!hasRange()) {
        throw new IllegalStateException("a ? without a range has no value at a share of it");
      }
      double room = whole ? 0.5 : 0;
      double from = low - room;
      double to = high + room;
      double value =
          from > 0
              ? Math.exp(Math.log(from) + share * (Math.log(to) - Math.log(from)))
              : from + share * (to - from);
      return whole ? Math.max(low, Math.min(high, Math.rint(value))) : value;
    }

    @Override
    public double number() {
      throw new IllegalStateException(
          this + " is still open: replace it with a number, or tune it");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public String toString() {
      return hasRange() ? "?" + Numbers.print(low) + ".." + Numbers.print(high) : "?";
    }
  }
}
