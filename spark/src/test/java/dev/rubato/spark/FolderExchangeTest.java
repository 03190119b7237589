package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Checkpoint;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that go by a folder. */
@Timeout(60)
class FolderExchangeTest {
  @TempDir Path folder;
  private Path others;

  @BeforeEach
  void somethingOfOthersIsThere() throws IOException {
    others = Files.writeString(folder.resolve("rubato-of-others"), "kept");
  }

  /** The last Java that has what Hadoop asks for the user by. */
  private static final int LAST = 23;

  private FolderExchange exchange(long from) throws IOException {
    assumeTrue(Runtime.version().feature() <= LAST, "Hadoop does not run on this Java");
    return FolderExchange.make(folder.toString(), from, new Configuration(false));
  }

  private static Snapshot snapshot(int size) {
    Tensor tensor = Tensor.of("w", new float[size], new float[size]);
    return new Stepper(Notation.strategy("sgd: 0.1"), Horizon.ofSteps(9), List.of(tensor))
        .snapshot();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().endsWith(".crc"))
          .filter(file -> !file.equals(others) && !file.endsWith("rubato-exchange"))
          .toList();
    }
  }

  @Test
  void onAJavaThatHadoopDoesNotKnowItIsToldWhichToUse() {
    assumeTrue(Runtime.version().feature() > LAST);
    assertThatThrownBy(() -> FolderExchange.make("" + folder, 0, new Configuration(false)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("use Java 17 or 21 here and on the workers");
  }

  @Test
  void onlyLargeSnapshotsGoByItAndAllIsDeletedAtTheEnd() throws IOException {
    Snapshot small = snapshot(10);
    Snapshot large = snapshot(1000);
    try (FolderExchange exchange = exchange(2000)) {
      assertThat(exchange.put(small, Checkpoint.bytes(small))).isNull();
      String name = exchange.put(large, Checkpoint.bytes(large));
      assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactly(name);
      assertThat(exchange.known(large)).isEqualTo(name);
      assertThat(exchange.known(small)).isNull();
      assertThat(exchange.get(name)).isSameAs(large);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(others);
    }
  }

  @Test
  void aFileThatIsNotWholeIsNoSnapshot() throws IOException {
    Snapshot large = snapshot(1000);
    String name = "0-" + Checkpoint.bytes(large).length;
    try (FolderExchange exchange = exchange(0)) {
      Path own = Path.of(URI.create(exchange.place().folder()));
      Files.write(own.resolve(name), new byte[7]);
      assertThatThrownBy(() -> exchange.get(name)).hasMessageContaining("7 bytes instead of");
      Files.write(own.resolve(name), new byte[Checkpoint.bytes(large).length]);
      assertThatThrownBy(() -> exchange.get(name)).hasMessageContaining("damaged");
    }
  }

  @Test
  void whatNobodyNeedsAnyMoreIsDeletedOnTheWay() throws Exception {
    try (FolderExchange exchange = exchange(0)) {
      putAndForget(exchange);
      Snapshot kept = snapshot(20);
      String last = exchange.put(kept, Checkpoint.bytes(kept));
      for (int i = 0; i < 100 && files().size() > 1; i++) {
        System.gc();
        Thread.sleep(10);
        assertThat(exchange.get(last)).isSameAs(kept);
      }
      assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactly(last);
    }
  }

  private static void putAndForget(FolderExchange exchange) throws IOException {
    Snapshot forgotten = snapshot(10);
    assertThat(exchange.put(forgotten, Checkpoint.bytes(forgotten))).isNotNull();
  }

  @Test
  void aStudyWhoseSnapshotsAllGoByItHasTheSameBits() throws IOException {
    List<Trial> trials = Studies.trials(1, 1);
    String here;
    try (Runner runner = new LocalRunner(1)) {
      here = Studies.bits(Studies.rungs(new Valley(), runner, trials, TrialListener.NONE));
    }
    try (FolderExchange exchange = exchange(0)) {
      FaultyRunner runner = new FaultyRunner(exchange, 1, 0.02);
      assertThat(Studies.bits(Studies.rungs(new Valley(), runner, trials, TrialListener.NONE)))
          .isEqualTo(here);
      assertThat(files()).isNotEmpty();
    }
  }
}
