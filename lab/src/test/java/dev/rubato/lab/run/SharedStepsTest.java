package dev.rubato.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SharedStepsTest {
  private static final SteppedTask TASK = new LeastSquares();

  private static Trial trial(String strategy, long steps, long seed) {
    return new Trial(
        Notation.strategy(strategy), new Horizon(steps, LeastSquares.STEPS_PER_EPOCH), seed);
  }

  private record Outcome(List<Object> results, long asked, long trained) {}

  private static Outcome run(int jobs, boolean shares, List<Trial> trials) {
    try (LocalRunner runner = new LocalRunner(jobs)) {
      Study study = new Study(TASK, runner, Ledger.NONE, List.of(), shares);
      List<Object> results = new ArrayList<>(Runs.bits(study.run("all", trials)));
      return new Outcome(results, study.stepsAsked(), study.stepsTrained());
    }
  }

  /** Runs trials with and without sharing, and checks that the bits are the same. */
  private static Outcome checked(Trial... trials) {
    List<Trial> all = List.of(trials);
    Outcome alone = run(2, false, all);
    Outcome shared = run(2, true, all);
    assertThat(shared.results()).isEqualTo(alone.results());
    assertThat(run(1, true, all)).isEqualTo(shared);
    assertThat(alone.trained()).isEqualTo(alone.asked()).isEqualTo(shared.asked());
    return shared;
  }

  @Test
  void theTrunkOfFourHorizonsIsTrainedOnce() {
    String strategy = "sgd(momentum=0.9): 0.01 for 80% then cooldown(-> 0)";
    Outcome outcome =
        checked(
            trial(strategy, 1000, 1),
            trial(strategy, 2000, 1),
            trial(strategy, 4000, 1),
            trial(strategy, 8000, 1));
    assertThat(outcome.asked()).isEqualTo(15_000);
    // the trunk to 6,400, and four cooldowns, whose first step is still one of the trunk
    assertThat(outcome.trained()).isEqualTo(6400 + 200 + 400 + 800 + 1600 - 3);
  }

  @Test
  void fourEvenlySpacedHorizonsTrainAtMost52PercentOfTheSteps() {
    String strategy = "adam: 0.01 for 80% then cooldown(-> 0)";
    Outcome outcome =
        checked(
            trial(strategy, 1000, 1),
            trial(strategy, 2000, 1),
            trial(strategy, 3000, 1),
            trial(strategy, 4000, 1));
    assertThat(outcome.trained() / (double) outcome.asked()).isLessThanOrEqualTo(0.52);
  }

  @Test
  void aPlateauGoesAlongWithAConstantUntilItsFirstDrop() {
    Outcome outcome =
        checked(
            trial("sgd: 0.1", 48, 1),
            trial("sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.9)", 48, 1),
            trial("sgd: plateau(0.1, factor=0.1, patience=3, threshold=0.9)", 48, 1),
            trial("sgd: step(0.1, every=24, gamma=0.5)", 48, 1));
    assertThat(outcome.trained()).isLessThan(outcome.asked() * 3 / 4);
  }

  @Test
  void schedulesOfOtherNumbersCountToo() {
    Outcome outcome =
        checked(
            trial("sgd(momentum=0.9 for 10 then 0.5): 0.1", 48, 1),
            trial("sgd(momentum=0.9 for 20 then 0.5): 0.1", 48, 1));
    assertThat(outcome.trained()).isEqualTo(96 - 10);
  }

  @Test
  void otherSeedsOptimizersAndRatesAreNotShared() {
    Outcome outcome =
        checked(
            trial("sgd: 0.1", 48, 1),
            trial("sgd: 0.1", 48, 2),
            trial("sgd(momentum=0.5): 0.1", 48, 1),
            trial("adam: 0.1", 48, 1),
            trial("sgd: 0.2", 48, 1));
    assertThat(outcome.trained()).isEqualTo(outcome.asked());
  }

  @Test
  void trialsThatDivergeTogetherAllSaySo() {
    Outcome outcome =
        checked(
            trial("sgd: 1e25", 48, 1),
            trial("sgd: 1e25 for 40 then 0.1", 48, 1),
            trial("sgd: 0.1 for 5 then 3e38", 48, 1),
            trial("sgd: 0.1", 48, 1));
    assertThat(outcome.trained()).isLessThan(outcome.asked());
  }

  @Test
  void aTrialThatIsAskedForTwiceIsRunOnce() {
    Outcome outcome = checked(trial("sgd: 0.1", 48, 1), trial("sgd: 0.1", 48, 1));
    assertThat(outcome.asked()).isEqualTo(48);
  }

  @Test
  void pausedTrialsGoOnAsIfTheyHadNotStopped() {
    List<Trial> trials =
        List.of(
            trial("adam: cosine(0.1 -> 0)", 48, 1),
            trial("sgd: plateau(0.1, factor=0.5, patience=1, threshold=0.9)", 48, 1),
            trial("sgd: 0.1", 48, 1));
    List<Object> whole = run(1, false, trials).results();
    try (LocalRunner runner = new LocalRunner(2)) {
      Study study = new Study(TASK, runner, Ledger.NONE, List.of(), true);
      for (int until : new int[] {7, 8, 31}) {
        assertThat(study.run("a part", trials, until))
            .allSatisfy(result -> assertThat(result.losses()).hasSize(until))
            .allSatisfy(result -> assertThat(result.status()).isEqualTo(TrialResult.Status.PAUSED));
      }
      assertThat(Runs.bits(study.run("the rest", trials))).isEqualTo(whole);
      assertThat(study.stepsAsked()).isEqualTo(3 * 48);
      assertThat(study.stepsTrained()).isLessThan(3 * 48);
    }
  }

  @Test
  void whatIsPlannedIsWhatIsTrainedWhereNothingWatches() {
    String strategy = "sgd: 0.1 for 80% then cooldown(-> 0)";
    List<Trial> trials = List.of(trial(strategy, 40, 1), trial(strategy, 80, 1));
    assertThat(SharedSteps.planned(trials))
        .isEqualTo(checked(trials.toArray(Trial[]::new)).trained());
  }
}
