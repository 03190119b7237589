package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Trial;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to watch a study that another process runs: the server, and the study. */
@Tag("long")
class WatchedStudyTest {
  @TempDir private Path folder;

  private static StudyLedger ledger(Store store, String command) {
    return store.study(
        new StudyKey(
            "compare", "valley", "valley 1", command, new Valley().about().judged(), command),
        "here");
  }

  private static List<Trial> trials(int strategies, int fromSeed, int toSeed, int steps) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = fromSeed; seed < toSeed; seed++) {
      for (int i = 1; i <= strategies; i++) {
        trials.add(new Trial(Notation.strategy("sgd: " + i * 1e-4), new Horizon(steps, 10), seed));
      }
    }
    return trials;
  }

  @Test
  void aLiveStudyOfFiftyCurvesCostsTheServerLittle() throws Exception {
    try (Store store = Store.open(folder, "a test");
        PageProcess server = new PageProcess(folder, 0, 0)) {
      StudyLedger ledger = ledger(store, "rubato compare");
      try (LocalRunner runner = new LocalRunner(1)) {
        new Study(new Valley(), runner, ledger, List.of(), true)
            .run("comparing", trials(50, 0, 4, 1000));
      }
      try (Watcher watcher = new Watcher(server.address(), 1, 2000);
          LocalRunner runner = new LocalRunner(2, Duration.ofSeconds(1))) {
        Study study = new Study(new Valley(1), runner, ledger, List.of(), true);
        study.run("comparing", trials(8, 4, 5, 1000)); // what starts once is no part of it
        int before = watcher.drawn();
        PageProcess.Cost begin = server.cost();
        long began = System.nanoTime();
        study.run("comparing", trials(42, 5, 6, 1000));
        double seconds = (System.nanoTime() - began) / 1e9;
        double cores = (server.cost().cpuSeconds() - begin.cpuSeconds()) / seconds;
        System.out.printf(
            Locale.ROOT,
            "a live study of 50 strategies, drawn %d times in %.0f s: %.1f %% of a core%n",
            watcher.drawn() - before,
            seconds,
            100 * cores);
        assertThat(watcher.drawn() - before).isGreaterThan((int) (seconds / 5));
        assertThat(cores).isLessThan(0.15);
      }
    }
  }

  /** The processor time of a study that does little but write to the store. */
  private static double run(Store store, String name, PageProcess server, boolean watched)
      throws Exception {
    StudyLedger ledger = ledger(store, name);
    long study = store.studies().stream().mapToLong(each -> each.id()).max().orElseThrow();
    int looks = watched ? server.watch(study, 100) : 0;
    long began = processNanos();
    try (LocalRunner runner = new LocalRunner(1)) {
      int seed = name.hashCode();
      new Study(new Valley(), runner, ledger, List.of(), true)
          .run("comparing", trials(50, seed, seed + 2, 1000));
    }
    double seconds = (processNanos() - began) / 1e9;
    assertThat(server.watch(0, 0) - looks).isGreaterThanOrEqualTo(watched ? 1 : 0);
    return seconds;
  }

  private static long processNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  @Test
  void aStudyIsNotSlowedByBeingWatched() throws Exception {
    try (Store store = Store.open(folder, "a test");
        PageProcess server = new PageProcess(folder, 0, 0)) {
      for (int i = 0; i < 4; i++) {
        run(store, "warm" + i, server, i % 2 == 1);
      }
      double[] ratios = new double[8];
      for (int i = 0; i < ratios.length; i++) {
        boolean first = i % 2 == 0;
        double one = run(store, "a" + i, server, first);
        double other = run(store, "b" + i, server, !first);
        ratios[i] = first ? one / other : other / one;
      }
      Arrays.sort(ratios);
      double median = (ratios[3] + ratios[4]) / 2;
      System.out.printf(
          Locale.ROOT,
          "a study watched ten times a second takes %.3f times as much time (8 pairs, from %.3f"
              + " to %.3f)%n",
          median,
          ratios[0],
          ratios[7]);
      // a page asks every two seconds, twenty times as seldom
      assertThat(median - 1).isLessThan(20 * 0.02);
    }
  }
}
