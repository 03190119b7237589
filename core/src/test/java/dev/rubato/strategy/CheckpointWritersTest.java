package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that write one checkpoint at the same time. */
@Timeout(120)
class CheckpointWritersTest {
  private static final int TIMES = 60;

  @TempDir private Path folder;

  /** A process that writes the same checkpoint again and again. */
  public static void main(String[] file) throws IOException {
    Stepper stepper =
        new Stepper(
            Notation.strategy("adam: 0.1"),
            Horizon.ofSteps(TIMES),
            List.of(Tensor.of("w", new float[20_000], new float[20_000])));
    for (int i = 0; i < TIMES; i++) {
      stepper.step();
      Checkpoint.write(Path.of(file[0]), stepper.snapshot());
    }
  }

  @Test
  void noneIsInTheOthersWayAndAReaderSeesAWholeOne() throws Exception {
    Path file = folder.resolve("training.rubato");
    main(new String[] {file.toString()});
    List<Process> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CheckpointWritersTest.class.getName(),
                  file.toString())
              .inheritIO()
              .start());
    }
    int read = 0;
    while (writers.stream().anyMatch(Process::isAlive)) {
      assertThat(Checkpoint.read(file).t()).isBetween(1L, (long) TIMES);
      read++;
    }
    for (Process writer : writers) {
      assertThat(writer.waitFor()).isZero();
    }
    assertThat(read).isPositive();
    assertThat(Checkpoint.read(file).t()).isEqualTo(TIMES);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
