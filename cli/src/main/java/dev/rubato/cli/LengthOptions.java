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
      description = "Length of each training in epochs. Default: the task's own length.")
  private @Nullable Long epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Length of each training in steps.")
  private @Nullable Long steps;

  @Option(
      names = "--steps-per-epoch",
      paramLabel = "N",
      description = "Updates in an epoch of your own program, if a strategy counts epochs.")
  private @Nullable Long stepsPerEpoch;

  /** How long a training of a task is. */
  Horizon horizon(Task task) {
    if (steps != null) {
      checkOne();
      return Input.steps("--steps", task, steps);
    }
    if (task.about().stepsPerEpoch() == 0) {
      return program();
    }
    return Input.epochs(task, epochs == null ? task.about().epochs() : epochs);
  }

  /** How long a training of a program is. */
  Horizon program() {
    if (steps == null) {
      throw new BadInput("--command needs --steps, the number of updates in a training");
    }
    checkOne();
    Input.atLeast1("--steps", steps);
    if (stepsPerEpoch != null) {
      Input.atLeast1("--steps-per-epoch", stepsPerEpoch);
    }
    try {
      return stepsPerEpoch == null ? Horizon.ofSteps(steps) : new Horizon(steps, stepsPerEpoch);
    } catch (IllegalArgumentException e) {
      throw BadInput.of("", e);
    }
  }

  private void checkOne() {
    if (epochs != null) {
      throw new BadInput("--epochs can't be used with --steps");
    }
  }

  /** The words of a command that set how long an epoch is. */
  List<String> epochWords() {
    return stepsPerEpoch == null
        ? List.of()
        : List.of("--steps-per-epoch", stepsPerEpoch.toString());
  }

  /** Refuses a length that another option gives too. */
  void checkNone(String other) {
    if (epochs != null || steps != null) {
      throw new BadInput("--epochs and --steps can't be used with " + other);
    }
  }

  /** The words of a command that set how long a training is. */
  List<String> words(Horizon horizon) {
    return stepsPerEpoch == null
        ? List.of("--steps", Long.toString(horizon.steps()))
        : List.of(
            "--steps",
            Long.toString(horizon.steps()),
            "--steps-per-epoch",
            stepsPerEpoch.toString());
  }
}
