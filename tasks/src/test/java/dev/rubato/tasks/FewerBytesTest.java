package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code state=bfloat16} and {@code state=int8} cost: final losses on bundled tasks, beside
 * those with whole numbers. {@link #main} prints the table of docs/notation.md.
 */
@Tag("long")
@Timeout(1800)
class FewerBytesTest {
  private static final int STEPS = 300;
  private static final int SEEDS = 6;

  /** By how many of its standard errors the difference of two means may be off. */
  private static final double STANDARD_ERRORS = 2.5;

  private static final List<String> FORMATS = List.of("float32", "bfloat16", "int8");

  /** A task, and strategies whose rate suits it. */
  private static final String SETTINGS =
      """
      digits   | adam(%s): cosine(0.01 -> 0)
      digits   | sgd(momentum=0.9, %s): cosine(0.1 -> 0)
      digits   | lamb(%s): cosine(0.03 -> 0)
      digits   | lion(%s): cosine(0.002 -> 0)
      digits   | adopt(%s): cosine(0.01 -> 0)
      convex   | adam(%s): cosine(0.03 -> 0)
      convex   | sgd(momentum=0.9, %s): cosine(0.1 -> 0)
      convex   | lamb(%s): cosine(0.05 -> 0)
      convex   | lion(%s): cosine(0.01 -> 0)
      convex   | adopt(%s): cosine(0.03 -> 0)
      diabetes | adam(%s): cosine(0.01 -> 0)
      diabetes | sgd(momentum=0.9, %s): cosine(0.02 -> 0)
      diabetes | lamb(%s): cosine(0.02 -> 0)
      diabetes | lion(%s): cosine(0.002 -> 0)
      diabetes | adopt(%s): cosine(0.01 -> 0)
      """;

  /** Final validation losses, one for each seed. */
  private record Losses(List<Double> values) {
    double mean() {
      return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** How far apart the seeds are. */
    double deviation() {
      double mean = mean();
      double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
      return Math.sqrt(squares / (values.size() - 1));
    }

    double square() {
      return deviation() * deviation();
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.4f ± %.4f", mean(), deviation());
    }
  }

  static Stream<String> settings() {
    return SETTINGS.lines();
  }

  private static Losses losses(String setting, String format) {
    String[] sides = setting.split("\\|", 2);
    SteppedTask task =
        Tasks.all().stream()
            .filter(each -> each.about().name().equals(sides[0].strip()))
            .map(SteppedTask.class::cast)
            .findFirst()
            .orElseThrow();
    Strategy strategy = Notation.strategy(sides[1].strip().formatted("state=" + format));
    List<Double> values = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      try (Training training = task.start(strategy, Horizon.ofSteps(STEPS), seed)) {
        for (int t = 0; t < STEPS; t++) {
          training.step();
        }
        values.add(training.validate().getOrDefault("validation-loss", Double.NaN));
      }
    }
    return new Losses(values);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void fewerBytesMoveTheLossByNoMoreThanTheSeedsDo(String setting) {
    Losses whole = losses(setting, "float32");
    for (String format : FORMATS.subList(1, FORMATS.size())) {
      Losses fewer = losses(setting, format);
      double error = Math.sqrt((whole.square() + fewer.square()) / SEEDS);
      assertThat(Math.abs(fewer.mean() - whole.mean()))
          .as("%s: %s against %s", format, fewer, whole)
          .isLessThanOrEqualTo(STANDARD_ERRORS * error);
    }
  }

  /** Prints the table: the mean of the seeds ± their standard deviation. */
  public static void main(String[] args) {
    settings()
        .forEach(
            setting -> {
              StringBuilder row = new StringBuilder();
              for (String format : FORMATS) {
                row.append(" | ").append(losses(setting, format));
              }
              String[] sides = setting.split("\\|", 2);
              String text = sides[1].strip().replace(", %s", "").replace("(%s)", "");
              System.out.println("| " + sides[0].strip() + " | `" + text + "`" + row + " |");
            });
  }
}
