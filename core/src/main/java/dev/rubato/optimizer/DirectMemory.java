package dev.rubato.optimizer;

import java.nio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The floats of a direct buffer where a {@link DirectKernel} can work on them: on a Java that was
 * started with {@code --add-modules jdk.incubator.vector}.
 */
public final class DirectMemory {
  private static final boolean REACHABLE = reachable();

  private final Object lanes;

  private DirectMemory(Object lanes) {
    this.lanes = lanes;
  }

  /**
   * A buffer's memory, or null where no kernel can work on it: without the module, and before Java
   * 19 where the buffer is not one of bytes.
   *
   * @param buffer a direct one, in the order of the processor
   */
  public static @Nullable DirectMemory of(Buffer buffer) {
    if (!REACHABLE || !buffer.isDirect()) {
      return null;
    }
    try {
      return new DirectMemory(Lanes.memory(buffer));
    } catch (ClassCastException e) {
      return null;
    }
  }

  /** Whether this Java has the module. */
  public static boolean isReachable() {
    return REACHABLE;
  }

  private static boolean reachable() {
    try {
      return Lanes.COUNT > 0;
    } catch (LinkageError e) {
      return false; // the module is missing, or not as this code expects it
    }
  }

  /** As {@link Lanes} sees it. */
  Object lanes() {
    return lanes;
  }
}
