package dev.rubato.optimizer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Floats in a vector register of the processor: the arithmetic of {@code jdk.incubator.vector}'s
 * {@code FloatVector}, for loops that the compiler does not vectorize by itself, on direct memory,
 * or over arrays at several indices. Each operation gives the bits of the same one on single
 * floats.
 *
 * <p>The module is present only if Java was started with {@code --add-modules
 * jdk.incubator.vector}, and its access to direct memory changed in Java 19. So it is looked up by
 * name when this class is first used, which fails with a {@link LinkageError} if it is missing, and
 * called through constant handles, which the compiler inlines. Vectors and memories are plain
 * objects here; until a loop is compiled, each is one on the heap. A loop calls the handles
 * themselves, with {@code invokeExact}, and is one method without branches: in methods between, or
 * where branches meet, the compiler may leave the objects. So it may where the module's methods are
 * called without handles: Java 17 then goes by the vectors that it has seen in the whole program,
 * and a loop becomes ten times slower by what others do. Some forty such calls fill the 10,000
 * registers that Java's first compiler has for a loop; and what that can't compile the second one
 * never sees.
 */
final class Lanes {
  /** How many floats a vector has. */
  static final int COUNT;

  private static final MethodHandle MEMORY;

  /** (memory, byte): the floats from a byte of a memory on. */
  static final MethodHandle LOAD;

  /** (vector, memory, byte): puts a vector's floats at a byte of a memory. */
  static final MethodHandle STORE;

  /** (array, index): the floats from an index of an array on. */
  static final MethodHandle LOAD_ARRAY;

  /** (vector, array, index): puts a vector's floats at an index of an array. */
  static final MethodHandle STORE_ARRAY;

  /** (x, y): x · y for one float y. */
  static final MethodHandle TIMES_NUMBER;

  /** (x, y): x + y for one float y. */
  static final MethodHandle PLUS_NUMBER;

  /** (x, y): x · y. */
  static final MethodHandle TIMES;

  /** (x, y): x + y. */
  static final MethodHandle PLUS;

  /** (x, y): x − y. */
  static final MethodHandle MINUS;

  /** (x, y): x / y. */
  static final MethodHandle OVER;

  /** (x, y): the larger of x and y, as {@link Math#max}. */
  static final MethodHandle MAX;

  /** (x, y): the larger of x and one float y. */
  static final MethodHandle AT_LEAST;

  /** (x, y): the smaller of x and one float y. */
  static final MethodHandle AT_MOST;

  /** (x): √x. */
  static final MethodHandle ROOT;

  /** (x): |x|. */
  static final MethodHandle SIZE;

  /** (x): the bits of x, as ints. */
  static final MethodHandle BITS;

