package dev.rubato.battery;

import java.util.List;
import java.util.stream.Stream;

/** All tasks of the battery. */
public final class Battery {
  private static final List<BatteryTask> TASKS =
      Stream.concat(ChooseTasks.all().stream(), MeasureTasks.all().stream()).toList();

  private Battery() {}

  /** All tasks, in the order of their families. */
  public static List<BatteryTask> tasks() {
    return TASKS;
  }

  /** The tasks of one half. */
  public static List<BatteryTask> tasks(Half half) {
    return TASKS.stream().filter(task -> task.half() == half).toList();
  }

  /**
   * The task of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static BatteryTask task(String name) {
    return TASKS.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no task \"" + name + "\" in the battery"));
  }
}
