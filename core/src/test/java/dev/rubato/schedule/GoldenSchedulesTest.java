package dev.rubato.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rate of the golden files, which PyTorch and formulas in exact arithmetic gave. */
class GoldenSchedulesTest {
  private static final double TOLERANCE = 1e-12;

  /** What PyTorch's own rounding may be, as a share of a setting's largest rate: settings.py. */
  private static final double OF_TORCH = 5e-16;

  private static final int STEPS_BETWEEN_EVALUATIONS = 10;

  static Stream<Path> curves() {
    return Csv.files("/golden").stream().filter(file -> !isWatching(file));
  }

  static Stream<Path> watching() {
    return Csv.files("/golden").stream().filter(GoldenSchedulesTest::isWatching);
  }

  private static boolean isWatching(Path file) {
    return file.endsWith("plateau.csv") || file.endsWith("greedy.csv");
  }

  @ParameterizedTest
  @MethodSource("curves")
  void everyRateOfTheFileIsOurs(Path file) {
    Map<String, Curve> curves = new HashMap<>();
    Map<String, Double> peaks = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    List<Map<String, String>> rows = Csv.read(file);
    for (Map<String, String> row : rows) {
      double size = Math.abs(Double.parseDouble(row.get("value")));
      peaks.merge(row.get("strategy"), size, Math::max);
    }
    for (Map<String, String> row : rows) {
      String epoch = row.get("steps_per_epoch");
      Horizon horizon =
          new Horizon(
              Long.parseLong(row.get("steps")), epoch.isEmpty() ? 0 : Long.parseLong(epoch));
      String text = row.get("strategy");
      Curve curve =
          curves.computeIfAbsent(text + horizon, key -> Notation.schedule(text).over(horizon));
      double rate = curve.at(Long.parseLong(row.get("t")));
      double expected = Double.parseDouble(row.get("value"));
      double rounding = row.get("source").startsWith("torch") ? OF_TORCH * peaks.get(text) : 0;
      if (!near(rate, expected, rounding)) {
        wrong.add(rate + " for " + row);
      }
    }
    assertThat(rows).isNotEmpty();
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("watching")
  void everyRateAfterAnEvaluationIsOurs(Path file) {
    Map<String, RunningSchedule> running = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    List<Map<String, String>> rows = Csv.read(file);
    for (Map<String, String> row : rows) {
      Horizon horizon = Horizon.ofSteps(Long.parseLong(row.get("steps")));
      RunningSchedule schedule =
          running.computeIfAbsent(
              row.get("strategy") + horizon,
              key -> new RunningSchedule(Notation.strategy(row.get("strategy")).rate(), horizon));
      long t = STEPS_BETWEEN_EVALUATIONS * Long.parseLong(row.get("evaluation"));
      double metric = Double.parseDouble(row.get("metric"));
      for (String name : schedule.metrics()) {
        schedule.observe(t, name, metric);
      }
      double rate = schedule.at(t);
      if (!near(rate, Double.parseDouble(row.get("rate_after")), 0)) {
        wrong.add(rate + " for " + row);
      }
    }
    assertThat(rows).isNotEmpty();
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyFormHasRatesInSomeFile() {
    StringBuilder texts = new StringBuilder();
    for (Path file : Csv.files("/golden")) {
      Csv.read(file).forEach(row -> texts.append(' ').append(row.get("strategy")));
    }
    for (Form form : Forms.all()) {
      if (form != Forms.CONSTANT) {
        assertThat(texts).containsPattern("\\b" + form.signature().name() + "\\(");
      }
    }
  }

  private static boolean near(double rate, double expected, double rounding) {
    return Math.abs(rate - expected) <= TOLERANCE * Math.abs(expected) + rounding;
  }
}
