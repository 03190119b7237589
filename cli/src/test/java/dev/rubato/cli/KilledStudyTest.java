package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoredTrial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Studies that are killed at random moments and run again end as if they had not been. */
@Timeout(900)
@EnabledOnOs({OS.LINUX, OS.MAC})
class KilledStudyTest {
  /** 30 trials, if no grid has to be taken further. */
  private static final String[] COMPARE = {
    "compare",
    "--task=diabetes",
    "sgd: ?0.003..0.3",
    "adam: cosine(?0.0005..0.05 -> 0)",
    "--seeds=5",
    "--steps=160",
    "--report=page.html"
  };

  /** With trials that pause at a quarter and at half of the way. */
  private static final String[] TUNE = {
    "tune", "--task=diabetes", "sgd: cosine(? -> 0)", "adam: ?", "--budget=20", "--seeds=3"
  };

  @TempDir private Path folder;

  /** What a study left: the table that it printed, and its exports. */
  private record Left(String table, List<String> exports) {}

  private static Path store(Path place) {
    return place.resolve(".rubato");
  }

  private static Left left(Path place, Cli.Outcome outcome) {
    return new Left(outcome.succeeds().out(), StudyProcess.exported(store(place), 1));
  }

  /** How many trials are through, and how many were at work. */
  private static String progress(Path place) {
    if (!Files.exists(store(place).resolve("rubato.db"))) {
      return "no store yet";
    }
    try (Store store = Store.read(store(place))) {
      List<StoredTrial> trials = store.trials(1, false);
      long paused = count(trials, "paused");
      long waiting =
          paused + count(trials, "queued") + count(trials, "running") + count(trials, "stopped");
      return (trials.size() - waiting) + " of " + trials.size() + (paused > 0 ? " paused" : "");
    }
  }

  /** Waits until a trial pauses, the one state that a moment drawn at random may never meet. */
  private static void pauses(Path place) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!progress(place).contains("paused")) {
      assertThat(System.nanoTime()).as("no trial paused: %s", progress(place)).isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static long count(List<StoredTrial> trials, String state) {
    return trials.stream().filter(trial -> trial.state().equals(state)).count();
  }

  /** Kills it that often; the first time, if it {@code pauses}, while a trial waits to go on. */
  private void isTheSame(int kills, boolean pauses, int leastTrials, String... command)
      throws Exception {
    Path whole = folder.resolve("whole");
    Left expected;
    long nanos;
    try (StudyProcess process = StudyProcess.start(whole, command)) {
      process.hears("ing ");
      long start = System.nanoTime();
      Cli.Outcome outcome = process.end();
      nanos = System.nanoTime() - start;
      expected = left(whole, outcome);
    }
    try (Store store = Store.read(store(whole))) {
      assertThat(store.trials(1, false)).hasSizeGreaterThanOrEqualTo(leastTrials);
    }
    long seed = new SplittableRandom().nextLong();
    System.out.printf(
        "%s: %d ms from its first line to its end; seed %d%n",
        command[0], TimeUnit.NANOSECONDS.toMillis(nanos), seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> killed = new ArrayList<>();
    int studies = 0;
    boolean ended = true;
    Path place = folder;
    while (killed.size() < kills || !ended) {
      if (ended) {
        place = folder.resolve("killed-" + ++studies);
      }
      try (StudyProcess process = StudyProcess.start(place, command)) {
        process.hears("ing ");
        if (pauses && killed.isEmpty()) {
          pauses(place);
          ended = !process.kill();
        } else if (killed.size() < kills) {
          TimeUnit.NANOSECONDS.sleep(random.nextLong(nanos));
          ended = !process.kill();
        } else {
          ended = true;
        }
        if (ended) {
          assertThat(left(place, process.end()))
              .as("seed %d, killed after %s", seed, killed)
              .isEqualTo(expected);
        } else {
          killed.add(progress(place));
        }
      }
    }
    System.out.println(
        killed.size() + " kills in " + studies + " studies, when trials through were:");
    System.out.println("  " + killed);
    if (kills > 10) { // then chance can't have it otherwise
      assertThat(killed).anyMatch(when -> when.matches("[1-9].*"));
    }
  }

  @Test
  void aKilledComparisonGoesOnToTheSameResults() throws Exception {
    isTheSame(1, false, 30, COMPARE);
  }

  @Test
  @Tag("long")
  void twelveKillsOfAComparisonChangeNothing() throws Exception {
    isTheSame(12, false, 30, COMPARE);
  }

  @Test
  @Tag("long")
  void twelveKillsOfATuningChangeNothing() throws Exception {
    isTheSame(12, true, 20, TUNE);
  }
}
