package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  @TempDir private Path temporary;

  private final float[] w = {1};
  private final float[] g = {1};
  private final Stepper stepper =
      new Stepper(
          Notation.strategy("sgd: 0.1"), Horizon.ofSteps(50), List.of(Tensor.of("w", w, g)));

  private CheckpointFolder folder() {
    return new CheckpointFolder(temporary.resolve("made/when/needed"), 3);
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      stepper.step();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder().folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static long latest(CheckpointFolder folder) throws IOException {
    return Objects.requireNonNull(folder.latest()).t();
  }

  @Test
  void theLastFewAreKeptAndTheBestBesideThem() throws IOException {
    for (int i = 0; i < 6; i++) {
      steps(2);
      folder().write(stepper.snapshot());
      if (i == 1) {
        folder().writeBest(stepper.snapshot());
      }
    }
    assertThat(names())
        .containsExactly(
            "best.rubato",
            "step-000000000008.rubato",
            "step-000000000010.rubato",
            "step-000000000012.rubato");
    assertThat(latest(folder())).isEqualTo(12);
    assertThat(Objects.requireNonNull(folder().best()).t()).isEqualTo(4);
  }

  @Test
  void anEmptyFolderHasNone() throws IOException {
    assertThat(folder().latest()).isNull();
    assertThat(folder().best()).isNull();
  }

  @Test
  void aDamagedOneIsPassedOver() throws IOException {
    steps(1);
    folder().write(stepper.snapshot());
    steps(1);
    folder().write(stepper.snapshot());
    Path last = folder().folder().resolve("step-000000000002.rubato");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length / 2] ^= 4;
    Files.write(last, bytes);
    assertThat(latest(folder())).isEqualTo(1);
    List<CheckpointException> damaged = new ArrayList<>();
    assertThat(Objects.requireNonNull(folder().latest(damaged::add)).t()).isEqualTo(1);
    assertThat(damaged).hasSize(1);
    assertThat(damaged.get(0)).hasMessageContaining("step-000000000002");
    Files.write(folder().folder().resolve("step-000000000001.rubato"), new byte[0]);
    assertThatThrownBy(() -> folder().latest())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("step-000000000002");
  }

  @Test
  void aFileIsNoPlaceForAFolder() throws IOException {
    folder().checkPlace();
    Path file = Files.createTempFile("taken", null);
    for (Path place : List.of(file, file.resolve("below"))) {
      assertThatThrownBy(() -> new CheckpointFolder(place, 1).checkPlace())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file + " is a file");
    }
    Files.delete(file);
  }

  @Test
  void afterGoingBackWhatWasAbandonedIsGone() throws IOException {
    Snapshot second = stepper.snapshot();
    for (int i = 1; i <= 8; i++) {
      steps(1);
      folder().write(stepper.snapshot());
      second = i == 2 ? stepper.snapshot() : second;
    }
    stepper.restore(second);
    steps(1);
    folder().write(stepper.snapshot());
    assertThat(names()).containsExactly("step-000000000003.rubato");
    assertThat(latest(folder())).isEqualTo(3);
  }

  @Test
  void aFolderWithATrainingIsNotFree() throws IOException {
    folder().checkFree();
    steps(7);
    folder().write(stepper.snapshot());
    assertThatThrownBy(() -> folder().checkFree())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("when")
        .hasMessageContaining("the last of step 7");
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Files.createDirectories(folder().folder());
    Files.writeString(folder().folder().resolve("step-notes.txt"), "mine");
    for (int i = 0; i < 5; i++) {
      steps(1);
      folder().write(stepper.snapshot());
    }
    assertThat(names()).hasSize(4).contains("step-notes.txt");
  }

  @Test
  void theirNamesHaveTheSameDigitsInEveryCountry() throws IOException {
    Locale usual = Locale.getDefault();
    try {
      for (String tag : List.of("fa-IR", "ar-EG", "th-TH-u-nu-thai", "de-DE", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        steps(1);
        folder().write(stepper.snapshot());
        assertThat(latest(folder())).as(tag).isEqualTo(stepper.t());
      }
    } finally {
      Locale.setDefault(usual);
    }
    assertThat(names()).contains("step-000000000005.rubato");
  }

  @Test
  void whatIsNoFileIsPassedOver() throws Exception {
    steps(1);
    folder().write(stepper.snapshot());
    Files.createDirectory(folder().folder().resolve("step-000000000008.rubato"));
    Path pipe = folder().folder().resolve("step-000000000009.rubato");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    assertThat(latest(folder())).isEqualTo(1);
    steps(1);
    folder().write(stepper.snapshot());
    assertThat(latest(folder())).isEqualTo(2);
    Files.deleteIfExists(pipe);
  }

  @Test
  void whatKilledTrainingsLeftIsDeletedOnceItIsOld() throws IOException {
    steps(1);
    folder().write(stepper.snapshot());
    Path left = Files.createFile(folder().folder().resolve(".rubato-1.tmp"));
    folder().write(stepper.snapshot());
    assertThat(left).exists();
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(3600)));
    folder().write(stepper.snapshot());
    assertThat(left).doesNotExist();
  }
}
