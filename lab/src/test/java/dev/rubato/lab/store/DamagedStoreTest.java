package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that are damaged, another program's or hostile: a clear error, never a crash or hang. */
@Timeout(120)
class DamagedStoreTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final StudyKey KEY =
      new StudyKey(
          "test",
          TASK.about().name(),
          TASK.fingerprint(),
          "a",
          TASK.about().judged(),
          "Rubato 0, Java 0");
  private static final List<Trial> TRIALS =
      List.of(
          Runs.trial("sgd: 0.1", 1),
          Runs.trial("sgd: 1e25", 1),
          Runs.trial("adam: cosine(0.1 -> 0)", -9));
  private static final List<Trial> PAUSED =
      List.of(Runs.trial("sgd: 0.05", 3), Runs.trial("adam: 0.01", 4));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void makeAStore() {
    file = folder.resolve("rubato.db");
    goOn();
  }

  /** Runs everything that was not run yet; two trials pause. */
  private void goOn() {
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(1)) {
      StudyLedger ledger = store.study(KEY, "here");
      Study study = new Study(TASK, runner, ledger, List.of(), true);
      study.run("all", TRIALS);
      study.run("a part", PAUSED, 20);
      study.run("a part", PAUSED, 33);
      ledger.finish(true);
    }
  }

  private void readAll() {
    try (Store store = Store.read(folder)) {
      for (StoredStudy study : store.studies()) {
        store.trials(study.id(), false);
        store.trials(study.id(), true);
      }
    }
  }

  private void damage(String... statements) {
    try (Store store = Store.open(folder, "test")) {
      store.read(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              for (String each : statements) {
                statement.execute(each);
              }
              return statements.length;
            }
          });
    }
  }

  private void isRefused(Kind kind, String... words) {
    for (ThrowingCallable use : List.<ThrowingCallable>of(this::readAll, this::goOn)) {
      assertThatThrownBy(use)
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind))
          .hasMessageContainingAll(words);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "made = -1 | made -1 of 48",
        "made = 9223372036854775807 | made 9223372036854775807 of 48",
        "made = 47 | should have 47 numbers",
        "steps = 2000000000, made = 2000000000 | should have 2000000000 numbers",
        "rates = NULL | should have 48 numbers",
        "losses = zeroblob(10000000) | can't be unpacked",
        "losses = substr(losses, 1, length(losses) - 1) | should have 48 numbers",
        "losses = x'' | should have 48 numbers",
        "losses = 'words' | curve",
        "evaluations = '[{\"step\": ' | not JSON",
        "evaluations = replace(hex(zeroblob(50000)), '00', '[') | not JSON",
        "evaluations = '[{\"step\": 99, \"validation-loss\": 1}]' | a step that was never made",
        "evaluations = '[{\"validation-loss\": 1}]' | a step that was never made",
        "evaluations = '[{\"step\": 9, \"validation-loss\": \"low\"}]' | not a number",
        "evaluations = '[[[]], 3]' | a step that was never made",
        "test = '{\"loss\": []}' | not a number",
        "test = '{' | not JSON",
      })
  void aDamagedTrialIsNamed(String set, String words) {
    damage("UPDATE trial SET " + set + " WHERE id = 1");
    isRefused(Kind.DAMAGED_TRIAL, "trial 1 is damaged", words);
    try (Store store = Store.open(folder, "test")) {
      assertThat(store.delete(1)).isEqualTo(5); // as it says
    }
    goOn();
    readAll();
  }

  @Test
  void anUnknownStateIsShownAndItsTrialIsRunAgain() {
    damage("UPDATE trial SET state = 'resting' WHERE id = 1");
    try (Store store = Store.read(folder)) {
      assertThat(store.trials(1, true).get(0).state()).isEqualTo("resting");
    }
    goOn();
    try (Store store = Store.read(folder)) {
      assertThat(store.trials(1, true).get(0).state()).isEqualTo("done");
    }
  }

  @Test
  void aDamagedSnapshotOnlyCostsItsSteps() {
    List<Object> before;
    try (Store store = Store.read(folder)) {
      before = losses(store);
    }
    damage("UPDATE snapshot SET bytes = randomblob(100)", "UPDATE trial SET made = made");
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(1)) {
      Study study = new Study(TASK, runner, store.study(KEY, "here"), List.of(), true);
      study.run("on", PAUSED, 40);
      study.run("on", PAUSED);
      assertThat(losses(store).toString()).startsWith(before.toString().replace("]]", ""));
    }
  }

  private static List<Object> losses(Store store) {
    return store.trials(1, true).stream()
        .<Object>map(trial -> Arrays.stream(trial.result().losses()).boxed().limit(33).toList())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE snapshot",
        "CREATE TABLE mine (x)",
        "CREATE TRIGGER t AFTER UPDATE ON study BEGIN DELETE FROM trial; END",
        "CREATE VIRTUAL TABLE words USING fts5(word)",
        "ALTER TABLE study RENAME TO gone; CREATE VIEW study AS WITH RECURSIVE endless(id) AS"
            + " (SELECT 1 UNION ALL SELECT id + 1 FROM endless) SELECT * FROM endless"
      })
  void aDataBaseWithOtherTablesIsAnotherPrograms(String statements) {
    damage(statements.split("; (?!END)"));
    isRefused(Kind.UNUSABLE, "rubato.db", "another program");
  }

  @Test
  void aDataBaseOfAnotherProgramIsLeftAsItIs() throws IOException {
    damage(
        "DROP TABLE snapshot",
        "DROP TABLE study_trial",
        "DROP TABLE trial",
        "DROP TABLE study",
        "CREATE TABLE bookmark (address TEXT)",
        "PRAGMA user_version = 0");
    byte[] before = Files.readAllBytes(file);
    isRefused(Kind.UNUSABLE, "rubato.db", "another program");
    assertThat(file).hasBinaryContent(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 9, 99, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aStoreOfAnUnknownVersionIsRefused(int version) {
    damage("PRAGMA user_version = " + version);
    isRefused(
        version < 0 ? Kind.UNUSABLE : Kind.NEWER,
        "version " + version,
        "versions up to " + Schema.VERSION);
  }

  @Test
  void anEmptyFileIsAnEmptyStore() throws IOException {
    Files.write(file, new byte[0]); // what a process leaves that was killed at its first moment
    readAll();
    goOn();
    try (Store store = Store.read(folder)) {
      assertThat(store.trials(1, true)).hasSize(5);
    }
  }

  @Test
  void aTruncatedStoreIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 1; length < whole.length; length += length < 200 ? 33 : 3333) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::readAll, "%d of %d bytes", length, whole.length)
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isIn(Kind.UNUSABLE, Kind.DAMAGED, Kind.DAMAGED_TRIAL));
      assertThatThrownBy(this::goOn).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void randomBytesAreNoStore() throws IOException {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    byte[] bytes = new byte[100_000];
    new SplittableRandom(seed).nextBytes(bytes);
    Files.write(file, bytes);
    isRefused(Kind.DAMAGED, "rubato.db is damaged, or is not a store");
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void whateverBytesAreChangedNothingWorseThanAStoreExceptionComes() throws IOException {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] changed = whole.clone();
      int count = 1 << random.nextInt(8);
      for (int j = 0; j < count; j++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(file, changed);
      try {
        readAll();
        goOn();
      } catch (StoreException e) {
        assertThat(e).message().isNotBlank();
        refused++;
      }
    }
    System.out.println(refused + " of 200 changed stores were refused");
    assertThat(refused).isPositive();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nobodyWaitsAtAPipeInThePlaceOfTheStore() throws Exception {
    Files.delete(file);
    new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
    assertThatThrownBy(this::readAll).isInstanceOf(StoreException.class);
    assertThatThrownBy(this::goOn).isInstanceOf(StoreException.class);
  }
}
