package dev.rubato.tasks;

import dev.rubato.lab.Task;
import dev.rubato.lab.spec.TaskProvider;
import java.util.List;

/** Lets recipes open the bundled tasks by their names. */
public final class BundledTasks implements TaskProvider {
  @Override
  public List<Task> tasks() {
    return Tasks.all();
  }
}
