package dev.rubato.lab.spec;

import dev.rubato.lab.Task;

/**
 * An immutable recipe that opens a task, here or on another machine: what the store keeps of a
 * study and a remote runner receives. Its text form is JSON with a version of its own.
 */
public sealed interface TaskSpec permits BundledSpec, ClassSpec, CommandSpec {

  /**
   * Opens the task. What a recipe names (a class path, files of a command) is looked for where this
   * runs.
   *
   * @throws IllegalArgumentException where there is no such task here; the cause is a {@link
   *     ClassNotFoundException} where a class is missing
   */
  Task open();

  /** The recipe as JSON, on one line. */
  default String toJson() {
    return TaskSpecJson.write(this);
  }

  /**
   * Reads a recipe.
   *
   * @throws IllegalArgumentException where the text is not one, or one of a later version
   */
  static TaskSpec parse(String json) {
    return TaskSpecJson.read(json);
  }
}
