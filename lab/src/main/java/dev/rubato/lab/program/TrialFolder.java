package dev.rubato.lab.program;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The files of one run of a program, in a temporary folder that is deleted with it. */
final class TrialFolder implements AutoCloseable {
  private final Path folder;

  TrialFolder() throws IOException {
    folder = Files.createTempDirectory("rubato-trial-");
    Files.createDirectory(work());
  }

  /** The file of the rates. */
  Path rates() {
    return folder.resolve("rates.csv");
  }

  /** A folder for the program. */
  Path work() {
    return folder.resolve("work");
  }

  /** What only the environment of this run's processes contains. */
  String mark() {
    return folder.getFileName().toString();
  }

  /** Deletes its contents, as far as permitted; links, not their targets. */
  @Override
  public void close() {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      // the system's temporary folder is emptied by others too
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return delete(file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return delete(file);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      return delete(directory);
    }

    private static FileVisitResult delete(Path path) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the others can still be deleted
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
