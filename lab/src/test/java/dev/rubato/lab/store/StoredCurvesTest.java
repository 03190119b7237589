package dev.rubato.lab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study leaves the curves of its trials to the store, and gets them from there. */
@Timeout(300)
class StoredCurvesTest {
  private static final Task TASK = new LeastSquares();

  private static final List<Trial> TRIALS =
      List.of(
          Runs.trial("sgd: 0.1", 1),
          Runs.trial("sgd: 0.1", 2),
          Runs.trial("sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.9)", 1),
          Runs.trial("sgd: 1e25", 1),
          Runs.trial("adam: cosine(0.1 -> 0)", -9));

  @TempDir private Path folder;

  private static StudyLedger ledger(Store store) {
    StudyKey key =
        new StudyKey(
            "test",
            TASK.about().name(),
            TASK.fingerprint(),
            "a",
            TASK.about().judged(),
            "Rubato 0, Java 0");
    return store.study(key, "here");
  }

  private static List<TrialResult> run(Ledger ledger, TrialListener listener) {
    try (LocalRunner runner = new LocalRunner(1)) {
      return new Study(TASK, runner, ledger, List.of(listener), true).run("all", TRIALS);
    }
  }

  private static List<Object> bits(TrialResult result) {
    return Runs.bits(List.of(result));
  }

  @Test
  void theyAreTheSameBeforeAndAfterTheStoreIsClosed() {
    List<TrialResult> here = run(Ledger.NONE, TrialListener.NONE);
    Store store = Store.open(folder, "test");
    List<TrialResult> stored = run(ledger(store), TrialListener.NONE);
    assertThat(stored)
        .extracting(TrialResult::made)
        .isEqualTo(here.stream().map(TrialResult::made).toList());
    assertThat(bits(stored.get(0))).isEqualTo(bits(here.get(0)));
    store.close();
    assertThat(bits(stored.get(1))).isEqualTo(bits(here.get(1)));
    assertThat(bits(stored.get(2))).isEqualTo(bits(here.get(2)));
    store.close();
    assertThat(bits(stored.get(3))).isEqualTo(bits(here.get(3)));
    assertThat(stored.get(3).status()).isEqualTo(Status.DIVERGED);
    store.close();
    try (Store again = Store.open(folder, "test")) {
      assertThat(Runs.bits(run(ledger(again), TrialListener.NONE))).isEqualTo(Runs.bits(here));
      again.delete(1);
    }
    assertThatThrownBy(() -> stored.get(4).losses())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("was deleted from " + folder)
        .hasMessageContaining("run the study again");
    assertThat(stored.get(4).last(TASK.about().judged()))
        .isEqualTo(here.get(4).last(TASK.about().judged()));
    store.close();
  }

  /** Those that a study's events had and that are still in memory when it is over. */
  private long held(Ledger ledger) throws InterruptedException {
    List<WeakReference<double[]>> all = new ArrayList<>();
    TrialListener noting =
        new TrialListener() {
          @Override
          public void ended(TrialEvent.Ended event) {
            all.add(new WeakReference<>(event.result().losses()));
          }
        };
    List<TrialResult> results = run(ledger, noting);
    long left = all.size();
    for (int i = 0; i < 20 && left > 0; i++) {
      System.gc();
      Thread.sleep(5);
      left = all.stream().filter(each -> each.get() != null).count();
    }
    assertThat(results).hasSize(all.size());
    return left;
  }

  @Test
  void aStudyWithAStoreHoldsNone() throws InterruptedException {
    assertThat(held(Ledger.NONE)).isEqualTo(TRIALS.size());
    try (Store store = Store.open(folder, "test")) {
      assertThat(held(ledger(store))).isZero();
    }
  }
}
