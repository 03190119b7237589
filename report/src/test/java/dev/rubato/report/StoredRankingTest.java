package dev.rubato.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stored comparison is ranked, labelled and drawn as its command did it. */
class StoredRankingTest {
  private static final StoredStudy STUDY =
      new StoredStudy(
          7,
          "compare",
          "digits",
          "f",
          "rubato compare '\"it'\\''s <warm>\" = adam: linear(0 -> ?) for 5% then cosine(-> 0)'"
              + " 'sgd: ?' --task digits",
          new Metric("validation-loss", true),
          "done",
          "2026-01-01",
          "2026-01-01",
          4,
          4,
          "",
          "",
          "",
          List.of(),
          null);
  private static final String WARM = "adam: linear(0 -> 0.02) for 5% then cosine(-> 0)";

  private static StoredTrial trial(String strategy, String phase, long seed, double last) {
    Trial trial = new Trial(Notation.strategy(strategy), Horizon.ofSteps(3), seed);
    TrialResult result =
        new TrialResult(
            trial,
            Status.DONE,
            "",
            new double[] {1, 1, 1},
            new double[] {3, 2, 1},
            List.of(
                new Evaluation(1, Map.of("validation-loss", 2 * last)),
                new Evaluation(3, Map.of("validation-loss", last))),
            Map.of());
    return new StoredTrial(seed, phase, "v", "m", "done", 1, 3, last, result);
  }

  private static final List<StoredTrial> TRIALS =
      List.of(
          trial(WARM, "peaks", 101, 0.9),
          trial(WARM, "fresh seeds", 1, 1.0),
          trial(WARM, "fresh seeds", 2, 1.2),
          trial(WARM, "fresh seeds", 3, 1.1),
          trial("sgd: 0.1", "fresh seeds", 3, 1.15),
          trial("sgd: 0.1", "fresh seeds", 1, 0.99),
          trial("sgd: 0.1", "fresh seeds", 2, 1.18),
          trial("sgd: 0.5", "fresh seeds", 1, 2.0),
          trial("sgd: 0.5", "fresh seeds", 2, 2.2),
          trial("sgd: 0.5", "fresh seeds", 3, 2.11),
          trial("sgd: 9", "peaks", 101, 7.0));

  @Test
  void whatCantBeToldFromTheBestIsTiedPairedBySeed() {
    List<StudyRanking.Place> places = StudyRanking.of(STUDY, TRIALS);
    assertThat(places).hasSize(3);
    StudyRanking.Place best = places.get(0);
    assertThat(best.first().trial().strategy()).hasToString(WARM);
    assertThat(best.values().values()).containsExactly(1.0, 1.2, 1.1);
    assertThat(best.values().others()).containsExactly(0.9);
    assertThat(places.get(1).values().values()).containsExactly(0.99, 1.18, 1.15);
    assertThat(places.get(1).isTied(best)).isTrue();
    assertThat(places.get(2).isTied(best)).isFalse();
  }

  @Test
  void seedsThatWereAddedUntilItWasDecidedCountToo() {
    List<StoredTrial> trials = new ArrayList<>(TRIALS);
    trials.add(trial(WARM, "more seeds", 4, 2.1));
    trials.add(trial("sgd: 0.1", "more seeds", 4, 1.2));
    List<StudyRanking.Place> places = StudyRanking.of(STUDY, trials);
    assertThat(places).hasSize(3);
    assertThat(places.get(0).values().values()).containsExactly(0.99, 1.18, 1.15, 1.2);
    assertThat(places.get(1).values().values()).containsExactly(1.0, 1.2, 1.1, 2.1);
    assertThat(places.get(1).values().others()).containsExactly(0.9);
  }

  @Test
  void aLabelIsFoundInTheCommandWhateverItsRateBecame() {
    StudyLabels labels = StudyLabels.of(STUDY);
    assertThat(labels.of(Notation.strategy(WARM))).isEqualTo("it's <warm>");
    assertThat(labels.of(Notation.strategy("sgd: 0.1"))).isNull();
    assertThat(labels.of(Notation.strategy(WARM.replace("5%", "6%")))).isNull();
  }

  @Test
  void itsPageHasIntervalsBandsOverSeedsAndLabels() {
    String page = StudyPage.html(STUDY, TRIALS, TRIALS.subList(1, 10));
    assertThat(page)
        .contains(
            "1.1000 ± 0.2484",
            "it&#39;s &lt;warm&gt;",
            "bands reach from the lowest to the highest")
        .containsPattern(
            "<tr data-series=\"0\"><td class=\"number\" data-title=\"validation loss\">1.1000")
        .contains("\"y\":[2.2,1.1],\"low\":[2,1],\"high\":[2.4,1.2]");
  }

  @Test
  void itsPeaksAreThoseThatTheSearchTriedWithTheChosenOneMarked() {
    List<StoredTrial> trials = new ArrayList<>(TRIALS);
    trials.add(trial("sgd: 0.1", "peaks", 101, 1.5));
    trials.add(trial("sgd: 0.1", "best peaks", 102, 1.1));
    List<PeakCharts.Search> searches = StudyPeaks.of(STUDY, trials);
    assertThat(searches)
        .extracting(PeakCharts.Search::name)
        .containsExactly("\"it's <warm>\" = " + WARM, "sgd: 0.1");
    assertThat(searches.get(0).peaks()).containsExactly(0.02);
    assertThat(searches.get(0).chosen()).isEqualTo(0.02);
    assertThat(searches.get(1).peaks()).containsExactly(0.1, 9);
    assertThat(searches.get(1).scores()).containsExactly(1.3, 7);
    assertThat(searches.get(1).chosen()).isEqualTo(0.1);
    assertThat(StudyPage.html(STUDY, trials, trials.subList(1, 10)))
        .contains(PeakCharts.SECTION)
        .contains("r=\"7.5\""); // a ring
  }

  @Test
  void ofASearchThatIsStillRunningNoPeakIsChosen() {
    List<StoredTrial> trials =
        List.of(trial("sgd: 0.1", "peaks", 101, 1.5), trial("sgd: 1", "peaks", 101, 1.1));
    assertThat(StudyPeaks.of(STUDY, trials))
        .singleElement()
        .satisfies(
            search -> {
              assertThat(search.name()).isEqualTo("sgd: ?");
              assertThat(search.peaks()).containsExactly(0.1, 1);
              assertThat(search.chosen()).isNaN();
            });
  }

  @Test
  void aStrategyOfSeveralLengthsIsShownWithItsLength() {
    StoredTrial longer = new StoredTrial(20, "fresh seeds", "v", "m", "done", 1, 9, 1, longer());
    List<StoredTrial> trials = List.of(longer, TRIALS.get(1), TRIALS.get(4));
    String page = StudyPage.html(STUDY, trials, trials);
    assertThat(page)
        .contains("sgd: 0.1, 3 steps", "sgd: 0.1, 9 steps")
        .doesNotContain("5% then cosine(-&gt; 0), ");
  }

  private static TrialResult longer() {
    TrialResult shorter = TRIALS.get(4).result();
    return new TrialResult(
        new Trial(shorter.trial().strategy(), Horizon.ofSteps(9), 3),
        Status.DONE,
        "",
        shorter.rates(),
        shorter.losses(),
        shorter.evaluations(),
        Map.of());
  }
}
