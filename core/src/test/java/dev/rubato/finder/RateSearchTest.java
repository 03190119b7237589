package dev.rubato.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {
  private static final long STEPS = 1600;

  private final List<RateProbe> asked = new ArrayList<>();

  private Finding find(double start, double budget, ToDoubleFunction<RateProbe> score) {
    asked.clear();
    RateSearch search = new RateSearch(start, STEPS, budget, "loss");
    for (List<RateProbe> next = search.next(); !next.isEmpty(); next = search.next()) {
      for (RateProbe probe : next) {
        asked.add(probe);
        search.add(probe, score.applyAsDouble(probe), probe.steps());
      }
    }
    return search.finding();
  }

  /** A loss that is lowest at one rate, and diverges from thirty times that on. */
  private static ToDoubleFunction<RateProbe> lowestAt(double best) {
    return probe -> {
      if (probe.rate() > 30 * best) {
        return Double.NaN;
      }
      double learned = probe.steps() / (double) STEPS;
      double x = probe.rate() == 0 ? 12 : Math.abs(Math.log10(probe.rate() * learned / best));
      return 1 - Math.exp(-x * x) * learned;
    };
  }

  @ParameterizedTest
  @ValueSource(doubles = {3e-11, 1e-8, 3e-5, 1e-3, 0.1, 7, 4e3})
  void itFindsTheBestRateFromAnyStart(double best) {
    for (double start : new double[] {1e-4, 0.1, 1}) {
      Finding finding = find(start, RateSearch.BUDGET, lowestAt(best));
      assertThat(finding.reason()).isEmpty();
      assertThat(finding.rate()).isBetween(best / 1.3, best * 1.3);
      assertThat(finding.low()).isLessThan(best);
      assertThat(finding.high()).isGreaterThan(best);
      assertThat(finding.goodFrom()).isBetween(finding.low(), finding.rate());
      assertThat(finding.goodTo()).isBetween(finding.rate(), finding.high());
      assertThat(finding.cost()).isLessThanOrEqualTo(RateSearch.BUDGET);
      assertThat(asked).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatIsBestForShortTrainingsDoesNotDecide() {
    Finding finding =
        find(
            0.1,
            RateSearch.BUDGET,
            probe -> {
              double best = probe.steps() < STEPS ? 1 : 0.05;
              return probe.rate() == 0 ? 9 : Math.abs(Math.log10(probe.rate() / best));
            });
    assertThat(finding.rate()).isBetween(0.04, 0.065);
  }

  @Test
  void aSeedThatIsStuckDoesNotDecide() {
    Finding finding =
        find(
            0.1,
            20,
            probe ->
                lowestAt(0.1).applyAsDouble(probe)
                    + (probe.repeat() == 0 && probe.rate() < 0.3 && probe.steps() == STEPS
                        ? 1
                        : 0));
    assertThat(finding.rate()).isBetween(0.1 / 3, 0.3);
  }

  @Test
  void theIntervalHoldsTheBestRateWhereScoresAreNoisy() {
    int holds = 0;
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Finding finding =
          find(
              0.1,
              RateSearch.BUDGET,
              probe -> lowestAt(0.03).applyAsDouble(probe) + 0.02 * random.nextGaussian());
      holds += finding.low() <= 0.03 && finding.high() >= 0.03 ? 1 : 0;
    }
    assertThat(holds).isGreaterThan(180);
  }

  /** As an accuracy on 25 examples is, whose every seed says the same. */
  @Test
  void whereScoresAreCountsOneMoreOrLessIsNoDifference() {
    double[] rights = {0.72, 0.80, 0.84, 0.80, 0.76};
    Finding counts = answered(rights);
    assertThat(counts.low()).isEqualTo(0.1);
    assertThat(counts.high()).isEqualTo(1.6);
    rights[4] = 0.763; // no score occurs at two rates: nothing is counted
    rights[3] = 0.801;
    assertThat(answered(rights).low()).isEqualTo(0.2);
    assertThat(answered(rights).high()).isEqualTo(0.8);
  }

  /** The answer by two seeds that agree at 0.1, 0.2, 0.4, 0.8 and 1.6. */
  private static Finding answered(double[] rights) {
    RateScores scores = new RateScores(STEPS, 2);
    for (int i = 0; i < rights.length; i++) {
      scores.add(RateScores.round(0.1 * (1 << i)), -rights[i]);
      scores.add(RateScores.round(0.1 * (1 << i)), -rights[i]);
    }
    double none = Double.NaN;
    return new Finding(STEPS, "", -0.1, List.of(), none, none, none, none, none, 12, "")
        .answered(scores);
  }

  @Test
  void ofRatesThatAreAlikeTheLowestIsTaken() {
    Finding finding =
        find(
            0.1,
            RateSearch.BUDGET,
            probe -> probe.rate() == 0 ? 1 : probe.rate() > 3 ? 2 : Math.exp(-300 * probe.rate()));
    // from 0.03 on less than a ten-thousandth of what is gained is left
    assertThat(finding.rate()).isBetween(0.03, 0.1);
  }

  /** A rate that hardly moves the model is never the answer, though overfitting makes it best. */
  @Test
  void whereShortTrainingsOnlyHarmTheSearchDoesNotWalkDownForEver() {
    Finding finding =
        find(
            0.1,
            RateSearch.BUDGET,
            probe ->
                probe.steps() < STEPS
                    ? 1 + 1e-3 * probe.rate()
                    : lowestAt(1e-3).applyAsDouble(probe));
    assertThat(asked).noneMatch(probe -> probe.rate() > 0 && probe.rate() < 1e-6);
    assertThat(finding.rate()).isBetween(3e-4, 3e-3);
  }

  @Test
  void noAnswerSaysWhy() {
    assertThat(find(0.1, 12, probe -> Double.NaN).toString())
        .startsWith("no answer: trainings of 100 steps diverge at every rate from 1e-12 to 1");
    assertThat(find(0.1, 12, probe -> 1).reason()).contains("the same at every rate");
    assertThat(find(0.1, 12, probe -> probe.repeat() % 7).reason())
        .as("a score that only the seed decides")
        .contains("the same at every rate");
    assertThat(find(0.1, 12, probe -> probe.steps() < 1600 ? probe.rate() : Double.NaN).reason())
        .contains("whole ones diverge");
    assertThat(find(0.1, 12, probe -> 1).rate()).isNaN();
  }

  @Test
  void moreBudgetGoesIntoMoreSeeds() {
    find(0.1, 40, lowestAt(0.1));
    assertThat(asked.stream().mapToInt(RateProbe::repeat).max().orElse(0)).isGreaterThan(7);
    DoubleUnaryOperator cost = budget -> find(0.1, budget, lowestAt(0.1)).cost();
    assertThat(cost.applyAsDouble(40)).isBetween(36.0, 40.0);
    assertThat(cost.applyAsDouble(6)).isLessThanOrEqualTo(6);
  }

  @Test
  void theLeastBudgetAnswersTooAndShortTrainingsAsWell() {
    for (double budget : new double[] {3, 4, 5, 6}) {
      for (long steps : new long[] {40, 160, 1000}) {
        RateSearch search = new RateSearch(0.1, steps, budget, "loss");
        for (List<RateProbe> next = search.next(); !next.isEmpty(); next = search.next()) {
          for (RateProbe probe : next) {
            double x = probe.rate() == 0 ? 9 : Math.log10(probe.rate() / 0.03);
            search.add(probe, x * x, probe.steps());
          }
        }
        Finding finding = search.finding();
        assertThat(finding.reason()).isEmpty();
        assertThat(finding.rate()).isBetween(0.003, 0.3);
        assertThat(finding.cost()).isLessThanOrEqualTo(Math.max(budget, 5));
      }
    }
  }

  /** Plain descent on w², from 1: the best rate of a whole training is 0.5. */
  private static Finding descent(long steps, double budget) {
    RateSearch search = new RateSearch(0.1, steps, budget, "loss");
    for (List<RateProbe> next = search.next(); !next.isEmpty(); next = search.next()) {
      for (RateProbe probe : next) {
        double w = Math.pow(1 - 2 * probe.rate(), probe.steps());
        search.add(probe, w * w, probe.steps());
      }
    }
    return search.finding();
  }

  @Test
  void aSmallBudgetAnswersNoRateThatShorterTrainingsShowToBeWorse() {
    for (double budget : new double[] {3, 4, 5, 6, 8, 12}) {
      for (long steps : new long[] {20, 40, 100, 1600}) {
        Finding finding = descent(steps, budget);
        double score =
            finding.whole().stream()
                .mapToDouble(Finding.Tried::mean)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        assertThat(finding.tried())
            .as("budget %s, steps %s", budget, steps)
            .allMatch(each -> each.mean() >= score);
      }
    }
  }

  @Test
  void whatABudgetDoesNotBracketIsSaid() {
    Finding little = descent(20, 3);
    assertThat(little.whole()).hasSize(1);
    assertThat(little.caveat()).startsWith("not bracketed: the best may lie above or below ");
    assertThat(little.toString()).contains("not bracketed").doesNotContain("between");
    Finding enough = descent(20, 12);
    assertThat(enough.caveat()).isEmpty();
    assertThat(enough.low()).isLessThan(0.5);
    assertThat(enough.high()).isGreaterThan(0.5);
    assertThat(enough.toString()).contains("the best lies between");
  }

  @Test
  void noTrainingIsMadeTwiceWhereTwoStagesAreOfOneLength() {
    for (long steps : new long[] {5, 10, 20, 40}) {
      List<RateProbe> all = new ArrayList<>();
      RateSearch search = new RateSearch(0.1, steps, 12, "loss");
      for (List<RateProbe> next = search.next(); !next.isEmpty(); next = search.next()) {
        for (RateProbe probe : next) {
          all.add(probe);
          search.add(probe, Math.abs(Math.log(probe.rate() + 1e-3)), probe.steps());
        }
      }
      assertThat(all).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatCanNotBeSearchedIsRefused() {
    assertThatThrownBy(() -> new RateSearch(0, 10, 12, "loss"))
        .hasMessage("the first rate must be in [1e-12, 1000000], was 0");
    assertThatThrownBy(() -> new RateSearch(0.1, 0, 12, "loss")).hasMessageContaining("1 step");
    assertThatThrownBy(() -> new RateSearch(0.1, 10, 2, "loss")).hasMessageContaining("at least 3");
  }
}
