package dev.rubato.cli;

import dev.rubato.argument.Value;
import dev.rubato.lab.Task;
import dev.rubato.notation.Notation;
import dev.rubato.notation.Spelling;
import dev.rubato.report.Output;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import dev.rubato.tasks.Tasks;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Reads what a user typed, and says what is wrong with it before any work begins. */
final class Input {
  private static final int MOST_STEPS_OF_A_TRIAL = 100_000_000;

  private Input() {}

  static Task task(String name) {
    Task task = Tasks.find(name);
    if (task == null) {
      List<String> names = Tasks.all().stream().map(each -> each.about().name()).toList();
      String hint = Spelling.hint(name, names);
      throw new BadInput(
          "no task is called \""
              + name
              + "\""
              + (hint.isEmpty() ? "; there are: " + String.join(", ", names) : hint));
    }
    return task;
  }

  /** A strategy that can be resolved over a horizon; its open values count as 1. */
  static Strategy strategy(String text, Horizon horizon) {
    Strategy strategy = Notation.strategy(text);
    try {
      Strategy closed = strategy.map(value -> value.isOpen() ? Value.of(1) : value);
      closed.rate().over(horizon);
    } catch (IllegalArgumentException e) {
      throw new BadInput("\"" + text + "\": " + e.getMessage());
    }
    return strategy;
  }

  static Horizon epochs(Task task, long epochs) {
    atLeast1("--epochs", epochs);
    long stepsPerEpoch = task.about().stepsPerEpoch();
    if (epochs > MOST_STEPS_OF_A_TRIAL / stepsPerEpoch) {
      throw new BadInput(
          "--epochs must be at most %d on this task, was %d"
              .formatted(MOST_STEPS_OF_A_TRIAL / stepsPerEpoch, epochs));
    }
    return Horizon.ofEpochs(epochs, stepsPerEpoch);
  }

  static void atLeast1(String option, long value) {
    if (value < 1) {
      throw new BadInput(option + " must be at least 1, was " + value);
    }
  }

  /** A path that can be written to, found out before the work. */
  static Path writable(String option, String path) {
    try {
      Path file = Path.of(path);
      Output.checkWritable(file);
      return file;
    } catch (InvalidPathException | IOException e) {
      throw new BadInput(option + ": " + e.getMessage());
    }
  }
}
