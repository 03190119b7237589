package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.rubato.lab.Trial;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to watch a study that another process runs: the server, and the study. */
@Tag("long")
class WatchedStudyTest {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

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

  /**
   * A piece of work: a study of its own that does little but write to the store.
   *
   * @param processor its processor time, of all threads, in nanoseconds
   * @param clock the time that it took
   * @param looks how often it was looked at
   */
  private record Work(long processor, long clock, int looks) {
    double looksPerSecond() {
      return looks / (clock / 1e9);
    }
  }

  /** Does such a piece, watched every so many milliseconds, or not at all for 0. */
  private static Work work(Store store, PageProcess server, int seeds, long everyMillis)
      throws Exception {
    StudyLedger ledger = ledger(store, "rubato compare");
    System.gc(); // so that none of the other's garbage is collected in this
    int before = everyMillis > 0 ? server.watch(ledger.id(), everyMillis) : 0;
    long processor = PROCESS.getProcessCpuTime();
    long began = System.nanoTime();
    try (LocalRunner runner = new LocalRunner(1)) {
      new Study(new Valley(), runner, ledger, List.of(), true)
          .run("comparing", trials(50, 0, seeds, 1000));
    }
    long clock = System.nanoTime() - began;
    processor = PROCESS.getProcessCpuTime() - processor;
    int looks = server.watch(0, 0) - before;
    store.delete(ledger.id()); // so that the store, and what a look costs, stay as they are
    return new Work(processor, clock, everyMillis > 0 ? looks : 0);
  }

  /** How many seeds take about a second. */
  private static int seedsOfASecond(Store store, PageProcess server) throws Exception {
    int seeds = 2;
    for (int i = 0; i < 6; i++) {
      Work warm = work(store, server, seeds, i % 2 == 0 ? 0 : 100);
      double second = seeds * 1e9 / warm.processor();
      seeds = (int) Math.max(1, Math.min(second, 8 * seeds));
    }
    return seeds;
  }

  /** Pairs until the time is over; which of the two comes first changes as in ABBA. */
  private static Slowdowns pairs(
      Store store, PageProcess server, int seeds, long everyMillis, int fewest, int seconds)
      throws Exception {
    Slowdowns found = new Slowdowns(new Slowdown(), new Slowdown());
    long began = System.nanoTime();
    for (int i = 0; i < fewest || System.nanoTime() - began < seconds * 1e9; i++) {
      boolean first = i % 2 == 0;
      Work one = work(store, server, seeds, first ? everyMillis : 0);
      Work other = work(store, server, seeds, first ? 0 : everyMillis);
      Work watched = first ? one : other;
      Work alone = first ? other : one;
      assertThat(watched.looks()).isPositive();
      found.processor.add(watched.processor(), alone.processor(), watched.looksPerSecond());
      found.clock.add(watched.clock(), alone.clock(), watched.looksPerSecond());
    }
    return found;
  }

  /** By the processor's time and by the clock's. */
  private record Slowdowns(Slowdown processor, Slowdown clock) {
    void print(String how) {
      System.out.printf(
          Locale.ROOT,
          "a page slows a study by %s of its processor time, %s of its time (%d pairs, %s)%n",
          processor.estimate(),
          clock.estimate(),
          processor.count(),
          how);
    }
  }

  /**
   * The noise of a busy machine is larger than what a page's look costs, so the study is looked at
   * twenty times as often as by a page, and a twentieth of that counts. Beside it stand a few pairs
   * at a page's own rate, whose interval is wide: were the cost of a look another there, it would
   * lie elsewhere. What runs is the worst case, a study that writes a thousand steps in
   * milliseconds. No noise can fail this: only where the whole interval is above 2 % is a study
   * slowed by that. Its time by the clock is printed only, as it counts what else the machine does.
   */
  @Test
  void aStudyIsNotSlowedByBeingWatched() throws Exception {
    try (Store store = Store.open(folder, "a test");
        PageProcess server = new PageProcess(folder, 0, 0)) {
      int seeds = seedsOfASecond(store, server);
      Slowdowns often = pairs(store, server, seeds, 100, 12, 45);
      Slowdowns asAPage = pairs(store, server, 3 * seeds, 2000, 6, 0);
      often.print("looked at twenty times as often, a twentieth of it");
      asAPage.print("at a page's own rate");
      assertThat(often.processor.estimate().low()).isLessThan(0.02);
      assertThat(asAPage.processor.estimate().low()).isLessThan(0.02);
    }
  }
}
