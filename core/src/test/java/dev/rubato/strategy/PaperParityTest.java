package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Csv;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trajectories of 1,000 steps at a changing rate, in float32, against the papers in double
 * precision. The target jumps about at each step, as a batch's does, so that no gradient vanishes.
 */
class PaperParityTest {
  private static final double TOLERANCE = 1e-5;
  private static final int STEPS = 1000;
  private static final Horizon HORIZON = Horizon.ofSteps(STEPS);
  private static final int ROWS = 4;
  private static final int COLUMNS = 3;
  private static final int BIASES = 5;

  /** The gradient of ½h(p − c)², c about 2. */
  private static double gradient(int t, int i, double p) {
    double target = 2 + 0.1 * i + Math.sin(2.4 * t + 1.3 * i);
    return (0.5 + 0.1 * i) * (p - target);
  }

  /** What it is the gradient of, plus 1/10 that no step can take away. */
  private static double loss(int t, int i, double p) {
    double target = 2 + 0.1 * i + Math.sin(2.4 * t + 1.3 * i);
    return (0.5 + 0.1 * i) * (p - target) * (p - target) / 2 + 0.1;
  }

  /** All numbers of an optimizer by name; flags are 0 or 1, choices the places of their words. */
  private static Map<String, Double> numbers(Optimizer optimizer) {
    Map<String, Double> numbers = new HashMap<>();
    for (Parameter parameter : optimizer.algorithm().ownParameters()) {
      Argument argument = optimizer.arguments().find(parameter.name());
      if (argument instanceof Value value) {
        numbers.put(parameter.name(), value.number());
      } else if (argument != null && parameter.kind() == Parameter.Kind.CHOICE) {
        numbers.put(parameter.name(), (double) parameter.choices().indexOf(argument.toString()));
      } else if (argument != null) {
        numbers.put(parameter.name(), argument.equals(Word.TRUE) ? 1.0 : 0.0);
      }
    }
    return numbers;
  }

  static List<String> ofOneTensor() {
    return Papers.STRATEGIES;
  }

  static List<String> ofAllTensors() {
    return PapersOfAll.STRATEGIES;
  }

  @Test
  void everyOptimizerIsHeldToAPaperOrAGoldenFile() {
    Set<String> held = new TreeSet<>();
    for (Path file : Csv.files("/golden/optimizers")) {
      held.add(file.getFileName().toString().replace(".csv", ""));
    }
    Stream.of(Papers.STRATEGIES, PapersOfAll.STRATEGIES)
        .flatMap(List::stream)
        .forEach(strategy -> held.add(Notation.strategy(strategy).optimizerOrSgd().name()));
    assertThat(held).containsExactlyInAnyOrderElementsOf(OptimizerTable.names().toList());
  }

  @ParameterizedTest
  @MethodSource("ofOneTensor")
  void eachTensorMovesAsInThePaper(String strategy) {
    Optimizer optimizer = Notation.strategy(strategy).optimizerOrSgd();
    Papers.Paper ofMatrix = Papers.of(optimizer.name(), numbers(optimizer), ROWS, COLUMNS);
    Papers.Paper ofBiases = Papers.of(optimizer.name(), numbers(optimizer), 1, BIASES);
    int split = ROWS * COLUMNS;
    follow(
        strategy,
        1,
        (x, g, lr, loss) -> {
          double[] w = java.util.Arrays.copyOfRange(x, 0, split);
          double[] b = java.util.Arrays.copyOfRange(x, split, x.length);
          ofMatrix.step(w, java.util.Arrays.copyOfRange(g, 0, split), lr);
          ofBiases.step(b, java.util.Arrays.copyOfRange(g, split, x.length), lr);
          System.arraycopy(w, 0, x, 0, split);
          System.arraycopy(b, 0, x, split, b.length);
        });
  }

  @ParameterizedTest
  @MethodSource("ofAllTensors")
  void allTensorsMoveTogetherAsInThePaper(String strategy) {
    Optimizer optimizer = Notation.strategy(strategy).optimizerOrSgd();
    // from 0, where a float resolves the first, tiny steps
    follow(
        strategy, 0, PapersOfAll.of(optimizer.name(), numbers(optimizer), ROWS * COLUMNS + BIASES));
  }

  private static void follow(String text, double start, PapersOfAll.Paper paper) {
    Strategy strategy = Notation.strategy(text);
    Curve rate = strategy.rate().over(HORIZON);
    int split = ROWS * COLUMNS;
    double[] x = new double[split + BIASES];
    double[] g = new double[x.length];
    float[][] p = {new float[split], new float[BIASES]};
    float[][] slope = {new float[split], new float[BIASES]};
    for (int i = 0; i < x.length; i++) {
      x[i] = start * (1 + 0.125 * i);
      p[i / split][i % split] = (float) x[i];
    }
    Stepper stepper =
        new Stepper(
            strategy,
            HORIZON,
            List.of(Tensor.of("w", p[0], slope[0], ROWS, COLUMNS), Tensor.of("b", p[1], slope[1])));
    for (int t = 0; t < STEPS; t++) {
      double loss = 0;
      double exact = 0;
      for (int i = 0; i < x.length; i++) {
        loss += loss(t, i, p[i / split][i % split]);
        exact += loss(t, i, x[i]);
        g[i] = gradient(t, i, x[i]);
        slope[i / split][i % split] = (float) gradient(t, i, p[i / split][i % split]);
      }
      paper.step(x, g, rate.at(t), exact);
      stepper.step(loss);
      compare(t, p, x);
      stepper.toEvaluation();
      compare(t, p, paper.evaluated(x));
      stepper.toTraining();
    }
  }

  /** The largest difference, relative to the largest number. */
  private static void compare(int t, float[][] ours, double[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      double p = ours[i / ours[0].length][i % ours[0].length];
      difference = Math.max(difference, Math.abs(p - expected[i]));
      size = Math.max(size, Math.abs(expected[i]));
    }
    assertThat(difference).as("after %s steps", t + 1).isLessThanOrEqualTo(TOLERANCE * size);
  }
}
