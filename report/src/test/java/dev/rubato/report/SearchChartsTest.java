package dev.rubato.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.notation.Notation;
import dev.rubato.plot.HtmlPage;
import dev.rubato.schedule.Horizon;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A tuning's page shows where it searched. */
class SearchChartsTest {
  private static StoredStudy study(String kind) {
    return new StoredStudy(
        7,
        kind,
        "digits",
        "f",
        "rubato tune",
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
  }

  private static StoredTrial trial(String strategy, int steps, int made, double last) {
    Trial trial = new Trial(Notation.strategy(strategy), Horizon.ofSteps(steps), 1);
    TrialResult result =
        new TrialResult(trial, Status.DONE, "", new double[0], new double[0], List.of(), Map.of());
    String state = made == steps ? "done" : "pruned";
    return new StoredTrial(1, "to the end", "v", "m", state, 1, made, last, result);
  }

  private static String page(String kind, StoredTrial... trials) {
    return SearchCharts.add(HtmlPage.titled("t"), study(kind), List.of(trials)).toString();
  }

  @Test
  void eachNumberThatVariesHasAScatterAndTheBestIsOfWholeTrainings() {
    String page =
        page(
            "tune",
            trial("sgd: 0.1", 25, 25, 0.01),
            trial("sgd(momentum=0.5): cosine(0.1 -> 0)", 100, 50, 0.5),
            trial("sgd(momentum=0.9): cosine(0.1 -> 0)", 100, 100, 0.75),
            trial("sgd(momentum=0.8): cosine(0.1 -> 0)", 100, 100, 0.7));
    assertThat(page)
        .contains(
            "Where it searched",
            "<h3>sgd(momentum=?): cosine(· <span class=\"whole\">-&gt;</span> ·)</h3>");
    assertThat(Pattern.compile("<h3>").matcher(page).results()).hasSize(1);
    assertThat(page).contains("\"y\":[null,null,0.75,0.7]").contains("50 steps", "100 steps");
  }

  @Test
  void otherStudiesAndEmptyOnesHaveNone() {
    StoredTrial one = trial("sgd: 0.1", 10, 10, 1);
    assertThat(page("compare", one, trial("sgd: 0.2", 10, 10, 2))).doesNotContain("searched");
    assertThat(page("tune", one)).doesNotContain("searched");
  }
}
