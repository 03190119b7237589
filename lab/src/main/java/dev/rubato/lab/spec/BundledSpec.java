package dev.rubato.lab.spec;

import dev.rubato.lab.Task;
import dev.rubato.notation.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A task given only by its name, from a {@link TaskProvider} on the class path.
 *
 * @param name such as {@code digits}
 */
public record BundledSpec(String name) implements TaskSpec {

  @Override
  public Task open() {
    List<String> names = new ArrayList<>();
    for (TaskProvider provider :
        ServiceLoader.load(TaskProvider.class, BundledSpec.class.getClassLoader())) {
      for (Task task : provider.tasks()) {
        if (task.about().name().equals(name)) {
          return task;
        }
        names.add(task.about().name());
      }
    }
    throw new IllegalArgumentException(unknown(name, names));
  }

  /** What is wrong with a name that is none of these. */
  static String unknown(String name, List<String> names) {
    String wrong = "no task is called \"" + name + "\"";
    if (names.isEmpty()) {
      return wrong + ": nothing on the class path provides tasks; add rubato-tasks to it";
    }
    String hint = Spelling.hint(name, names);
    return wrong + (hint.isEmpty() ? "; available: " + String.join(", ", names) : hint);
  }
}
