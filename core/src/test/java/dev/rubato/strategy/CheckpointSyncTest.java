package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JVM's flight recorder saw of the way of a checkpoint to the disk. */
class CheckpointSyncTest {
  @TempDir private Path folder;

  @Test
  void theFileIsForcedToDiskBeforeItIsRenamedAndThenTheFolder() throws Exception {
    Path file = folder.resolve("training.rubato");
    Stepper stepper =
        new Stepper(
            Notation.strategy("adam: 0.1"),
            Horizon.ofSteps(10),
            List.of(Tensor.of("w", new float[10], new float[10])));
    List<String> forced;
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
      recording.start();
      Checkpoint.write(file, stepper.snapshot());
      recording.stop();
      Path seen = folder.resolve("recording.jfr");
      recording.dump(seen);
      forced =
          RecordingFile.readAllEvents(seen).stream()
              .map(event -> event.getString("path"))
              .filter(path -> path != null && path.startsWith(folder.toString()))
              .toList();
    }
    assertThat(forced).hasSize(2);
    assertThat(forced.get(0)).matches(Pattern.quote(folder.toString()) + "/\\.rubato-\\w+\\.tmp");
    assertThat(forced.get(1)).isEqualTo(folder.toString());
  }
}
