package dev.rubato.strategy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots in files: whole, or refused with the reason. */
class CheckpointTest {
  private static final String STRATEGY =
      "prodigy(d0=0.001): plateau(1, factor=0.5, patience=0) for 50% then cosine(-> 0)";
  private static final String DAMAGED =
      "the checkpoint is damaged: its content does not match its checksum or its own lengths;"
          + " use an older one";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("training.rubato");
  }

  private static Stepper training(int steps, int size) {
    float[] w = new float[size];
    float[] b = {0.5f};
    float[] ofW = new float[size];
    float[] ofB = new float[1];
    StepperOptions options =
        StepperOptions.DEFAULT
            .withAverage(0.9)
            .withGroups(List.of(ParameterGroup.of("bias").weightDecay(0.1).frozenUntil(2)));
    Stepper stepper =
        new Stepper(
            Notation.strategy(STRATEGY),
            Horizon.ofEpochs(10, 4),
            List.of(Tensor.of("wéight", w, ofW), Tensor.of("bias", b, ofB)),
            options);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < size; i++) {
        ofW[i] = w[i] - 1 - i % 7;
      }
      ofB[0] = b[0] + 2;
      stepper.step();
      stepper.observe("validation-loss", Math.abs(t - 3));
    }
    return stepper;
  }

  private byte[] written(int steps, int size) throws IOException {
    Checkpoint.write(file, training(steps, size).snapshot());
    return Files.readAllBytes(file);
  }

  private void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(file + ": " + reason);
  }

  /** Reads bytes as those of the file. */
  private Snapshot read(byte[] bytes) throws IOException {
    return new CheckpointReader(file, bytes.length, new ByteArrayInputStream(bytes)).read();
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    for (int size : new int[] {0, 1, 3, 16_383, 16_384, 100_000}) {
      Snapshot snapshot = training(9, size).snapshot();
      Checkpoint.write(file, snapshot);
      Snapshot read = Checkpoint.read(file);
      assertThat(SnapshotTest.bytes(read)).isEqualTo(SnapshotTest.bytes(snapshot));
      assertThat(Files.readAllBytes(file)).isEqualTo(SnapshotTest.bytes(snapshot));
      assertThat(read.strategy()).isEqualTo(STRATEGY);
      assertThat(read.horizon()).isEqualTo(Horizon.ofEpochs(10, 4));
      assertThat(read.t()).isEqualTo(9);
      assertThat(read.groups()).containsExactly("bias, weight-decay 0.1, frozen until step 2");
      Stepper again = training(0, size);
      again.restore(read);
      assertThat(SnapshotTest.bytes(again.snapshot())).isEqualTo(SnapshotTest.bytes(snapshot));
    }
  }

  @Test
  void numbersThatAreNoNumbersSurviveToo() throws IOException {
    float[] strange = {
      Float.NaN, Float.intBitsToFloat(0x7fc12345), Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE
    };
    Stepper stepper =
        new Stepper(
            Notation.strategy("sgd: 1"),
            Horizon.ofSteps(1),
            List.of(Tensor.of("w", strange.clone(), new float[5])));
    Checkpoint.write(file, stepper.snapshot());
    float[] read = Checkpoint.read(file).tensors().get(0).values();
    for (int i = 0; i < strange.length; i++) {
      assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(strange[i]));
    }
  }

  @Test
  void theNewFileTakesTheOldOnesPlaceAndNothingElseIsLeft() throws IOException {
    Checkpoint.write(file, training(1, 10).snapshot());
    Checkpoint.write(file, training(5, 10).snapshot());
    assertThat(Checkpoint.read(file).t()).isEqualTo(5);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aLeftoverOfAKilledWriterIsInNobodysWay() throws IOException {
    Files.write(folder.resolve("training.rubato.tmp"), new byte[100_000]);
    Checkpoint.write(file, training(5, 10).snapshot());
    assertThat(Checkpoint.read(file).t()).isEqualTo(5);
  }

  @Test
  void whereNoFileCanBeWrittenNothingChanges() throws IOException {
    Snapshot next = training(5, 10).snapshot();
    Path taken = Files.createDirectories(folder.resolve("taken/full")).getParent();
    assertThatThrownBy(() -> Checkpoint.write(taken, next))
        .isInstanceOf(IOException.class)
        .hasMessage(taken + " is a folder, and not replaced by a file");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    assertThatThrownBy(() -> Checkpoint.write(folder.resolve("none/here"), next))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Checkpoint.write(Path.of("/"), next))
        .isInstanceOf(IOException.class)
        .hasMessage("/: a checkpoint needs a file name, this is a folder");
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = written(3, 5);
    for (int length = 0; length < whole.length; length++) {
      String reason =
          length < 24
              ? "this is no checkpoint of Rubato, or only its beginning: it has "
                  + (length == 1 ? "1 byte" : length + " bytes")
              : "the checkpoint is cut off: it has "
                  + length
                  + " bytes of "
                  + whole.length
                  + " bytes";
      assertRefused(Arrays.copyOf(whole, length), reason);
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1), DAMAGED);
  }

  @Test
  void aFlippedBitAnywhereIsRefused() throws IOException {
    byte[] whole = written(3, 5);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        fail("bit %s makes no difference: %s", bit, read(damaged));
      } catch (CheckpointException e) {
        assertThat(e.getMessage()).startsWith(file + ": ");
      }
    }
  }

  @Test
  void aDamagedFileSaysSo() throws IOException {
    byte[] damaged = written(3, 5);
    damaged[damaged.length / 2] ^= 1;
    assertRefused(damaged, DAMAGED);
  }

  @Test
  void foreignFilesAreRefused() {
    String foreign = "this is no checkpoint of Rubato";
    assertRefused(new byte[0], foreign + ", or only its beginning: it has 0 bytes");
    assertRefused(
        "adam: 0.1\n".getBytes(UTF_8), foreign + ", or only its beginning: it has 10 bytes");
    assertRefused("a text that is long enough to be something".getBytes(UTF_8), foreign);
    assertRefused(new byte[1000], foreign);
    byte[] noise = new byte[10_000];
    new SplittableRandom(1).nextBytes(noise);
    assertRefused(noise, foreign);
    assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Checkpoint.read(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void aNewerVersionIsRefusedByItsNumber() throws IOException {
    byte[] newer = written(3, 5);
    ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN).putInt(Checkpoint.MAGIC.length, 7);
    assertRefused(
        newer,
        "the checkpoint is of version 7, and this Rubato reads up to version 2: use the Rubato that"
            + " wrote it, or a newer one");
  }

  /**
   * Hostile lengths, with a checksum that is right: no more memory than the file's size times a
   * few.
   */
  @Test
  void lengthsThatLieAllocateNothing() throws IOException {
    byte[] whole = written(3, 5);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int at = Checkpoint.MAGIC.length + 12; at < whole.length - 8; at++) {
      for (int lie : new int[] {Integer.MAX_VALUE, 1 << 28, -1, 1 << 20, whole.length}) {
        byte[] hostile = whole.clone();
        ByteBuffer buffer = ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(at, lie);
        CRC32C checksum = new CRC32C();
        checksum.update(hostile, 0, hostile.length - 4);
        buffer.putInt(hostile.length - 4, (int) checksum.getValue());
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
          read(hostile);
        } catch (CheckpointException e) {
          assertThat(e.getMessage()).startsWith(file + ": ");
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
      }
    }
  }

  @Test
  void aFileOfTheFirstVersionIsReadForEver() throws IOException {
    try (InputStream saved = CheckpointTest.class.getResourceAsStream("/checkpoint-1.bin")) {
      Files.copy(saved, file);
    }
    Snapshot read = Checkpoint.read(file);
    assertThat(read.strategy()).isEqualTo(STRATEGY);
    assertThat(read.t()).isEqualTo(9);
    Stepper again = training(0, 5);
    again.restore(read);
    assertThat(SnapshotTest.bytes(again.snapshot())).isEqualTo(SnapshotTest.bytes(read));
  }

  @Test
  void aFileOfTheSecondVersionIsReadForEver() throws IOException {
    try (InputStream saved = CheckpointTest.class.getResourceAsStream("/checkpoint-2.bin")) {
      Files.copy(saved, file);
    }
    Stepper training = greedy(0);
    training.restore(Checkpoint.read(file));
    assertThat(SnapshotTest.bytes(training.snapshot())).isEqualTo(Files.readAllBytes(file));
    Stepper same = greedy(40);
    assertThat(SnapshotTest.bytes(same.snapshot())).isEqualTo(Files.readAllBytes(file));
    training.observe("val/Loss", 0.01);
    same.observe("val/Loss", 0.01);
    assertThat(training.rate()).isEqualTo(same.rate()).isGreaterThan(0.1);
    Strategy other =
        Notation.strategy(
            training
                .snapshot()
                .strategy()
                .replaceAll("greedy\\(0.1, .*\\) for", "plateau(0.1) for"));
    float[] w = {1, -2};
    Stepper changed =
        new Stepper(other, Horizon.ofSteps(100), List.of(Tensor.of("w", w, new float[2])));
    assertThatThrownBy(() -> changed.restore(training.snapshot()))
        .hasMessageContaining(
            "in which greedy of rate watches a metric, but in this training plateau");
  }

  /** A training with both kinds of watching phrases, after some steps. */
  private static Stepper greedy(int steps) {
    float[] w = {1, -2};
    float[] g = {0.5f, 0.25f};
    String text =
        "sgd(momentum=plateau(0.9, patience=1)): greedy(0.1, patience=2, smooth=true, window=3,"
            + " metric=\"val/Loss\") for 50 then linear(-> 0)";
    Stepper stepper =
        new Stepper(Notation.strategy(text), Horizon.ofSteps(100), List.of(Tensor.of("w", w, g)));
    for (int t = 0; t < steps; t++) {
      stepper.step();
      if (t % 4 == 0) {
        stepper.observe("val/Loss", 1.0 / (1 + t));
        stepper.observe("validation-loss", 2);
      }
    }
    return stepper;
  }
}
