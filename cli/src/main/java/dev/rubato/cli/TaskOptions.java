package dev.rubato.cli;

import dev.rubato.lab.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that trains: what to learn. */
final class TaskOptions {
  @Option(
      names = "--task",
      split = ",",
      defaultValue = "digits",
      paramLabel = "NAME",
      description = "What to learn (rubato tasks lists them). Default: digits.")
  private List<String> names = List.of("digits");

  /** The one task that is named. */
  Task task() {
    List<Task> tasks = tasks();
    if (tasks.size() > 1) {
      throw new BadInput("--task must be one task here, was " + String.join(",", names));
    }
    return tasks.get(0);
  }

  /** The tasks that are named. */
  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      tasks.add(Input.task(name));
    }
    return tasks;
  }

  /** The words of a command that name a task. */
  List<String> words(Task task) {
    return List.of("--task", task.about().name());
  }
}
