package dev.rubato.lab.spec;

import dev.rubato.lab.Task;
import dev.rubato.lab.program.WatchedFiles;

/**
 * An immutable recipe that opens a task, here or on another machine: what the store keeps with a
 * study and a remote runner receives. Its text form is JSON with its own version.
 */
public sealed interface TaskSpec permits BundledSpec, ClassSpec, CommandSpec, EvaluatedSpec {

  /**
   * Opens the task. Whatever a recipe names (a class path, files of a command) is looked up where
   * this runs.
   *
   * @throws IllegalArgumentException if there is no such task here; the cause is a {@link
   *     ClassNotFoundException} if a class is missing
   */
  Task open();

  /**
   * The files here on which the results of the task depend that this opened, as far as is known.
   */
  default WatchedFiles watched(Task opened) {
    return WatchedFiles.NONE;
  }

  /** The fingerprint of the task that this opened, which differs where a watched file does. */
  default String fingerprint(Task opened) {
    return opened.fingerprint();
  }

  /** The recipe as JSON, on one line. */
  default String toJson() {
    return TaskSpecJson.write(this);
  }

  /**
   * Reads a recipe.
   *
   * @throws IllegalArgumentException if the text is not one, or one of a later version
   */
  static TaskSpec parse(String json) {
    return TaskSpecJson.read(json);
  }
}
