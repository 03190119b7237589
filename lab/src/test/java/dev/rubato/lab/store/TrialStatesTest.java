package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of trials while they wait, run, and end in any of the ways in which they can. */
@Timeout(120)
class TrialStatesTest {
  private static final SteppedTask TASK = new LeastSquares();
  private static final StudyKey KEY =
      new StudyKey(
          "test",
          TASK.about().name(),
          TASK.fingerprint(),
          "a",
          TASK.about().judged(),
          "Rubato 0, Java 0");

  @TempDir private Path folder;

  /** The same task, but that something happens before a training. */
  private record Before(Predicate<Long> happens) implements SteppedTask {
    @Override
    public About about() {
      return TASK.about();
    }

    @Override
    public String fingerprint() {
      return TASK.fingerprint();
    }

    @Override
    public boolean branches() {
      return true;
    }

    @Override
    public Training start(Strategy strategy, Horizon horizon, long seed) {
      if (happens.test(seed)) {
        char letter = (char) ('a' + seed % 26); // each fails in a way of its own
        throw new IllegalStateException("the machine's memory was full: " + letter);
      }
      return TASK.start(strategy, horizon, seed);
    }
  }

  private static List<Trial> seeds(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(seed -> Runs.trial("sgd: 0.1", seed)).toList();
  }

  private static Study study(Task task, LocalRunner runner, Ledger ledger) {
    return new Study(task, runner, ledger, List.of(), true);
  }

  private List<String> states() {
    try (Store store = Store.read(folder)) {
      return store.trials(1, false).stream().map(StoredTrial::state).toList();
    }
  }

