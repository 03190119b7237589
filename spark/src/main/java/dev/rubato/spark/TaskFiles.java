package dev.rubato.spark;

import dev.rubato.file.FileFailure;
import dev.rubato.lab.program.WatchedFiles;
import dev.rubato.lab.spec.CommandSpec;
import dev.rubato.lab.spec.TaskSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Sends what a task needs besides this program to the executors, through Spark. */
final class TaskFiles {
  private static final int MOST_NAMED = 5;

  private final JavaSparkContext spark;
  private final Consumer<String> told;

  TaskFiles(JavaSparkContext spark, Consumer<String> told) {
    this.spark = spark;
    this.told = told;
  }

  /**
   * Sends the class path of one's own class, the watched files of a program, and the files that the
   * user names.
   *
   * @throws IllegalArgumentException if one can't be sent; the message says what to do
   */
  ShippedTask ship(TaskSpec spec, List<String> named) {
    String classPath = ShippedTask.classPath(spec);
    List<String> jars = classPath == null ? List.of() : jars(classPath);
    boolean program = ShippedTask.plain(spec) instanceof CommandSpec;
    List<Path> watched = program ? spec.watched(spec.open()).files() : List.of();
    List<String> names = watched.stream().map(Path::toString).toList();
    return new ShippedTask(spec.toJson(), jars, archive(watched, named), names, "");
  }

  private List<String> jars(String classPath) {
    Set<String> names = new LinkedHashSet<>();
    for (String part : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path file = Path.of(part).toAbsolutePath();
      Path jar = Files.isDirectory(file) ? FolderJar.of(file) : file;
      if (!names.add(String.valueOf(jar.getFileName()))) {
        throw new IllegalArgumentException(
            "the class path has two files called "
                + jar.getFileName()
                + ", which Spark can't tell apart: rename one");
      }
      spark.addFile(jar.toUri().toString());
    }
    return new ArrayList<>(names);
  }

  /** Sends files as one archive; gives its name, or null if there is none to send. */
  private @Nullable String archive(Collection<Path> watched, List<String> named) {
    Path base = Path.of("").toAbsolutePath();
    List<Path> outside = new ArrayList<>();
    Set<Path> files = new TreeSet<>(FileArchive.below(base, watched, outside));
    if (!outside.isEmpty()) {
      told.accept(
          "these files of the program are not below this folder, and must be on each machine"
              + " under the same names: "
              + some(outside));
      outside.clear();
    }
    for (String place : named) {
      files.addAll(FileArchive.below(base, there(place), outside));
    }
    if (!outside.isEmpty()) {
      throw new IllegalArgumentException(
          "--files sends what is below this folder, under the same names, but "
              + outside.get(0)
              + " is not: start in a folder that has it, or put it on each machine");
    }
    if (files.isEmpty() || spark.isLocal()) { // there this folder is the executors', too
      return null;
    }
    try {
      Path archive = FileArchive.pack(base, files);
      spark.addFile(archive.toUri().toString());
      told.accept(
          String.format(
              Locale.ROOT,
              "sends %s to each executor (%.1f MB): %s",
              files.size() == 1 ? "1 file" : files.size() + " files",
              Files.size(archive) / 1e6,
              some(files)));
      return String.valueOf(archive.getFileName());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the task's files can't be sent: " + FileFailure.words(e), e);
    }
  }

  private static List<Path> there(String place) {
    try {
      List<Path> files = WatchedFiles.under(Path.of(place));
      if (!files.isEmpty()) {
        return files;
      }
    } catch (InvalidPathException e) {
      // it names none
    }
    throw new IllegalArgumentException(
        "--files: there is no file \"" + place + "\", and no folder with files");
  }

  private static String some(Collection<Path> files) {
    List<String> names = files.stream().limit(MOST_NAMED).map(Path::toString).toList();
    return String.join(", ", names) + (files.size() > MOST_NAMED ? ", …" : "");
  }
}
