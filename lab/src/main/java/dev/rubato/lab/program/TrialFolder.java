package dev.rubato.lab.program;

import dev.rubato.lab.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one run of a program, in a temporary folder that is deleted with it. */
final class TrialFolder implements AutoCloseable {
  private final TemporaryFolder folder;

  TrialFolder() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    folder = TemporaryFolder.make(parent, "rubato-trial-", dead -> RunningProgram.kill(mark(dead)));
    Files.createDirectory(work());
  }

  /** The file of the rates. */
  Path rates() {
    return folder.path().resolve("rates.csv");
  }

  /** A folder for the program. */
  Path work() {
    return folder.path().resolve("work");
  }

  /** What only the environment of this run's processes contains. */
  String mark() {
    return mark(folder.path());
  }

  private static String mark(Path folder) {
    return folder.getFileName() + "/";
  }

  @Override
  public void close() {
    folder.close();
  }
}
