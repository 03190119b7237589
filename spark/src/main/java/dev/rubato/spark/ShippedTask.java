package dev.rubato.spark;

import dev.rubato.lab.Task;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.CommandSpec;
import dev.rubato.lab.spec.EvaluatedSpec;
import dev.rubato.lab.spec.TaskSpec;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkFiles;
import org.jspecify.annotations.Nullable;

/**
 * A task as executors get it: its recipe, the names of the files that came with it, and what it
 * must be there.
 *
 * @param recipe as JSON
 * @param jars of its class path, as Spark names them; empty if there is none
 * @param archive of the files that it reads, as Spark names it; or null
 * @param watched the files on which a program depends, as they were found at the driver
 * @param fingerprint of the task that the driver opened
 */
record ShippedTask(
    String recipe,
    List<String> jars,
    @Nullable String archive,
    List<String> watched,
    String fingerprint)
    implements Serializable {
  private static final Map<ShippedTask, Task> OPENED = new ConcurrentHashMap<>();
  private static final Set<String> UNPACKED = ConcurrentHashMap.newKeySet();

  ShippedTask {
    jars = List.copyOf(jars);
    watched = List.copyOf(watched);
  }

  /** The same, of which the driver has opened this task. */
  ShippedTask as(Task opened) {
    return new ShippedTask(recipe, jars, archive, watched, opened.fingerprint());
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
    unpack();
    TaskSpec spec = TaskSpec.parse(recipe);
    if (!jars.isEmpty()) {
      List<String> here = new ArrayList<>();
      jars.forEach(name -> here.add(SparkFiles.get(name)));
      spec = withClassPath(spec, String.join(File.pathSeparator, here));
    }
    Task task = spec.open();
    if (!task.fingerprint().equals(fingerprint)) {
      throw new IllegalArgumentException(
          plain(spec) instanceof CommandSpec
              ? "the program's files differ from the driver's, so its results would too: "
                  + difference(spec.watched(task).files())
              : "the task differs from the driver's, so its results would too: here it is \""
                  + task.fingerprint()
                  + "\", there \""
                  + fingerprint
                  + "\"; give both the same version and data");
    }
    return task;
  }

  /** Puts the files into the folder in which this executor runs, where a task looks for them. */
  private void unpack() {
    if (archive == null) {
      return;
    }
    synchronized (UNPACKED) {
      if (!UNPACKED.contains(archive)) {
        try {
          FileArchive.unpack(Path.of(SparkFiles.get(archive)), Path.of("").toAbsolutePath());
        } catch (IOException e) {
          throw new UncheckedIOException("the task's files can't be unpacked: " + e, e);
        }
        UNPACKED.add(archive);
      }
    }
  }

  private String difference(List<Path> found) {
    Set<String> here = new TreeSet<>();
    found.forEach(file -> here.add(file.toString()));
    Set<String> missing = new TreeSet<>(watched);
    missing.removeAll(here);
    here.removeAll(watched);
    if (missing.isEmpty() && here.isEmpty()) {
      return "one of "
          + String.join(", ", watched)
          + " has other contents; what is not below the driver's folder must be the same on each"
          + " machine";
    }
    return (missing.isEmpty() ? "" : "missing here " + String.join(", ", missing) + "; ")
        + (here.isEmpty() ? "" : "only here " + String.join(", ", here) + "; ")
        + "name files relative to the folder in which you start the study, whose files are sent";
  }

  /** The recipe without how it is evaluated. */
  static TaskSpec plain(TaskSpec spec) {
    return spec instanceof EvaluatedSpec evaluated ? evaluated.of() : spec;
  }

  /** The class path of one's own class, where the recipe has one. */
  static @Nullable String classPath(TaskSpec spec) {
    return plain(spec) instanceof ClassSpec own ? own.classPath() : null;
  }

  static TaskSpec withClassPath(TaskSpec spec, String path) {
    if (spec instanceof EvaluatedSpec evaluated) {
      return new EvaluatedSpec(
          withClassPath(evaluated.of(), path), evaluated.judged(), evaluated.every());
    }
    return spec instanceof ClassSpec own ? new ClassSpec(own.className(), path) : spec;
  }
}
