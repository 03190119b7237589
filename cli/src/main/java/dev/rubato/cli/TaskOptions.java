package dev.rubato.cli;

import dev.rubato.lab.Task;
import dev.rubato.schedule.Horizon;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that trains: what to learn, and how long. */
final class TaskOptions {
  @Option(
      names = "--task",
      defaultValue = "digits",
      paramLabel = "NAME",
      description = "What to learn (rubato tasks lists them). Default: digits.")
  private String name = "digits";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How long each training is. Default: the task's own length.")
  private @Nullable Long epochs;

  /** The task that is named. */
  Task task() {
    return Input.task(name);
  }

  /** How long a training of it is. */
  Horizon horizon(Task task) {
    return Input.epochs(task, epochs == null ? task.about().epochs() : epochs);
  }
}
