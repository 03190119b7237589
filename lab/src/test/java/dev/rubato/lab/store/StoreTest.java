package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.TaskParameter;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterKind;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class StoreTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final Metric LOSS = TASK.about().judged();

  /** Of several ends, with a schedule that watches, and a number that is not finite on the way. */
  private static final List<Trial> TRIALS =
      List.of(
          Runs.trial("sgd: 0.1", 1),
          Runs.trial("sgd: 0.1", 2),
          Runs.trial("sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.9)", 1),
          Runs.trial("sgd: 1e25", 1),
          Runs.trial("sgd: 0.1 for 2 epochs then ?", 1),
          Runs.trial("adam: cosine(0.1 -> 0)", -9));

  @TempDir private Path folder;

  private static StudyKey key(String command) {
    return new StudyKey(
        "test", TASK.about().name(), TASK.fingerprint(), command, LOSS, "Rubato 0, Java 0");
  }

  /** Writes the fixture of this version; done once, before a version is shipped. */
  public static void main(String[] args) {
    try (Store store = Store.open(Path.of(args[0]), "fixture")) {
      StudyLedger ledger = store.study(key("a"), new BundledSpec("least-squares"), "here");
      run(ledger, TRIALS.subList(0, 4));
      ledger.finish(true, "the first is the best\n");
    }
  }

  private static List<TrialResult> run(Ledger ledger, List<Trial> trials) {
    try (LocalRunner runner = new LocalRunner(2)) {
      return new Study(TASK, runner, ledger, List.of(), true).run("all", trials);
    }
  }

  @Test
  void whatIsFoundAgainIsWhatWasRunToTheBit() {
    List<Object> fresh = Runs.bits(run(Ledger.NONE, TRIALS));
    try (Store store = Store.open(folder, "test")) {
      assertThat(Runs.bits(run(store.study(key("a"), "here"), TRIALS))).isEqualTo(fresh);
    }
    try (Store store = Store.open(folder, "test")) {
      StudyLedger ledger = store.study(key("a"), "there");
      assertThat(ledger.id()).isEqualTo(1);
      assertThat(Runs.bits(run(ledger, TRIALS))).isEqualTo(fresh);
      ledger.finish(true);
    }
    try (Store store = Store.read(folder)) {
      List<StoredTrial> trials = store.trials(1, true);
      assertThat(trials)
          .extracting(StoredTrial::state)
          .containsExactly("done", "done", "done", "diverged", "failed", "done");
      // what failed is tried again, nothing else is
      assertThat(trials).extracting(StoredTrial::attempts).containsExactly(1, 1, 1, 1, 2, 1);
      assertThat(trials.get(0).result().losses()).hasSize(48);
      assertThat(trials.get(3).result().reason()).startsWith("the loss was Infinity");
      assertThat(trials.get(5).trial().seed()).isEqualTo(-9);
      assertThat(trials.get(3).machine()).isEqualTo("here");
      StoredStudy study = Objects.requireNonNull(store.study(1));
      assertThat(study.state()).isEqualTo("done");
      assertThat(study.trials()).isEqualTo(study.finished()).isEqualTo(6);
      assertThat(store.trials(1, false).get(0).last()).isEqualTo(trials.get(0).last());
    }
  }

  @Test
  void aTrialThatPausedGoesOnInAnotherProcess() {
    List<Trial> trials = TRIALS.subList(0, 3);
    List<Object> whole = Runs.bits(run(Ledger.NONE, trials));
    for (int until : new int[] {7, 20, 33}) {
      try (Store store = Store.open(folder, "test");
          LocalRunner runner = new LocalRunner(1)) {
        Study study = new Study(TASK, runner, store.study(key("a"), "here"), List.of(), true);
        for (int each = 7; each <= until; each += 13) { // the same way again, and on
          int steps = each;
          assertThat(study.run("a part", trials, each))
              .allSatisfy(result -> assertThat(result.losses()).hasSize(steps))
              .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.PAUSED));
        }
        assertThat(study.stepsAsked()).isEqualTo(3L * until);
      }
    }
    try (Store store = Store.open(folder, "test")) {
      assertThat(store.trials(1, false)).extracting(StoredTrial::attempts).containsOnly(3);
      assertThat(Runs.bits(run(store.study(key("a"), "here"), trials))).isEqualTo(whole);
      assertThat(store.trials(1, false)).extracting(StoredTrial::attempts).containsOnly(4);
    }
  }

  @Test
  void studiesShareTrialsAndDeletingOneLeavesThoseOfOthers() {
    try (Store store = Store.open(folder, "test")) {
      run(store.study(key("a"), "here"), TRIALS.subList(0, 2));
      run(store.study(key("b"), "here"), TRIALS.subList(1, 4));
      assertThat(store.trials(2, false)).extracting(StoredTrial::attempts).containsOnly(1);
      assertThat(store.delete(1)).isEqualTo(1);
      assertThat(store.studies()).extracting(StoredStudy::id).containsExactly(2L);
      assertThat(store.trials(2, true)).hasSize(3);
      assertThat(store.trials(1, true)).isEmpty();
    }
  }

  @Test
  void otherTasksDataAndVersionsAreOtherTrials() {
    StudyKey key = key("a");
    Trial trial = TRIALS.get(0);
    String hash = key.of(trial);
    assertThat(key("b").of(trial)).isEqualTo(hash);
    assertThat(new StudyKey("test", "x", TASK.fingerprint(), "a", LOSS, key.versions()).of(trial))
        .isNotEqualTo(hash);
    assertThat(new StudyKey("test", key.task(), "x", "a", LOSS, key.versions()).of(trial))
        .isNotEqualTo(hash);
    assertThat(new StudyKey("test", key.task(), key.fingerprint(), "a", LOSS, "x").of(trial))
        .isNotEqualTo(hash);
    assertThat(key.of(TRIALS.get(1))).isNotEqualTo(hash);
  }

  @Test
  void aSecondWriterHearsWhoHoldsTheStoreAndCanRead() {
    try (Store store = Store.open(folder, "rubato compare")) {
      run(store.study(key("a"), "here"), TRIALS);
      assertThatThrownBy(() -> Store.open(folder, "another"))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.LOCKED))
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("rubato compare");
      try (Store reader = Store.read(folder)) {
        assertThat(reader.trials(1, true)).hasSize(6);
        assertThat(reader.holder()).contains("rubato compare");
      }
    }
    try (Store reader = Store.read(folder)) {
      assertThat(reader.holder()).isEmpty();
    }
  }

  @Test
  void aFullStoreSaysSoAndLosesNothing() {
    try (Store store = Store.open(folder, "test")) {
      StudyLedger ledger = store.study(key("a"), "here");
      run(ledger, TRIALS.subList(0, 2));
      store.read(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute("PRAGMA max_page_count = 1"); // as it is, and no more
            }
          });
      List<Trial> more =
          LongStream.range(10, 100).mapToObj(seed -> Runs.trial("sgd: 0.1", seed)).toList();
      assertThatThrownBy(() -> run(ledger, more))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("the disk is full")
          .hasMessageContaining("what it holds is safe")
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FULL));
    }
    try (Store store = Store.open(folder, "test")) {
      assertThat(store.trials(1, true).subList(0, 2))
          .extracting(StoredTrial::state)
          .containsExactly("done", "done");
    }
  }

  @Test
  void aFileThatIsNoStoreIsRefusedAndLeftAsItIs() throws IOException {
    Path file = folder.resolve("rubato.db");
    byte[] foreign =
        "not a data base at all, but long enough to look into".getBytes(StandardCharsets.UTF_8);
    Files.write(file, foreign);
    assertThatThrownBy(() -> Store.open(folder, "test"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(folder.toString());
    assertThatThrownBy(() -> Store.read(folder)).isInstanceOf(StoreException.class);
    assertThat(file).hasBinaryContent(foreign);
  }

  @Test
  void aStoreOfANewerVersionIsRefused() {
    try (Store store = Store.open(folder, "test")) {
      store.read(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute("PRAGMA user_version = 99");
            }
          });
    }
    assertThatThrownBy(() -> Store.open(folder, "test"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("version 99");
    assertThatThrownBy(() -> Store.read(folder)).hasMessageContaining("version 99");
  }

  @Test
  void whereThereIsNoStoreThatIsSaid() {
    assertThatThrownBy(() -> Store.read(folder.resolve("none")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("there is no store in");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void theRecipeOfATaskIsKeptWithItsStudy() {
    TaskSpec spec = new BundledSpec("least-squares");
    try (Store store = Store.open(folder, "test")) {
      store.study(key("a"), spec, "here");
      store.study(key("b"), "here");
    }
    try (Store store = Store.read(folder)) {
      assertThat(store.studies()).extracting(StoredStudy::spec).containsExactly(spec, null);
    }
    try (Store store = Store.open(folder, "test")) {
      store.study(key("b"), spec, "here");
      assertThat(store.studies()).extracting(StoredStudy::spec).containsExactly(spec, spec);
    }
  }

  /** The same task, which knows what its parameters are called. */
  private static final class Named implements SteppedTask {
    @Override
    public About about() {
      return TASK.about();
    }

    @Override
    public String fingerprint() {
      return TASK.fingerprint();
    }

    @Override
    public List<TaskParameter> parameters() {
      return List.of(new TaskParameter(List.of("slope"), ParameterKind.OTHER, List.of(3)));
    }

    @Override
    public Training start(Strategy strategy, Horizon horizon, long seed) {
      return TASK.start(new Strategy(strategy.optimizer(), strategy.rate()), horizon, seed);
    }
  }

  @Test
  void whatGroupsAreWarnedOfIsKeptWithTheStudyOnce() {
    List<Trial> trials =
        List.of(
            Runs.trial("sgd: 0.1 with \"solpe\" (rate=2)", 1),
            Runs.trial("sgd: 0.1 with \"solpe\" (rate=2)", 2),
            Runs.trial("sgd: 0.1 with \"slope\" (rate=2)", 1));
    for (int again = 0; again < 2; again++) {
      try (Store store = Store.open(folder, "test");
          LocalRunner runner = new LocalRunner(1)) {
        StudyLedger ledger = store.study(key("a"), "here");
        new Study(new Named(), runner, ledger, List.of(), false).run("all", trials);
        assertThat(store.studies().get(0).warnings())
            .containsExactly("no parameter of least-squares matches \"solpe\"; there are: slope");
      }
    }
  }

  @Test
  void readingAnOlderStoreChangesNothing() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(StoreTest.class.getResourceAsStream("version-1.db"))) {
      Files.copy(file, folder.resolve("rubato.db"));
    }
    byte[] before = Files.readAllBytes(folder.resolve("rubato.db"));
    try (Store store = Store.read(folder)) {
      assertThat(store.studies()).extracting(StoredStudy::spec).containsOnlyNulls();
    }
    assertThat(folder.resolve("rubato.db")).hasBinaryContent(before);
    try (Store store = Store.open(folder, "test")) {
      assertThat(store.read(Schema::version)).isEqualTo(Schema.VERSION);
      assertThat(store.studies()).extracting(StoredStudy::spec).containsOnlyNulls();
    }
  }

  @Test
  void theStoreOfEachVersionThatWasShippedIsReadAndWrittenOn() throws IOException {
    for (int version = 1; version <= Schema.VERSION; version++) {
      Path old = folder.resolve("version-" + version);
      Files.createDirectories(old);
      try (InputStream file =
          Objects.requireNonNull(
              StoreTest.class.getResourceAsStream("version-" + version + ".db"))) {
        Files.copy(file, old.resolve("rubato.db"));
      }
      try (Store store = Store.read(old)) {
        assertThat(store.studies()).extracting(StoredStudy::command).contains("a");
        assertThat(store.trials(1, true).get(0).result().losses()).hasSize(48);
      }
      try (Store store = Store.open(old, "test")) {
        assertThat(Runs.bits(run(store.study(key("a"), "here"), TRIALS.subList(0, 3))))
            .isEqualTo(Runs.bits(run(Ledger.NONE, TRIALS.subList(0, 3))));
        assertThat(store.trials(1, false).subList(0, 3))
            .extracting(StoredTrial::attempts)
            .containsOnly(1);
      }
    }
  }

  @Test
  void numbersThatAreNotFiniteAreKept() {
    Map<String, Double> metrics =
        Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY, "c", -0.0, "d", Double.MIN_VALUE);
    assertThat(CurveCodec.readMetrics(CurveCodec.write(metrics))).isEqualTo(metrics);
    double[] numbers = {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MAX_VALUE};
    assertThat(CurveCodec.unpack(CurveCodec.pack(numbers), 4)).isEqualTo(numbers);
    assertThatThrownBy(() -> CurveCodec.unpack(CurveCodec.pack(numbers), 5))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> CurveCodec.unpack(new byte[] {1, 2, 3}, 4))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void whatIsMadeAnewIsUsedFromThenOn() {
    try (Store store = Store.open(folder, "test")) {
      assertThat(store.current("t", "f", false)).isEqualTo("f");
      String anew = store.current("t", "f", true);
      assertThat(anew).isNotEqualTo("f");
      StudyKey key = key("a");
      store.study(
          new StudyKey(key.kind(), "t", anew, key.command(), key.judged(), key.versions()), "here");
      assertThat(store.current("t", "f", false)).isEqualTo(anew);
      assertThat(store.current("t", "f", true)).isNotIn("f", anew);
      assertThat(store.current("t", "g", false)).isEqualTo("g");
      assertThat(store.current("u", "f", false)).isEqualTo("f");
    }
  }
}
