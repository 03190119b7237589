package dev.rubato.battery;

import dev.rubato.file.SafeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** The bests of exhaustive grids, one line for each task, its fields divided by tabs. */
final class GridFile {
  private static final String RESOURCE = "grids.tsv";

  private final Map<String, GridBest> all = new TreeMap<>();

  private GridFile(String text) {
    for (String line : text.lines().toList()) {
      List<String> fields = List.of(line.split("\t", -1));
      if (fields.size() != 4) {
        throw new IllegalArgumentException(
            "a line of " + RESOURCE + " must have 4 fields, was \"" + line + "\"");
      }
      put(new GridBest(fields.get(0), fields.get(1), fields.get(3), Long.parseLong(fields.get(2))));
    }
  }

  private void put(GridBest each) {
    all.put(each.task(), each);
  }

  /** Those of the build. */
  static GridFile stored() throws IOException {
    try (InputStream file = GridFile.class.getResourceAsStream(RESOURCE)) {
      return new GridFile(
          file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * The best of a task.
   *
   * @throws IllegalArgumentException if nothing is stored, or the task is another by now
   */
  GridBest find(MeasuredTask task) {
    GridBest found = all.get(task.toString());
    if (found == null || !found.fingerprint().equals(task.fingerprint())) {
      throw new IllegalArgumentException(
          "no grid is known of "
              + task
              + (found == null ? "" : ", which has changed since")
              + ": run the battery's command \"grid\" and build it again");
    }
    return found;
  }

  /** Trains the grids that a file does not have yet, and keeps each when it is known. */
  static void make(Path file, List<? extends MeasuredTask> tasks, int jobs, PrintStream out)
      throws IOException, InterruptedException {
    GridFile known = new GridFile(Files.exists(file) ? Files.readString(file) : "");
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      Map<MeasuredTask, Future<GridBest>> missing =
          tasks.stream()
              .filter(known::isMissing)
              .collect(
                  Collectors.toMap(
                      task -> task,
                      task -> pool.submit(() -> GridBest.of(task)),
                      (one, other) -> one,
                      LinkedHashMap::new));
      for (Map.Entry<MeasuredTask, Future<GridBest>> each : missing.entrySet()) {
        GridBest best = each.getValue().get();
        known.put(best);
        known.write(file);
        out.println(best.task() + ": " + best.strategy());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a grid can't be trained: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Whether nothing is known of a task, or the task is another by now. */
  boolean isMissing(MeasuredTask task) {
    GridBest found = all.get(task.toString());
    return found == null || !found.fingerprint().equals(task.fingerprint());
  }

  private void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (GridBest each : all.values()) {
      text.append(
          String.join(
              "\t",
              each.task(),
              each.fingerprint(),
              Long.toString(each.steps()),
              each.strategy() + "\n"));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    SafeFile.replace(file, to -> to.write(bytes));
  }
}
