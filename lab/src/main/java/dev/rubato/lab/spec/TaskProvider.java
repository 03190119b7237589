package dev.rubato.lab.spec;

import dev.rubato.lab.Task;
import java.util.List;

/**
 * Tasks that can be opened by their names. A module that has some names its provider in {@code
 * META-INF/services/dev.rubato.lab.spec.TaskProvider}.
 */
public interface TaskProvider {
  /** All of them, each with a unique name. */
  List<Task> tasks();
}
