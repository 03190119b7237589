package dev.rubato.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.store.StoredStudy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of what a command said, the answer is found, and its table is left to the page. */
class StudyAnswerTest {
  private static final String TABLE =
      "rank  loss  strategy\n────  ────  ────────\n   1   0.1  sgd: 0.1\nloss: mean over 4 seeds\n";

  private static StudyAnswer of(String kind, String verdict) {
    return StudyAnswer.of(
        new StoredStudy(
            1,
            kind,
            "digits",
            "f",
            "rubato " + kind,
            new Metric("validation-loss", true),
            "done",
            "2026-01-01",
            "2026-01-01",
            4,
            4,
            verdict,
            "",
            "",
            List.of(),
            null));
  }

  @Test
  void aComparisonAnswersAboveEachOfItsTables() {
    assertThat(of("compare", "Use sgd: 0.1.\n\n" + TABLE + "\n9 more seeds would tell."))
        .isEqualTo(new StudyAnswer("", "Use sgd: 0.1.", ""));
    String two =
        "a, 40 steps\nUse x.\n\n%s\n9 more seeds.\n\na, 80 steps\nUse y.\n\n%s\nacross all\n%s"
            .formatted(TABLE, TABLE, TABLE);
    assertThat(of("compare", two).said()).isEqualTo("a, 40 steps\nUse x.\na, 80 steps\nUse y.");
    assertThat(of("compare", "sgd: 0.05 is best").said()).isEqualTo("sgd: 0.05 is best");
  }

  @Test
  void aTuningAnswersAtItsEnd() {
    String found = "dropped after 2 fresh seeds: sgd: 1 (2)\n\n25 points were started\n";
    String verdict =
        TABLE + found + "\nBetter than the second.\n\n" + TuneText.BEST + "\nsgd: 0.1\nwarning: w";
    assertThat(of("tune", verdict))
        .isEqualTo(
            new StudyAnswer(
                "sgd: 0.1",
                "Better than the second.",
                "dropped after 2 fresh seeds: sgd: 1 (2)\n25 points were started"));
    assertThat(of("tune", TABLE + "\nNo answer: no strategy finished."))
        .isEqualTo(new StudyAnswer("", "No answer: no strategy finished.", ""));
  }

  @Test
  void aSearchAnswersWithALineToPasteOrWithWhyItHasNone() {
    assertThat(of("find", "learning rate 0.1\nas good: 0.1 to 0.2\nto train with it:  sgd: 0.1"))
        .isEqualTo(new StudyAnswer("sgd: 0.1", "learning rate 0.1\nas good: 0.1 to 0.2", ""));
    assertThat(of("find", "no rate was found"))
        .isEqualTo(new StudyAnswer("", "no rate was found", ""));
    assertThat(of("train", "validation loss: 1"))
        .isEqualTo(new StudyAnswer("", "", "validation loss: 1"));
    assertThat(of("tune", "")).isEqualTo(new StudyAnswer("", "", ""));
  }
}
