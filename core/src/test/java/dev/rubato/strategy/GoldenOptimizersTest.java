package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Csv;
import dev.rubato.schedule.Horizon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every trajectory of the golden files, which PyTorch walked in float32 with a changing rate. */
class GoldenOptimizersTest {
  private static final double TOLERANCE = 1e-5;
  private static final int STEPS = 1000;

  static Stream<Path> trajectories() {
    return Csv.files("/golden/optimizers").stream();
  }

  @ParameterizedTest
  @MethodSource("trajectories")
  void everyTrajectoryOfTheFileIsOurs(Path file) {
    Map<String, Map<Integer, float[]>> expected = read(file);
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (key, points) -> {
          String objective = key.substring(0, key.indexOf(' '));
          String strategy = key.substring(key.indexOf(' ') + 1);
          follow(strategy, Objective.valueOf(objective.toUpperCase(Locale.ROOT)), points, wrong);
        });
    assertThat(expected).isNotEmpty();
    assertThat(wrong).isEmpty();
  }

  /** The points of each objective and strategy, by step. */
  private static Map<String, Map<Integer, float[]>> read(Path file) {
    Map<String, Map<Integer, float[]>> trajectories = new LinkedHashMap<>();
    for (Map<String, String> row : Csv.read(file)) {
      float[] point = new float[Objective.start().length];
      for (int i = 0; i < point.length; i++) {
        point[i] = Float.parseFloat(row.get("p" + i));
      }
      trajectories
          .computeIfAbsent(row.get("objective") + " " + row.get("strategy"), key -> new TreeMap<>())
          .put(Integer.valueOf(row.get("step")), point);
    }
    return trajectories;
  }

  private static void follow(
      String text, Objective objective, Map<Integer, float[]> points, List<String> wrong) {
    float[] p = Objective.start();
    float[] g = new float[p.length];
    Stepper stepper =
        new Stepper(Notation.strategy(text), Horizon.ofSteps(STEPS), List.of(Tensor.of("p", p, g)));
    int uphill = text.contains("maximize") ? -1 : 1;
    for (int t = 0; t < STEPS; t++) {
      objective.gradient(t, p, uphill, g);
      stepper.step();
      float[] point = points.get(t + 1);
      if (point != null && error(p, point) > TOLERANCE) {
        wrong.add(objective + " " + text + " after " + (t + 1) + ": " + error(p, point));
      }
    }
  }

  /** The largest difference, relative to the largest number. */
  private static double error(float[] ours, float[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < ours.length; i++) {
      difference = Math.max(difference, Math.abs(ours[i] - (double) expected[i]));
      size = Math.max(size, Math.abs(expected[i]));
    }
    return difference / size;
  }
}
