package dev.rubato.strategy;

import dev.rubato.file.SafeFile;
import dev.rubato.file.WorkingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one training: the last few, and the best. One training writes to a folder at a
 * time; what else lies there stays.
 *
 * @param folder where they lie; made when the first is written
 * @param keep how many of the last to keep, at least 1
 */
public record CheckpointFolder(Path folder, int keep) {
  private static final String BEST = "best.rubato";
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.rubato");

  public CheckpointFolder {
    if (keep < 1) {
      throw new IllegalArgumentException("checkpoints to keep must be at least 1, was " + keep);
    }
  }

  private record Step(long t, Path file) {}

  /**
   * Writes the checkpoint of a step, and deletes the oldest of those that are too many. Those of
   * later steps are deleted too: a training that writes here went back, and abandoned them.
   */
  public void write(Snapshot snapshot) throws IOException {
    make();
    SafeFile.deleteAbandoned(folder);
    Checkpoint.write(
        folder.resolve(String.format(Locale.ROOT, "step-%012d.rubato", snapshot.t())), snapshot);
    List<Step> steps = new ArrayList<>(steps());
    for (int i = steps.size() - 1; i >= 0 && steps.get(i).t() > snapshot.t(); i--) {
      Files.deleteIfExists(steps.remove(i).file());
    }
    for (Step step : steps.subList(0, Math.max(0, steps.size() - keep))) {
      Files.deleteIfExists(step.file());
    }
  }

  /**
   * Looks whether a new training may write here: a folder belongs to one.
   *
   * @throws IllegalStateException where there are checkpoints of another
   */
  public void checkFree() throws IOException {
    List<Step> steps = steps();
    if (!steps.isEmpty() || Files.exists(folder.resolve(BEST))) {
      throw new IllegalStateException(
          folder
              + " holds the checkpoints of a training"
              + (steps.isEmpty() ? "" : ", the last of step " + steps.get(steps.size() - 1).t())
              + ": a new one would delete them; resume that one, give another folder, or delete"
              + " this one");
    }
  }

  /**
   * Looks whether checkpoints can be written here, as far as is to be seen without writing.
   *
   * @throws IllegalArgumentException where a file lies in the folder's place or above it
   */
  public void checkPlace() {
    Path place = folder.toAbsolutePath();
    while (place != null && !Files.exists(place)) {
      place = place.getParent();
    }
    if (place != null && !Files.isDirectory(place)) {
      throw new IllegalArgumentException(
          folder + " can't be a folder of checkpoints, as " + place + " is a file: give another");
    }
  }

  /** Writes the best checkpoint, in the place of the one that was best before. */
  public void writeBest(Snapshot snapshot) throws IOException {
    make();
    Checkpoint.write(folder.resolve(BEST), snapshot);
  }

  /**
   * The last checkpoint that is whole, or null where there is none.
   *
   * @throws CheckpointException where there are some, but all are damaged
   */
  public @Nullable Snapshot latest() throws IOException {
    return latest(newer -> {});
  }

  /**
   * The last checkpoint that is whole, or null where there is none.
   *
   * @param damaged is told of each later one that is not
   * @throws CheckpointException where there are some, but all are damaged
   */
  public @Nullable Snapshot latest(Consumer<CheckpointException> damaged) throws IOException {
    List<CheckpointException> newer = new ArrayList<>();
    List<Step> steps = steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      try {
        Snapshot last = Checkpoint.read(steps.get(i).file());
        newer.forEach(damaged);
        return last;
      } catch (CheckpointException e) {
        newer.add(e);
      } catch (NoSuchFileException e) {
        // another process has deleted it meanwhile
      }
    }
    if (!newer.isEmpty()) {
      throw newer.get(0);
    }
    return null;
  }

  /** The best checkpoint, or null where there is none. */
  public @Nullable Snapshot best() throws IOException {
    try {
      return Checkpoint.read(folder.resolve(BEST));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void make() throws IOException {
    WorkingFolder.check(folder);
    Files.createDirectories(folder);
  }

  private List<Step> steps() throws IOException {
    WorkingFolder.check(folder);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(
              file -> {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                return name.matches() && Files.isRegularFile(file)
                    ? Stream.of(new Step(Long.parseLong(name.group(1)), file))
                    : Stream.of();
              })
          .sorted(Comparator.comparingLong(Step::t))
          .toList();
    }
  }
}
