package dev.rubato.lab.compare;

import static dev.rubato.lab.Runs.comparison;
import static dev.rubato.lab.Runs.ranked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.TrialResult;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.notation.Notation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceTest {
  private static String notes(RankedEntrant... ranking) {
    return String.join("\n", comparison(ranking).notes());
  }

  /** A strategy whose peak of 0.1 was searched on seeds of its own. */
  private static RankedEntrant searched(String strategy, double[] search, double... losses) {
    List<TrialResult> found = ranked(strategy.replace("?", "0.1"), search).results();
    List<TrialResult> results = ranked(strategy.replace("?", "0.1"), losses).results();
    Entrant entrant = new Entrant(Notation.strategy(strategy));
    return new RankedEntrant(entrant, List.of(new Tried(0.1, found)), 0.1, results);
  }

  /** The same with a test loss for each seed. */
  private static RankedEntrant tested(RankedEntrant ranked, double... test) {
    List<TrialResult> results = new java.util.ArrayList<>();
    for (int i = 0; i < test.length; i++) {
      TrialResult each = ranked.results().get(i);
      results.add(
          new TrialResult(
              each.trial(),
              each.status(),
              each.reason(),
              each.rates(),
              each.losses(),
              each.evaluations(),
              Map.of("loss", test[i])));
    }
    return new RankedEntrant(ranked.entrant(), ranked.tried(), ranked.peak(), results);
  }

  @Test
  void theBestIsNotSaidToBeWorseThanItself() {
    RankedEntrant simple =
        searched("sgd: ?", new double[] {1.16, 1.17, 1.15, 1.16}, 1.12, 1.18, 1.11, 1.15);
    RankedEntrant foremost =
        searched(
            "sgd(momentum=0.9): cosine(? -> 0)",
            new double[] {1.13, 1.14, 1.12, 1.13},
            1.1,
            1.2,
            1.1,
            1.18);
    Comparison comparison = comparison(simple, foremost);
    assertThat(comparison.best()).isEqualTo(simple);
    assertThat(comparison.foremost()).isEqualTo(foremost);
    assertThat(comparison.advice())
        .isEqualTo(
            "No clear winner: 1 other strategy can't be told apart from the best over 4 seeds."
                + " Use sgd: 0.1, the best and the simplest of them.");
  }

  @Test
  void aSeedThatGotStuckIsNamed() {
    assertThat(
            notes(
                ranked("sgd: 0.1", 0.10, 0.11, 0.12, 0.10, 0.9),
                ranked("sgd: 0.2", 0.2, 0.21, 0.22, 0.2, 0.23)))
        .contains("Seeds got stuck, far from all others: sgd: 0.1 in 1 of 5 trainings (seed 5).")
        .doesNotContain("sgd: 0.2 in");
  }

  @Test
  void seedsThatOnlyDifferAreNotStuck() {
    assertThat(notes(ranked("sgd: 0.1", 0.1, 0.2, 0.3, 0.5, 0.7), ranked("0.2", 1, 1, 1, 1, 1)))
        .doesNotContain("stuck");
    assertThat(notes(ranked("sgd: 0.1", 1, 1, 1, 1, 1.0001), ranked("0.2", 2, 2, 2, 2, 2)))
        .as("too little to matter")
        .doesNotContain("stuck");
  }

  @Test
  void aStuckSeedOfTheSearchIsSeenTooAndWidensTheInterval() {
    double[] calm = {0.2, 0.21, 0.22, 0.2};
    double[] stuck = {0.1, 9, 0.11, 0.1};
    RankedEntrant other = searched("sgd(momentum=0.9): ?", calm, 0.3, 0.31, 0.32, 0.3, 0.33);
    assertThat(
            comparison(
                    searched(
                        "sgd: ?", new double[] {0.1, 0.1, 0.11, 0.1}, 0.1, 0.11, 0.1, 0.11, 0.1),
                    other)
                .ties())
        .hasSize(1);
    Comparison comparison = comparison(searched("sgd: ?", stuck, 0.1, 0.11, 0.1, 0.11, 0.1), other);
    assertThat(comparison.ties()).hasSize(2);
    assertThat(String.join("\n", comparison.notes())).contains("sgd: 0.1 in 1 of 9 trainings");
  }

  @Test
  void amongTiesTheBestOverAllSeedsIsAdvised() {
    double[] low = {0.1, 0.2, 0.1, 0.2};
    double[] high = {0.8, 0.9, 0.8, 0.9};
    Comparison comparison =
        comparison(
            searched("sgd: ?", high, 0.1, 0.5, 0.2, 0.4),
            searched("adam: ?", low, 0.2, 0.5, 0.3, 0.3));
    assertThat(comparison.best().name()).isEqualTo("sgd: 0.1");
    assertThat(comparison.advised().name()).isEqualTo("adam: 0.1");
    assertThat(comparison.advice())
        .contains("Use the best by all that was measured, the search's seeds too, adam: 0.1");
  }

  @Test
  void whereMeansAndMediansDisagreeItIsSaid() {
    assertThat(
            notes(
                ranked("sgd: 0.1", 0.3, 0.31, 0.3, 0.32, 0.33),
                ranked("sgd: 0.2", 0.1, 0.11, 0.1, 0.12, 9)))
        .contains(
            "Means and medians disagree: by the median sgd: 0.2 comes first (0.1100 against"
                + " 0.3100)");
  }

  @Test
  void whereValidationAndTestDisagreeItIsSaidAndHowSureThatIs() {
    RankedEntrant best = ranked("sgd: 0.1", 0.1, 0.11, 0.1, 0.12);
    RankedEntrant other = ranked("sgd: 0.2", 0.3, 0.31, 0.3, 0.32);
    assertThat(notes(tested(best, 0.5, 0.51, 0.52, 0.5), tested(other, 0.4, 0.41, 0.42, 0.41)))
        .contains("on the test data sgd: 0.2 has the best loss, 0.4100 against 0.5075")
        .contains("more than by chance");
    assertThat(notes(tested(best, 0.5, 0.31, 0.52, 0.5), tested(other, 0.4, 0.41, 0.42, 0.41)))
        .contains("which may be chance");
    assertThat(notes(tested(best, 0.3, 0.3, 0.3, 0.3), tested(other, 0.4, 0.41, 0.42, 0.41)))
        .doesNotContain("test data");
  }

  @Test
  void howManyMoreSeedsWouldDecideIsSaid() {
    assertThat(
            notes(
                ranked("sgd: 0.1", 1.0, 1.2, 1.1, 1.3, 1.2),
                ranked("sgd: 0.2", 1.4, 1.1, 1.3, 1.5, 1.2)))
        .containsPattern("\\d+ more seeds would probably tell them apart \\(--until-decided");
    assertThat(
            notes(
                ranked("sgd: 0.1", 1.000, 1.002, 1.001, 1.003),
                ranked("sgd: 0.2", 1.001, 1.001, 1.002, 1.002)))
        .contains("More seeds would not matter: they differ by at most 2 %.");
    assertThat(notes(ranked("sgd: 0.1", 1, 1.1, 1, 1.1), ranked("sgd: 0.2", 2, 2.1, 2, 2.1)))
        .as("nothing but that these results lack the target's metric")
        .matches("There is no metric accuracy to reach the target by; reported were [a-z-]+\\.");
  }
}
