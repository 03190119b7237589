package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.plot.Glyphs;
import dev.rubato.schedule.Horizon;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is seen of a study while it runs. */
class ProgressTest {
  private static final Metric JUDGED = new Metric("validation-loss", true);
  private static final String LONG = "sgd(momentum=0.9): linear(0 -> 0.3) for 5% then cosine(-> 0)";

  private final StringWriter written = new StringWriter();

  private StudyProgress progress(boolean live, Glyphs glyphs) {
    PrintWriter to = new PrintWriter(written, true);
    Terminal terminal = new Terminal(to, to, live, live, false, 80, 24, glyphs);
    return new StudyProgress(
        terminal, JUDGED, false, "comparing 2 strategies", List.of("peaks", "fresh seeds"));
  }

  private static Trial trial(String strategy, long seed) {
    return new Trial(Notation.strategy(strategy), Horizon.ofSteps(4), seed);
  }

  private static TrialResult done(Trial trial, double value) {
    return new TrialResult(
        trial,
        Status.DONE,
        "",
        new double[4],
        new double[4],
        List.of(new Evaluation(4, Map.of("validation-loss", value))),
        Map.of());
  }

  private String shown(boolean live, Glyphs glyphs) {
    Trial first = trial(LONG, 1);
    Trial second = trial("adam: 0.01", 1);
    try (StudyProgress progress = progress(live, glyphs)) {
      progress.begin("study 3 in .rubato");
      progress.phase("peaks", List.of(first, second, trial("adam: 0.1", 1)), 12);
      progress.ended(new TrialEvent.Ended(done(first, 0.25)));
      progress.steps(new TrialEvent.Steps(List.of(second), 0, new double[] {1}, new double[] {2}));
      pause();
      progress.steps(
          new TrialEvent.Steps(List.of(second), 1, new double[] {1}, new double[] {0.75}));
    }
    return written.toString();
  }

  @Test
  void afterAFirstStepNobodyKnowsHowLongTheRestTakes() {
    PrintWriter to = new PrintWriter(written, true);
    Terminal terminal = new Terminal(to, to, true, true, false, 80, 24, Glyphs.UNICODE);
    Trial slow = trial("adam: 0.01", 1);
    try (StudyProgress progress =
        new StudyProgress(terminal, JUDGED, false, "training", List.of())) {
      progress.begin("not stored");
      progress.phase("training", List.of(slow, trial("adam: 0.01", 2)), 20);
      pause();
      progress.steps(
          new TrialEvent.Steps(List.of(slow), 0, new double[] {1, 1}, new double[] {2, 2}));
      pause();
    }
    assertThat(written.toString()).contains("0 of 2").doesNotContain(" left");
  }

  /** Longer than a line stays at least. */
  private static void pause() {
    try {
      Thread.sleep(150);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTerminalSeesTwoLinesWithABarTheBestAndWhatRunsNow() {
    String text = shown(true, Glyphs.UNICODE);
    assertThat(text)
        .startsWith(
            """
            comparing 2 strategies; judged by validation loss, lower is better; study 3 in
            .rubato
            """)
        .containsPattern("finding peaks \\(1 of 2\\)  ━+─+  1 of 3 · 0:00 · [0-9]+ s left")
        .contains("best 0.2500 sgd: linear for 5% then cosine · now 0.7500 adam: 0.01");
    assertThat(text.lines().map(line -> line.replaceAll("\u001b\\[[AK]|\r", "")))
        .allMatch(line -> line.length() <= 90);
    assertThat(text.strip()).endsWith("\u001b[K").contains("\u001b[A");
  }

  @Test
  void inAsciiTheBarIsAsciiToo() {
    assertThat(shown(true, Glyphs.ASCII))
        .containsPattern("finding peaks.*#+\\.+")
        .doesNotContain("━");
  }

  @Test
  void aPipeSeesWhatItIsAndNoCursor() {
    assertThat(shown(false, Glyphs.UNICODE))
        .isEqualTo(
            "comparing 2 strategies; judged by validation loss, lower is better; study 3 in"
                + " .rubato\n");
  }

  @Test
  void theOnlyTrainingHasALossLineThatGrows() {
    Trial only = trial("adam: 0.01", 1);
    try (StudyProgress progress = progress(true, Glyphs.UNICODE)) {
      progress.phase("training", List.of(only), 4);
      progress.steps(
          new TrialEvent.Steps(List.of(only), 0, new double[] {1, 1, 1}, new double[] {2, 1.5, 1}));
    }
    assertThat(written.toString()).contains("step 3 of 4", "loss 1.0000 █▅▁");
  }

  @Test
  void aLossLineOfAnyLengthFits() {
    LossSparkline line = new LossSparkline();
    for (int t = 0; t < 100_000; t++) {
      line.add(t % 7 == 0 ? Double.NaN : 1.0 / (1 + t));
    }
    assertThat(line.text(Glyphs.UNICODE).length()).isBetween(12, 24);
    assertThat(line.text(Glyphs.UNICODE)).startsWith("█").endsWith("▁");
    assertThat(new LossSparkline().text(Glyphs.UNICODE)).isEmpty();
  }

  @Test
  void aStrategyIsShortenedByWhatSaysLeast() {
    String[][] expected = {
      {"80", LONG},
      {"50", "sgd: linear(0 -> 0.3) for 5% then cosine(-> 0)"},
      {"40", "sgd: linear for 5% then cosine"},
      {"26", "linear for 5% then cosine"},
      {"12", "sgd: linear…"}
    };
    for (String[] each : expected) {
      assertThat(ShortStrategy.of(LONG, Integer.parseInt(each[0]), Glyphs.UNICODE))
          .isEqualTo(each[1]);
    }
    assertThat(ShortStrategy.of("sgd: 0.1 with \"head*\" (rate=10)", 12, Glyphs.UNICODE))
        .isEqualTo("sgd: 0.1");
  }

  @Test
  void timesAreShownAsAClockDoes() {
    assertThat(ProgressText.clock(5e9)).isEqualTo("0:05");
    assertThat(ProgressText.clock(754e9)).isEqualTo("12:34");
    assertThat(ProgressText.clock(3_725e9)).isEqualTo("1:02:05");
  }
}
