package dev.rubato.strategy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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

  /** Writes the checkpoint of a step, and deletes the oldest of those that are too many. */
  public void write(Snapshot snapshot) throws IOException {
    Files.createDirectories(folder);
    Checkpoint.write(folder.resolve("step-%012d.rubato".formatted(snapshot.t())), snapshot);
    List<Step> steps = steps();
    for (Step step : steps.subList(0, Math.max(0, steps.size() - keep))) {
      Files.deleteIfExists(step.file());
    }
  }

  /** Writes the best checkpoint, in the place of the one that was best before. */
  public void writeBest(Snapshot snapshot) throws IOException {
    Files.createDirectories(folder);
    Checkpoint.write(folder.resolve(BEST), snapshot);
  }

  /**
   * The last checkpoint that is whole, or null where there is none.
   *
   * @throws CheckpointException where there are some, but all are damaged
   */
  public @Nullable Snapshot latest() throws IOException {
    CheckpointException damaged = null;
    List<Step> steps = steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      try {
        return Checkpoint.read(steps.get(i).file());
      } catch (CheckpointException e) {
        damaged = damaged == null ? e : damaged;
      }
    }
    if (damaged != null) {
      throw damaged;
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

  private List<Step> steps() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(
              file -> {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                return name.matches()
                    ? Stream.of(new Step(Long.parseLong(name.group(1)), file))
                    : Stream.of();
              })
          .sorted(Comparator.comparingLong(Step::t))
          .toList();
    }
  }
}
