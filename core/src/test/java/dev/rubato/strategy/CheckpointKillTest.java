package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that writes a checkpoint at each step, killed at any moment, again and again. */
@Tag("long")
class CheckpointKillTest {
  private static final int KILLS = 40;
  private static final int STEPS = 100_000;
  private static final int SIZE = 50_000;

  @TempDir private Path folder;

  /** The training, in a process of its own: it goes on from the file, if there is one. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Training training = new Training();
    if (Files.exists(file)) {
      training.stepper.restore(Checkpoint.read(file));
    }
    while (training.stepper.t() < STEPS) {
      training.step();
      Checkpoint.write(file, training.stepper.snapshot());
    }
  }

  private static final class Training {
    final float[] p = new float[SIZE];
    final float[] g = new float[SIZE];
    final Stepper stepper =
        new Stepper(
            Notation.strategy("adam: cosine(0.1 -> 0)"),
            Horizon.ofSteps(STEPS),
            List.of(Tensor.of("p", p, g)));

    void step() {
      for (int i = 0; i < SIZE; i++) {
        g[i] = p[i] - (i + stepper.t()) % 11;
      }
      stepper.step();
    }
  }

  @Test
  void theFileIsWholeAfterEachKillAndTheTrainingTheSame() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    Path file = folder.resolve("training.rubato");
    Training never = new Training();
    long seen = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long before = seen;
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  CheckpointKillTest.class.getName(),
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      while (process.isAlive() && (!Files.exists(file) || Checkpoint.read(file).t() == before)) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(folder.resolve("output")).isEmptyFile();
      Snapshot whole = Checkpoint.read(file);
      assertThat(whole.t()).as("kill %s", kill).isGreaterThan(before);
      while (never.stepper.t() < whole.t()) {
        never.step();
      }
      assertThat(SnapshotTest.bytes(whole)).isEqualTo(SnapshotTest.bytes(never.stepper.snapshot()));
      seen = whole.t();
    }
  }
}