  @Test
  void whileOneRunsThoseBeforeItAreThroughAndThoseAfterItQueued() {
    List<List<String>> seen = new ArrayList<>();
    Task task =
        new Before(
            seed -> {
              seen.add(states());
              return false;
            });
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(1)) {
      study(task, runner, store.study(KEY, "here")).run("all", seeds(1, 3));
      assertThat(store.trials(1, false)).extracting(StoredTrial::attempts).containsOnly(1);
    }
    assertThat(seen)
        .containsExactly(
            List.of("running", "queued", "queued"),
            List.of("done", "running", "queued"),
            List.of("done", "done", "running"));
  }

  @Test
  void aTrialThatThrowsOrDivergesStopsNoOther() {
    List<Trial> trials =
        Stream.of("sgd: 0.1", "sgd: 1e25", "sgd: 0.2 for 2 epochs then ?", "adam: 0.1")
            .map(strategy -> Runs.trial(strategy, 1))
            .toList();
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(2)) {
      study(TASK, runner, store.study(KEY, "here")).run("all", trials);
      List<StoredTrial> stored = store.trials(1, true);
      assertThat(stored)
          .extracting(StoredTrial::state)
          .containsExactly("done", "diverged", "failed", "done");
      assertThat(stored.get(1).result().reason()).contains("the loss was Infinity at step");
      assertThat(stored.get(2).result().reason()).contains("?");
    }
  }

  @Test
  void whatIsPausedAndThenGivenUpIsPruned() {
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(1)) {
      Study study = study(TASK, runner, store.study(KEY, "here"));
      List<TrialResult> part = study.run("a part", seeds(1, 2), 12);
      assertThat(states()).containsExactly("paused", "paused");
      study.prune(part.get(0), "others were better");
      study.run("the rest", seeds(2, 2));
      assertThat(states()).containsExactly("pruned", "done");
      assertThat(store.trials(1, true).get(0).result().losses()).hasSize(12);
      assertThat(store.trials(1, true).get(0).result().reason()).isEqualTo("others were better");
      assertThat(snapshots(store)).isZero(); // nobody goes on from there
    }
  }

  private static int snapshots(Store store) {
    return store.read(
        connection -> {
          try (var query = connection.createStatement();
              var row = query.executeQuery("SELECT count(*) FROM snapshot")) {
            row.next();
            return row.getInt(1);
          }
        });
  }

  @Test
  void aStudyThatMostlyFailsIsGivenUpAndWhatItCancelledIsRunLater() {
    List<Trial> trials = seeds(1, 40);
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(1)) {
      StudyLedger ledger = store.study(KEY, "here");
      study(TASK, runner, ledger).run("a part", seeds(29, 40), 12); // these go first
      study(new Before(seed -> seed > 5), runner, ledger).run("all", trials);
      ledger.finish(false);
    }
    List<String> states = states();
    assertThat(states).filteredOn("failed"::equals).hasSize(10);
    assertThat(states).filteredOn("cancelled"::equals).hasSize(28);
    assertThat(states).filteredOn("paused"::equals).as("what was made of them stays").hasSize(2);
    try (Store store = Store.read(folder)) {
      assertThat(store.studies().get(0).state()).isEqualTo("failed");
      assertThat(store.studies().get(0).finished()).isEqualTo(10);
      assertThat(store.trials(1, false))
          .filteredOn(trial -> trial.state().equals("failed"))
          .allSatisfy(trial -> assertThat(trial.result().reason()).contains("memory was full"));
    }
    try (Store store = Store.open(folder, "test");
        LocalRunner runner = new LocalRunner(2)) {
      StudyLedger ledger = store.study(KEY, "here");
      assertThat(Runs.bits(study(TASK, runner, ledger).run("all", trials)))
          .isEqualTo(Runs.bits(fresh(trials)));
      ledger.finish(true);
      assertThat(states()).hasSize(40).containsOnly("done");
      assertThat(store.trials(1, false))
          .extracting(trial -> trial.result().reason())
          .containsOnly("");
    }
  }

  private static List<TrialResult> fresh(List<Trial> trials) {
    try (LocalRunner runner = new LocalRunner(1)) {
      return study(TASK, runner, Ledger.NONE).run("all", trials);
    }
  }

  private record Row(String phase, String strategy, long seed, String state, List<Double> losses) {}

  private List<Row> compared(Path place, Task task) {
    Compare.Plan plan =
        new Compare.Plan(
            List.of(
                new Entrant(Notation.strategy("sgd: ?0.001..0.1")),
                new Entrant(Notation.strategy("adam: ?0.01..1"))),
            new Horizon(48, 12),
            3,
            2,
            5);
    try (Store store = Store.open(place, "test");
        LocalRunner runner = new LocalRunner(2)) {
      StudyLedger ledger = store.study(KEY, "here");
      Compare.run(study(task, runner, ledger), plan);
      ledger.finish(true);
      return store.trials(1, true).stream()
          .map(
              trial ->
                  new Row(
                      trial.phase(),
                      trial.trial().strategy().toString(),
                      trial.trial().seed(),
                      trial.state(),
                      Arrays.stream(trial.result().losses()).boxed().toList()))
          .toList();
    }
  }

  @Test
  void whereAFailureLedAstrayTheSameStudyOnceMoreIsAsIfItHadNot() {
    List<Row> whole = compared(folder.resolve("whole"), TASK);
    int[] trainings = {0};
    Task failing = new Before(seed -> seed > 1000 && trainings[0]++ % 3 != 1);
    Path mended = folder.resolve("mended");
    List<Row> astray = compared(mended, failing);
    assertThat(astray).extracting(Row::state).contains("failed");
    assertThat(astray).extracting(Row::strategy).isNotEqualTo(strategies(whole));
    assertThat(compared(mended, TASK)).isEqualTo(whole);
  }

  private static List<String> strategies(List<Row> rows) {
    return rows.stream().map(Row::strategy).toList();
  }

  @Test
  void everyStatusOfAResultIsAStateThatIsKept() {
    try (Store store = Store.open(folder, "test")) {
      StudyLedger ledger = store.study(KEY, "here");
      List<TrialResult> results = fresh(seeds(1, Status.values().length));
      ledger.phase("all", results.stream().map(TrialResult::trial).toList(), 0);
      Iterator<TrialResult> next = results.iterator();
      for (Status status : Status.values()) {
        ledger.ended(new TrialEvent.Ended(next.next().with(status, "why")));
      }
      assertThat(states())
          .containsExactly("done", "diverged", "failed", "pruned", "cancelled", "paused");
    }
  }
}
