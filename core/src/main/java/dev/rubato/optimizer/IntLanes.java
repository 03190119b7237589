package dev.rubato.optimizer;

import java.lang.invoke.MethodHandle;

/**
 * Ints in a vector register of the processor: as {@link Lanes}, of {@code IntVector}. Vectors of
 * both have as many numbers.
 */
final class IntLanes {
  /** (array, index): the ints from an index of an array on. */
  static final MethodHandle LOAD;

  /** (vector, array, index): puts a vector's ints at an index of an array. */
  static final MethodHandle STORE;

  /** (x, y): x + y. */
  static final MethodHandle PLUS;

  /** (x, y): x + y for one int y. */
  static final MethodHandle PLUS_NUMBER;

  /** (x, y): x − y. */
  static final MethodHandle MINUS;

  /** (x, y): x − y for one int y. */
  static final MethodHandle MINUS_NUMBER;

  /** (x, y): x · y for one int y. */
  static final MethodHandle TIMES_NUMBER;

  /** (x, y): x & y. */
  static final MethodHandle AND;

  /** (x, y): x & y for one int y. */
  static final MethodHandle AND_NUMBER;

  /** (x, y): x | y. */
  static final MethodHandle OR;

  /** (x, y): the larger of x and y. */
  static final MethodHandle MAX;

  /** (x, y): the larger of x and one int y. */
  static final MethodHandle AT_LEAST;

  /** (x, y): the smaller of x and one int y. */
  static final MethodHandle AT_MOST;

  /** (x, y): x << y for one int y. */
  static final MethodHandle LEFT;

  /** (x, y): x >>> y for one int y. */
  static final MethodHandle RIGHT;

  /** (x, y): x >> y for one int y. */
  static final MethodHandle SIGNED_RIGHT;

  /** (x): the floats whose bits are x. */
  static final MethodHandle FLOATS;

  static {
    try {
      Lanes.Lookup find = new Lanes.Lookup(true);
      LOAD = find.load("fromArray", int[].class, int.class);
      STORE = find.store("intoArray", int[].class, int.class);
      PLUS = find.operation("add", find.anyVector());
      PLUS_NUMBER = find.operation("add", int.class);
      MINUS = find.operation("sub", find.anyVector());
      MINUS_NUMBER = find.operation("sub", int.class);
      TIMES_NUMBER = find.operation("mul", int.class);
      AND = find.operation("and", find.anyVector());
      AND_NUMBER = find.operation("and", int.class);
      OR = find.operation("or", find.anyVector());
      MAX = find.operation("max", find.anyVector());
      AT_LEAST = find.operation("max", int.class);
      AT_MOST = find.operation("min", int.class);
      LEFT = find.shift("LSHL");
      RIGHT = find.shift("LSHR");
      SIGNED_RIGHT = find.shift("ASHR");
      FLOATS = find.converted("reinterpretAsFloats", find.floats());
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private IntLanes() {}
}