  static {
    try {
      Lookup find = new Lookup(false);
      COUNT = find.count();
      MEMORY = find.memory();
      LOAD = find.load();
      STORE = find.store();
      LOAD_ARRAY = find.load("fromArray", float[].class, int.class);
      STORE_ARRAY = find.store("intoArray", float[].class, int.class);
      TIMES_NUMBER = find.operation("mul", float.class);
      PLUS_NUMBER = find.operation("add", float.class);
      TIMES = find.operation("mul", find.anyVector);
      PLUS = find.operation("add", find.anyVector);
      MINUS = find.operation("sub", find.anyVector);
      OVER = find.operation("div", find.anyVector);
      MAX = find.operation("max", find.anyVector);
      AT_LEAST = find.operation("max", float.class);
      AT_MOST = find.operation("min", float.class);
      ROOT = find.root();
      SIZE = find.operation("abs");
      BITS = find.converted("reinterpretAsInts", find.ints);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Lanes() {}

  /** The module's classes, and its methods with the arguments that never change. */
  static final class Lookup {
    private static final String MODULE = "jdk.incubator.vector.";

    private final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    private final Class<?> floats = Class.forName(MODULE + "FloatVector");
    private final Class<?> ints = Class.forName(MODULE + "IntVector");
    private final Class<?> vector;
    private final Class<?> anyVector = Class.forName(MODULE + "Vector");
    private final Class<?> species = Class.forName(MODULE + "VectorSpecies");
    private final Object preferred;
    private final @Nullable Class<?> segment;

    /** Of vectors of floats, or of ints. */
    Lookup(boolean ofInts) throws ReflectiveOperationException {
      this.vector = ofInts ? ints : floats;
      this.preferred = vector.getField("SPECIES_PREFERRED").get(null);
      this.segment = ofInts ? null : segment();
    }

    /** Vectors of floats. */
    Class<?> floats() {
      return floats;
    }

    /** Any vector. */
    Class<?> anyVector() {
      return anyVector;
    }

    /** What vectors load from and store to, or null on a Java where that is a buffer. */
    private @Nullable Class<?> segment() {
      try {
        Class<?> found = Class.forName("java.lang.foreign.MemorySegment");
        lookup.findStatic(vector, "fromMemorySegment", loading(found, long.class, ByteOrder.class));
        return found;
      } catch (ReflectiveOperationException e) {
        return null;
      }
    }

    int count() throws ReflectiveOperationException {
      return (int) species.getMethod("length").invoke(preferred);
    }

    MethodHandle memory() throws ReflectiveOperationException {
      return plain(
          segment == null
              ? MethodHandles.identity(ByteBuffer.class)
              : lookup.findStatic(
                  segment, "ofBuffer", MethodType.methodType(segment, Buffer.class)));
    }

    MethodHandle load() throws ReflectiveOperationException {
      MethodHandle load =
          segment == null
              ? load("fromByteBuffer", ByteBuffer.class, int.class, ByteOrder.class)
              : load("fromMemorySegment", segment, long.class, ByteOrder.class);
      return with(load, 2);
    }

    MethodHandle store() throws ReflectiveOperationException {
      MethodHandle store =
          segment == null
              ? store("intoByteBuffer", ByteBuffer.class, int.class, ByteOrder.class)
              : store("intoMemorySegment", segment, long.class, ByteOrder.class);
      return with(store, 3);
    }

    private static MethodHandle with(MethodHandle handle, int place) {
      return MethodHandles.insertArguments(handle, place, ByteOrder.nativeOrder());
    }

    MethodHandle load(String name, Class<?>... from) throws ReflectiveOperationException {
      MethodHandle load = lookup.findStatic(vector, name, loading(from));
      return plain(MethodHandles.insertArguments(load, 0, preferred));
    }

    private MethodType loading(Class<?>... from) {
      return MethodType.methodType(vector, from).insertParameterTypes(0, species);
    }

    MethodHandle store(String name, Class<?>... into) throws ReflectiveOperationException {
      return plain(lookup.findVirtual(vector, name, MethodType.methodType(void.class, into)));
    }

    MethodHandle operation(String name, Class<?>... with) throws ReflectiveOperationException {
      return plain(lookup.findVirtual(vector, name, MethodType.methodType(vector, with)));
    }

    MethodHandle converted(String name, Class<?> to) throws ReflectiveOperationException {
      return plain(lookup.findVirtual(vector, name, MethodType.methodType(to)));
    }

    /** Of ints: a lanewise operation of {@code VectorOperators} with one int. */
    MethodHandle shift(String name) throws ReflectiveOperationException {
      Class<?> binary = Class.forName(MODULE + "VectorOperators$Binary");
      Object shift = Class.forName(MODULE + "VectorOperators").getField(name).get(null);
      MethodType type = MethodType.methodType(vector, binary, int.class);
      return plain(
          MethodHandles.insertArguments(lookup.findVirtual(vector, "lanewise", type), 1, shift));
    }

    MethodHandle root() throws ReflectiveOperationException {
      Class<?> unary = Class.forName(MODULE + "VectorOperators$Unary");
      Object root = Class.forName(MODULE + "VectorOperators").getField("SQRT").get(null);
      return MethodHandles.insertArguments(operation("lanewise", unary), 1, root);
    }

    /** The same with plain objects for everything but arrays and numbers, and int for long. */
    static MethodHandle plain(MethodHandle handle) {
      MethodType type = handle.type();
      for (int i = 0; i < type.parameterCount(); i++) {
        Class<?> each = type.parameterType(i);
        if (each == long.class) {
          type = type.changeParameterType(i, int.class);
        } else if (!each.isPrimitive() && !each.isArray()) {
          type = type.changeParameterType(i, Object.class);
        }
      }
      boolean stores = type.returnType() == void.class;
      return handle.asType(stores ? type : type.changeReturnType(Object.class));
    }
  }

  /**
   * Direct memory to load from and store to.
   *
   * @throws ClassCastException if this Java's vectors can't access such a buffer
   */
  static Object memory(Buffer buffer) {
    try {
      return (Object) MEMORY.invokeExact((Object) buffer);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** What to throw if a handle threw. */
  static RuntimeException failure(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(thrown);
  }
}
