package dev.rubato.optimizer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Ints in a vector register, and the bits of floats there: the arithmetic of {@code
 * jdk.incubator.vector}'s {@code IntVector}, to be used as {@link Lanes} is.
 */
final class IntLanes {
  /** (array, index): the ints from an index of an array on. */
  static final MethodHandle LOAD_INTS;

  /** (vector, array, index): puts a vector's ints at an index of an array. */
  static final MethodHandle STORE_INTS;

  /** (x, n): x with all bits n places higher. */
  static final MethodHandle UP;

  /** (x, n): x with all bits n places lower, after zeros. */
  static final MethodHandle DOWN;

  /** (x, y): the bits that x and one int y have. */
  static final MethodHandle AND_NUMBER;

  /** (x, y): the bits that x or y has. */
  static final MethodHandle OR;

  /** (x, y): x + y. */
  static final MethodHandle ADD;

  /** (x): the bits of floats. */
  static final MethodHandle BITS;

  /** (x): the floats of bits. */
  static final MethodHandle FLOATS;

  private static final String MODULE = "jdk.incubator.vector.";

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> ints = Class.forName(MODULE + "IntVector");
      Class<?> floats = Class.forName(MODULE + "FloatVector");
      Class<?> vector = Class.forName(MODULE + "Vector");
      Class<?> species = Class.forName(MODULE + "VectorSpecies");
      Object preferred = ints.getField("SPECIES_PREFERRED").get(null);
      MethodType load = MethodType.methodType(ints, species, int[].class, int.class);
      LOAD_INTS =
          Lanes.Lookup.plain(
              MethodHandles.insertArguments(
                  lookup.findStatic(ints, "fromArray", load), 0, preferred));
      MethodType store = MethodType.methodType(void.class, int[].class, int.class);
      STORE_INTS = Lanes.Lookup.plain(lookup.findVirtual(ints, "intoArray", store));
      UP = shift(lookup, ints, "LSHL");
      DOWN = shift(lookup, ints, "LSHR");
      MethodType byNumber = MethodType.methodType(ints, int.class);
      AND_NUMBER = Lanes.Lookup.plain(lookup.findVirtual(ints, "and", byNumber));
      MethodType byVector = MethodType.methodType(ints, vector);
      OR = Lanes.Lookup.plain(lookup.findVirtual(ints, "or", byVector));
      ADD = Lanes.Lookup.plain(lookup.findVirtual(ints, "add", byVector));
      BITS =
          Lanes.Lookup.plain(
              lookup.findVirtual(floats, "reinterpretAsInts", MethodType.methodType(ints)));
      FLOATS =
          Lanes.Lookup.plain(
              lookup.findVirtual(ints, "reinterpretAsFloats", MethodType.methodType(floats)));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private IntLanes() {}

  private static MethodHandle shift(MethodHandles.Lookup lookup, Class<?> ints, String name)
      throws ReflectiveOperationException {
    Class<?> binary = Class.forName(MODULE + "VectorOperators$Binary");
    Object operator = Class.forName(MODULE + "VectorOperators").getField(name).get(null);
    MethodHandle shift =
        lookup.findVirtual(ints, "lanewise", MethodType.methodType(ints, binary, int.class));
    return Lanes.Lookup.plain(MethodHandles.insertArguments(shift, 1, operator));
  }
}
