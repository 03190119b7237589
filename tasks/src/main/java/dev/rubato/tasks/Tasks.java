package dev.rubato.tasks;

import dev.rubato.lab.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue of bundled tasks. */
public final class Tasks {
  private static final List<Task> ALL =
      List.of(
          Digits.dense(),
          Digits.convolutional(),
          Digits.convex(),
          Diabetes.task(),
          Novel.task(),
          Fashion.task());

  private Tasks() {}

  /** All bundled tasks. */
  public static List<Task> all() {
    return ALL;
  }

  /** The task of this name, or null. */
  public static @Nullable Task find(String name) {
    for (Task task : ALL) {
      if (task.about().name().equals(name)) {
        return task;
      }
    }
    return null;
  }
}
