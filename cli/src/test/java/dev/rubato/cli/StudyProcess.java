package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real process of the command that keeps a study in a folder. */
final class StudyProcess implements AutoCloseable {
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final BufferedReader err;
  private final Path out;
  private final List<String> heard = new ArrayList<>();

  private StudyProcess(Process process, Path out) {
    this.process = process;
    this.err = process.errorReader(StandardCharsets.UTF_8);
    this.out = out;
  }

  /** Starts the command in a folder. */
  static StudyProcess start(Path folder, String... args) throws IOException {
    return start(folder, folder, args);
  }

  /**
   * Starts the command in a folder.
   *
   * @param temporary where its temporary files go
   */
  static StudyProcess start(Path folder, Path temporary, String... args) throws IOException {
    Files.createDirectories(folder);
    Path out = Files.createTempFile("rubato-test-", ".out");
    List<String> command = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // the shell of a build may ignore interrupts, and would have its children do so
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    List<String> rubato = ProcessTest.rubato(args);
    // what SQLite's driver unpacks stays where it is when its process is killed
    rubato.add(1, "-Dorg.sqlite.tmpdir=" + folder.toAbsolutePath().getParent());
    if (!temporary.equals(folder)) {
      rubato.add(1, "-Djava.io.tmpdir=" + temporary.toAbsolutePath());
    }
    command.addAll(rubato);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .start();
    return new StudyProcess(process, out);
  }

  /** Runs the command in a folder to its end. */
  static Cli.Outcome run(Path folder, String... args) throws Exception {
    try (StudyProcess process = start(folder, args)) {
      return process.end();
    }
  }

  /** Waits until it says a line that contains this. */
  String hears(String words) throws IOException {
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      heard.add(line);
      if (line.contains(words)) {
        return line;
      }
    }
    throw new AssertionError("it ended without saying \"" + words + "\", but: " + heard);
  }

  /** Waits until its standard output contains this. */
  void waitsFor(String words) throws Exception {
    while (!Files.readString(out).contains(words)) {
      assertThat(process.isAlive()).as("it runs until it writes \"%s\"", words).isTrue();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Kills it as {@code kill -9} does.
   *
   * @return whether it was still at work
   */
  boolean kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // what it said can still be read
    return process.waitFor() == KILLED;
  }

  /** What Ctrl-C does. */
  void interrupt() throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** What it left, once it has ended. */
  Cli.Outcome end() throws Exception {
    err.lines().forEach(heard::add);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
    return new Cli.Outcome(
        process.exitValue(), Files.readString(out), String.join("\n", heard) + "\n");
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
  }

  /** The whole of a study in a store, in both formats. */
  static List<String> exported(Path store, long study) {
    List<String> texts = new ArrayList<>();
    for (String format : List.of("json", "csv")) {
      texts.add(
          Cli.run("studies", "export", "" + study, "--format", format, "--store", store.toString())
              .succeeds()
              .out());
    }
    return texts;
  }
}
