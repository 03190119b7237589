package dev.rubato.lab.compare;

import static dev.rubato.lab.Runs.comparison;
import static dev.rubato.lab.Runs.ranked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static List<String> names(List<RankedEntrant> ranking) {
    return ranking.stream().map(RankedEntrant::name).toList();
  }

  @Test
  void theLowestMeanLossStandsFirst() {
    Comparison comparison =
        comparison(
            ranked("sgd: 0.3", 0.5, 0.9),
            ranked("sgd: 0.1", 0.2, 0.4),
            ranked("sgd: 0.2", 0.1, 0.6));
    assertThat(names(comparison.ranking())).containsExactly("sgd: 0.1", "sgd: 0.2", "sgd: 0.3");
    assertThat(comparison.best().name()).isEqualTo("sgd: 0.1");
  }

  @Test
  void whatDivergedOnOneSeedStandsLast() {
    Comparison comparison =
        comparison(
            ranked("sgd: 0.3", 0.1, INF), ranked("sgd: 0.1", 5, 6), ranked("sgd: 9", INF, 0));
    assertThat(names(comparison.ranking())).containsExactly("sgd: 0.1", "sgd: 0.3", "sgd: 9");
    assertThat(comparison.ties()).containsExactly(comparison.best());
    assertThat(comparison.ranking().get(1).failures()).isEqualTo(1);
  }

  @Test
  void equalMeansKeepTheOrderInWhichTheyWereGiven() {
    assertThat(names(comparison(ranked("0.2", 1, 2), ranked("0.1", 2, 1)).ranking()))
        .containsExactly("0.2", "0.1");
  }

  @Test
  void aDifferenceThatAllSeedsShareIsNoTieHoweverMuchTheSeedsDiffer() {
    // the intervals of the two means overlap widely, that of the difference is narrow
    Comparison comparison =
        comparison(
            ranked("sgd: 0.1", 1.00, 2.00, 3.00, 4.00), ranked("sgd: 0.2", 1.10, 2.11, 3.10, 4.09));
    assertThat(names(comparison.ties())).containsExactly("sgd: 0.1");
  }

  @Test
  void aDifferenceWhoseIntervalHoldsZeroIsATie() {
    Comparison comparison =
        comparison(
            ranked("sgd: 0.1", 1.0, 1.2, 1.1),
            ranked("sgd: 0.2", 1.2, 1.1, 1.1),
            ranked("sgd: 0.3", 7.0, 7.2, 7.1));
    assertThat(names(comparison.ties())).containsExactly("sgd: 0.1", "sgd: 0.2");
  }

  @Test
  void withOneSeedEverythingThatEndedWellIsATie() {
    Comparison comparison =
        comparison(ranked("sgd: 0.1", 0.1), ranked("sgd: 0.2", 99), ranked("sgd: 9", INF));
    assertThat(names(comparison.ties())).containsExactly("sgd: 0.1", "sgd: 0.2");
  }

  @Test
  void aClearWinnerIsAdvised() {
    String advice =
        comparison(ranked("sgd: 0.1", 1, 1.1, 1.2, 1), ranked("sgd: 0.2", 2, 2.1, 2.2, 2)).advice();
    assertThat(advice)
        .startsWith("Use sgd: 0.1")
        .contains("validation loss", "significantly better than the rest", "4 seeds");
  }

  @Test
  void amongTiesTheSimplestIsAdvisedIfItIsAboutAsGoodAndAsSure() {
    String advice =
        comparison(
                ranked("sgd(momentum=0.9): cosine(0.1 -> 0)", 1.1, 1.2, 1.1, 1.2),
                ranked("sgd: 0.2", 1.2, 1.11, 1.21, 1.12),
                ranked("sgd: cosine(0.3 -> 0)", 1.2, 1.11, 1.11, 1.22))
            .advice();
    assertThat(advice)
        .startsWith("No clear winner")
        .contains("2 other strategies", "sgd(momentum=0.9): cosine(0.1 -> 0)", "4 seeds")
        .contains("simplest of them, sgd: 0.2, which is at most 2 % worse.");
  }

  @Test
  void aSimplerOneThatIsWorseOrLessSureIsOnlyNamed() {
    for (RankedEntrant simple :
        List.of(ranked("sgd: 0.2", 1.2, 1.3, 1.2, 1.1), ranked("sgd: 0.2", 0.5, 1.8, 1.5, 0.82))) {
      String advice =
          comparison(ranked("sgd(momentum=0.9): cosine(0.1 -> 0)", 1.1, 1.2, 1.1, 1.2), simple)
              .advice();
      assertThat(advice)
          .startsWith("No clear winner")
          .contains("Use the best by what was measured, sgd(momentum=0.9): cosine(0.1 -> 0)")
          .endsWith("sgd: 0.2 is simpler.");
    }
  }

  @Test
  void amongTiesOfOneSimplicityTheBestIsAdvised() {
    String advice =
        comparison(ranked("sgd: 0.1", 1, 1.2, 1.1, 1.1), ranked("sgd: 0.2", 1.2, 1.1, 1.1, 1.1))
            .advice();
    assertThat(advice)
        .startsWith("No clear winner")
        .contains("1 other strategy", "Use sgd: 0.1")
        .doesNotContain("sgd: 0.2");
  }

  @Test
  void fewerThanFourSeedsCanNotTell() {
    assertThat(comparison(ranked("sgd: 0.1", 1), ranked("sgd: 0.2", 2)).advice())
        .startsWith("Can't tell: one seed is")
        .contains("sgd: 0.1 came first", "run at least 4 seeds");
    assertThat(comparison(ranked("sgd: 0.1", 1, 1, 1.1), ranked("sgd: 0.2", 2, 2, 2)).advice())
        .startsWith("Can't tell: 3 seeds are");
  }

  @Test
  void whereEverythingDivergedThereIsNoAnswer() {
    String advice = comparison(ranked("sgd: 8", INF, 1), ranked("sgd: 9", INF, INF)).advice();
    assertThat(advice).startsWith("No answer").contains("lower rates").doesNotContain("Use");
  }

  @Test
  void oneStrategyAloneIsNotCalledTheBest() {
    assertThat(comparison(ranked("sgd: 0.1", 1, 2)).advice())
        .startsWith("Only one strategy ran")
        .contains("sgd: 0.1")
        .doesNotContain("best");
    assertThat(comparison(ranked("sgd: 0.1", INF, 2)).advice()).startsWith("No answer");
  }

  @Test
  void aMetricOrdersItsValuesBestFirstAndWhatIsNoNumberLast() {
    Metric loss = new Metric("validation-loss", true);
    Metric accuracy = new Metric("accuracy", false);
    List<Double> values = List.of(2.0, Double.NaN, INF, -INF, 1.0);
    assertThat(values.stream().sorted(loss.bestFirst()))
        .containsExactly(-INF, 1.0, 2.0, INF, Double.NaN);
    assertThat(values.stream().sorted(accuracy.bestFirst()))
        .containsExactly(INF, 2.0, 1.0, -INF, Double.NaN);
    assertThat(loss.worst()).isEqualTo(INF);
    assertThat(accuracy.worst()).isEqualTo(-INF);
    assertThat(loss.reaches(0.5, 0.5)).isTrue();
    assertThat(loss.reaches(0.6, 0.5)).isFalse();
    assertThat(accuracy.reaches(0.6, 0.5)).isTrue();
    assertThat(accuracy.reaches(Double.NaN, 0.5)).isFalse();
  }
}
