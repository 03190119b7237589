package dev.rubato.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that are killed at random moments and run again end as if they had not been. */
@Timeout(900)
class KilledTest {
  @TempDir private Path folder;

  private static Process start(Class<?> program, Path checkpoints) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            checkpoints.toString());
    Path log = checkpoints.resolveSibling(checkpoints.getFileName() + ".log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** The last checkpoint, which holds parameters, optimizer and step. */
  private static byte[] last(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      Path last =
          files
              .filter(file -> file.getFileName().toString().matches("step-\\d+\\.rubato"))
              .max(Path::compareTo)
              .orElseThrow();
      assertThat(last.getFileName()).hasToString("step-000000000480.rubato");
      return Files.readAllBytes(last);
    }
  }

  private void isTheSame(Class<?> program, int kills) throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(start(program, whole).waitFor()).isZero();
    Path killed = folder.resolve("killed");
    SplittableRandom random = new SplittableRandom(kills);
    List<String> at = new ArrayList<>();
    while (at.size() < kills) {
      Process process = start(program, killed);
      // Most of a run is the start of the virtual machine, and how long that is nobody knows: so a
      // moment is one after some checkpoint, and now and then one before the first.
      int checkpoints = random.nextInt(6);
      String before = newest(killed);
      for (int seen = 0; seen < checkpoints && process.isAlive(); ) {
        String now = newest(killed);
        if (!now.equals(before)) {
          seen++;
          before = now;
        }
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(checkpoints == 0 ? 500_000 : 10_000));
      if (process.isAlive()) {
        process.destroyForcibly().waitFor();
        at.add(newest(killed));
      } else {
        assertThat(process.waitFor()).isZero();
        deleteAll(killed); // it came to its end: begin again
      }
    }
    assertThat(at).as("killed after").anyMatch(name -> !name.isEmpty());
    assertThat(start(program, killed).waitFor()).as("killed after %s", at).isZero();
    assertThat(last(killed)).as("killed after %s", at).isEqualTo(last(whole));
    assertThat(Files.readString(folder.resolve("killed.log")))
        .containsPattern("begins at step [1-9]");
  }

  /** The name of the newest checkpoint, or nothing. */
  private static String newest(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return "";
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("step-\\d+\\.rubato"))
          .max(String::compareTo)
          .orElse("");
    }
  }

  private static void deleteAll(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {ImageClassifier.class, PlainLoop.class})
  void aKilledTrainingGoesOnToTheSameBits(Class<?> program) throws Exception {
    isTheSame(program, 1);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(classes = {ImageClassifier.class, PlainLoop.class})
  void tenKillsChangeNothing(Class<?> program) throws Exception {
    isTheSame(program, 10);
  }
}
