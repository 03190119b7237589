package dev.rubato.lab.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rounds of the finals, by how many trials the plan chooses at once. */
@Timeout(300)
class TuneFinalsTest {
  /** The sizes of the rounds of a tuning; checks that it keeps to its budget. */
  private static List<Integer> rounds(int budget, int seeds, int parallel) {
    List<Integer> rounds = new ArrayList<>();
    StudyListener noting =
        new StudyListener() {
          @Override
          public void phase(String name, List<Trial> trials, long steps) {
            if (name.equals("fresh seeds")) {
              rounds.add(trials.size());
            }
          }
        };
    Tune.Plan plan =
        new Tune.Plan(
            List.of(Notation.strategy("sgd(momentum=?0.1..0.9): ?0.001..1")),
            Runs.HORIZON,
            budget,
            seeds,
            1,
            Map.of(),
            parallel);
    try (LocalRunner runner = new LocalRunner(1)) {
      Study study = new Study(new LeastSquares(), runner, Ledger.NONE, List.of(noting), true);
      Tune.Outcome outcome = Tune.run(study, plan);
      assertThat(study.stepsAsked()).isLessThanOrEqualTo(outcome.budget());
      assertThat(outcome.finalists().ranking()).hasSize(2);
      assertThat(outcome.finalists().seeds()).hasSizeGreaterThanOrEqualTo(seeds);
    }
    return rounds;
  }

  @Test
  void halfOfThePointsAreDroppedInEachRound() {
    assertThat(rounds(150, 5, 31)).hasSize(3).startsWith(16, 8);
  }

  @Test
  void whereManyTrialsRunAtOnceTheFirstRoundHasMoreSeedsAndLeavesTheLastTwo() {
    assertThat(rounds(170, 5, 64)).hasSize(2).startsWith(32);
  }

  @Test
  @Tag("long")
  void ofALargerBudgetTheFirstRoundHasMorePoints() {
    assertThat(rounds(200, 5, 64)).hasSize(2).startsWith(40);
  }

  @Test
  void aBudgetThatIsTooSmallForThatKeepsItsRounds() {
    assertThat(rounds(120, 5, 64)).hasSize(3).startsWith(16, 8);
    assertThat(rounds(150, 20, 64)).hasSize(3).startsWith(16, 8);
  }
}
