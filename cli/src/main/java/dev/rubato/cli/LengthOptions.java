package dev.rubato.cli;

import dev.rubato.lab.Task;
import dev.rubato.schedule.Horizon;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how long a training is. */
final class LengthOptions {
  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How long each training is. Default: the task's own length.")
  private @Nullable Long epochs;

  /** How long a training of a task is. */
  Horizon horizon(Task task) {
    return Input.epochs(task, epochs == null ? task.about().epochs() : epochs);
  }

  /** Refuses a length that another option gives too. */
  void checkNone(String other) {
    if (epochs != null) {
      throw new BadInput("--epochs can't stand beside " + other);
    }
  }

  /** The words of a command that say how long a training is. */
  List<String> words(Horizon horizon) {
    return List.of("--epochs", Long.toString(horizon.steps() / horizon.stepsPerEpoch()));
  }
}
