package dev.rubato.optimizer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What {@link VectorAdamCompact} calls of {@code jdk.incubator.vector}, which it is compiled with.
 *
 * <p>As those of {@link Lanes}, these handles are constant, and a loop calls them with {@code
 * invokeExact}. But each is a method as it is, with its own types: so a loop may have more than
 * seventy of them. Handles of plain objects check each object, which is more than the 10,000
 * registers that Java's first compiler has for a loop; and what that can't compile the second one
 * never sees.
 */
final class VectorAdamHandles {
  // of floats: from and to arrays, the same in each lane, and arithmetic
  static final MethodHandle LOAD;
  static final MethodHandle STORE;
  static final MethodHandle ALL;
  static final MethodHandle PLUS;
  static final MethodHandle MINUS;
  static final MethodHandle TIMES;
  static final MethodHandle OVER;
  static final MethodHandle ROOT;
  static final MethodHandle BITS_OF;

  // of ints
  static final MethodHandle LOAD_INTS;
  static final MethodHandle STORE_INTS;
  static final MethodHandle ALL_INTS;
  static final MethodHandle ADD;
  static final MethodHandle AND;
  static final MethodHandle OR;
  static final MethodHandle SHIFT;
  static final MethodHandle FLOATS_OF;

  static {
    try {
      LOAD = ofClass(FloatVector.class, "fromArray", float[].class, int.class);
      STORE = of(FloatVector.class, "intoArray", void.class, float[].class, int.class);
      ALL = ofClass(FloatVector.class, "broadcast", float.class);
      PLUS = of(FloatVector.class, "add", FloatVector.class, Vector.class);
      MINUS = of(FloatVector.class, "sub", FloatVector.class, Vector.class);
      TIMES = of(FloatVector.class, "mul", FloatVector.class, Vector.class);
      OVER = of(FloatVector.class, "div", FloatVector.class, Vector.class);
      ROOT = of(FloatVector.class, "sqrt", FloatVector.class);
      BITS_OF = of(FloatVector.class, "reinterpretAsInts", IntVector.class);
      LOAD_INTS = ofClass(IntVector.class, "fromArray", int[].class, int.class);
      STORE_INTS = of(IntVector.class, "intoArray", void.class, int[].class, int.class);
      ALL_INTS = ofClass(IntVector.class, "broadcast", int.class);
      ADD = of(IntVector.class, "add", IntVector.class, Vector.class);
      AND = of(IntVector.class, "and", IntVector.class, Vector.class);
      OR = of(IntVector.class, "or", IntVector.class, Vector.class);
      SHIFT =
          of(IntVector.class, "lanewise", IntVector.class, VectorOperators.Binary.class, int.class);
      FLOATS_OF = of(IntVector.class, "reinterpretAsFloats", FloatVector.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private VectorAdamHandles() {}

  /** A static method that makes vectors of a species, and what else it takes. */
  private static MethodHandle ofClass(Class<?> vector, String name, Class<?>... from)
      throws ReflectiveOperationException {
    MethodType type =
        MethodType.methodType(vector, from).insertParameterTypes(0, VectorSpecies.class);
    return MethodHandles.publicLookup().findStatic(vector, name, type);
  }

  private static MethodHandle of(
      Class<?> vector, String name, Class<?> result, Class<?>... arguments)
      throws ReflectiveOperationException {
    MethodType type = MethodType.methodType(result, arguments);
    return MethodHandles.publicLookup().findVirtual(vector, name, type);
  }
}
