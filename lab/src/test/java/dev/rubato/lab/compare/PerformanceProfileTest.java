package dev.rubato.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.PerformanceProfile.Score;
import dev.rubato.notation.Notation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores against those computed by hand from the definition. */
class PerformanceProfileTest {
  private static final Metric ACCURACY = new Metric("accuracy", false);
  private static final Metric LOSS = new Metric("validation-loss", true);

  /** A task whose target is an accuracy of 0.9. */
  private static Task.About task(String name) {
    return new Task.About(name, "", "", 10, 4, LOSS, ACCURACY, 0.9);
  }

  /**
   * An entrant that needs so many steps to the target on each seed; 0 for one that never gets
   * there.
   */
  private static RankedEntrant entrant(String strategy, long... stepsToTarget) {
    List<TrialResult> results = new ArrayList<>();
    for (long steps : stepsToTarget) {
      List<Evaluation> evaluations = new ArrayList<>();
      evaluations.add(new Evaluation(5, Map.of("accuracy", 0.5, "validation-loss", 1.0)));
      if (steps > 0) {
        evaluations.add(new Evaluation(steps, Map.of("accuracy", 0.9, "validation-loss", 0.5)));
      }
      results.add(
          new TrialResult(
              Runs.trial(strategy, results.size() + 1),
              Status.DONE,
              "",
              new double[0],
              new double[0],
              evaluations,
              Map.of()));
    }
    return new RankedEntrant(
        new Entrant(Notation.strategy(strategy)), List.of(), Double.NaN, results);
  }

  private static Comparison on(String task, RankedEntrant... entrants) {
    return new Comparison(
        task(task), Runs.HORIZON, List.of(1L), List.of(), List.of(entrants), 1, 1);
  }

  private static void check(Score score, String strategy, double expected, Double... ratios) {
    assertThat(score.strategy()).isEqualTo(strategy);
    assertThat(score.ratios()).containsExactly(ratios);
    assertThat(score.score()).isCloseTo(expected, within(1e-12));
  }

  @Test
  void scoresAreTheAreaUnderTheShareOfTasksFromOneToFour() {
    List<Score> scores =
        PerformanceProfile.of(
            List.of(
                on(
                    "a",
                    entrant("sgd: 0.1", 10),
                    entrant("adam: 0.1", 20),
                    entrant("lion: 0.1", 50)),
                on(
                    "b",
                    entrant("sgd: 0.1", 30),
                    entrant("adam: 0.1", 20),
                    entrant("lion: 0.1", 0))));
    // sgd: rho is 1/2 from 1 and 1 from 1.5, so (1/2 * 0.5 + 1 * 2.5) / 3 = 11/12
    check(scores.get(0), "sgd: 0.1", 11 / 12.0, 1.0, 1.5);
    // adam: rho is 1/2 from 1 and 1 from 2, so (1/2 * 1 + 1 * 2) / 3 = 5/6
    check(scores.get(1), "adam: 0.1", 5 / 6.0, 2.0, 1.0);
    // lion: five times the fastest counts as little as never
    check(scores.get(2), "lion: 0.1", 0, 5.0, Double.POSITIVE_INFINITY);
    assertThat(scores).hasSize(3);
  }

  @Test
  void whereNobodyReachesTheTargetNobodyGetsAShareOfTheTask() {
    List<Score> scores =
        PerformanceProfile.of(
            List.of(
                on("a", entrant("sgd: 0.1", 0), entrant("adam: 0.1", 0)),
                on("b", entrant("sgd: 0.1", 40), entrant("adam: 0.1", 10))));
    check(scores.get(0), "adam: 0.1", 0.5, Double.POSITIVE_INFINITY, 1.0);
    check(scores.get(1), "sgd: 0.1", 0, Double.POSITIVE_INFINITY, 4.0);
  }

  @Test
  void theStepsOfAStrategyAreTheMedianOfItsSeeds() {
    List<Score> scores =
        PerformanceProfile.of(
            List.of(on("a", entrant("sgd: 0.1", 10, 30, 0), entrant("adam: 0.1", 20, 20, 20))));
    check(scores.get(0), "adam: 0.1", 1, 1.0);
    // 30 / 20: rho is 1 from 1.5, so 2.5 / 3
    check(scores.get(1), "sgd: 0.1", 2.5 / 3, 1.5);
  }

  @Test
  void theFastestEverywhereHasTheScoreOne() {
    Score alone = PerformanceProfile.of(List.of(on("a", entrant("sgd: ?", 10)))).get(0);
    check(alone, "sgd: ?", 1, 1.0);
  }
}
