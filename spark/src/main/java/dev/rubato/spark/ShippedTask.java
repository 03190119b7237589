package dev.rubato.spark;

import dev.rubato.lab.Task;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.EvaluatedSpec;
import dev.rubato.lab.spec.TaskSpec;
import java.io.File;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * A task as executors get it: its recipe, the names of the files that came with it, and what it
 * must be there.
 *
 * @param recipe as JSON
 * @param files jars of its class path, as Spark names them; empty if there is none
 * @param fingerprint of the task that the driver opened
 */
record ShippedTask(String recipe, List<String> files, String fingerprint) implements Serializable {
  private static final Map<ShippedTask, Task> OPENED = new ConcurrentHashMap<>();

  ShippedTask {
    files = List.copyOf(files);
  }

  /**
   * The task, opened once on each executor and kept.
   *
   * @throws IllegalArgumentException if it is not there, or is another than the driver's
   */
  Task open() {
    return OPENED.computeIfAbsent(this, ShippedTask::openedHere);
  }

  private Task openedHere() {
    TaskSpec spec = TaskSpec.parse(recipe);
    if (!files.isEmpty()) {
      List<String> here = new ArrayList<>();
      files.forEach(name -> here.add(SparkFiles.get(name)));
      spec = withClassPath(spec, String.join(File.pathSeparator, here));
    }
    Task task = spec.open();
    if (!task.fingerprint().equals(fingerprint)) {
      throw new IllegalArgumentException(
          "the task differs from the driver's, so its results would too: here it is \""
              + task.fingerprint()
              + "\", there \""
              + fingerprint
              + "\"; give both the same version and data");
    }
    return task;
  }

  /** The class path of one's own class, where the recipe has one. */
  static @Nullable String classPath(TaskSpec spec) {
    TaskSpec plain = spec instanceof EvaluatedSpec evaluated ? evaluated.of() : spec;
    return plain instanceof ClassSpec own ? own.classPath() : null;
  }

  static TaskSpec withClassPath(TaskSpec spec, String path) {
    if (spec instanceof EvaluatedSpec evaluated) {
      return new EvaluatedSpec(
          withClassPath(evaluated.of(), path), evaluated.judged(), evaluated.every());
    }
    return spec instanceof ClassSpec own ? new ClassSpec(own.className(), path) : spec;
  }
}
