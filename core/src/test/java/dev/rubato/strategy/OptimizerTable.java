package dev.rubato.strategy;

import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the tests have to be told of each optimizer: a new one is one more row. */
final class OptimizerTable {

  /**
   * By how much a parameter of 1 moves at a rate of 0.1 when its first gradient is 4; the rate for
   * {@link AlgorithmCheck}; rates that suit on the problems of {@link Problem#ALL}: the quadratic,
   * Rosenbrock's function, the regression, the factors.
   */
  private static final String ROWS =
      """
      sgd                 0.4          0.3    0.3   0.003 10   0.3
      adagrad             0.1          0.3    1     0.1   3    0.3
      rmsprop             1            0.05   0.3   0.01  0.3  0.03   # 4/√(0.01·16)
      adam                0.1          0.1    0.3   0.1   1    0.1
      adamw               0.101        0.1    0.3   0.1   1    0.1    # the decay is 0.1·0.01
      nadam               0.10564464   0.1    0.3   0.1   1    0.1    # μ₁ = 0.45007347, μ₂ = 0.45014693
      nadamw              0.14836842   0.1    0.3   0.1   1    0.1  # 0.1·(0.9·0.1/0.19 + 1), decay 0.001
      radam               0.4          0.1    0.3   0.003 10   0.3    # ρ is too small yet
      adamax              0.1          0.1    0.3   0.1   1    0.1
      adadelta            0.000316228  10     30    10    10   10     # √1e-6/√1.6·4
      rprop               0.1          0.01   0.01  0.001 0.01 0.001
      lion                0.1          0.05   0.1   0.1   0.3  0.03
      signum              0.1          0.05   0.1   0.01  0.1  0.1
      adabelief           0.1111111    0.1    0.3   0.1   1    0.1    # 4/|4 − 0.4|
      laprop              0.1          0.1    0.3   0.1   1    0.1
      yogi                0.0999719    0.1    0.3   0.1   1    0.1  # 4/(√16.001 + 0.001)
      mars                0.1          0.1    0.3   0.1   1    0.3  # a gradient of 4 is clipped to 1
      adan                0.1          0.1    0.3   0.1   1    0.1
      ademamix            0.10005      0.05   0.1   0.1   1    0.03   # (4 + 5·0.0004)/4
      adopt               0            0.1    0.3   0.3   3    0.1
      lamb                0.1          0.05   0.1   0.03  0.03 0.03
      lars                0.0001       10     10    3     30   10     # 0.001·1/4·4
      novograd            0.1          0.3    3     0.1   0.1  0.1
      madgrad             0.0341995    0.1    0.1   0.1   1    0.1  # 0.1·0.4/∛1.6
      adafactor           0.1          0.05   0.1   0.03  1    0.1
      muon                0.01         0.5    10    1     1    0.1    # no matrix: adamw at a tenth
      normuon             0.01         0.5    10    1     1    0.1    # no matrix: adamw at a tenth
      soap                0            0.1    1     0.03  0.3  0.03   # the first gradient makes the basis
      schedule-free-sgd   0.4          0.3    1     0.003 10   0.3
      schedule-free-adamw 0.1          0.1    1     0.3   3    0.1
      prodigy             3.1622776e-7 1      1     3     1    1      # d·lr·0.1/√0.001
      dadapt-adam         3.1622776e-7 1      1     1     1    0.3
      dog                 1e-7         3      3     2     3    2  # 1e-6·4/4
      dowg                9.97506e-4   1      1     1     1    1  # 1e-4·4/(0.04 + 1e-4)
      momo                0.4          1      1     0.1   30   0.3    # the rate, as 8/16 is longer
      polyak              0.4          1      1     0.003  30   0.3    # the rate, as 8/(0.5·16) is longer
      """;

  private OptimizerTable() {}

  /** One optimizer's row. */
  record Row(String optimizer, double firstStep, double checkRate, List<Double> rates) {
    @Override
    public String toString() {
      return optimizer;
    }
  }

  /**
   * A row for each optimizer of the catalogue, in its order.
   *
   * @throws IllegalStateException where one has none, or a row is of no optimizer
   */
  static List<Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : ROWS.lines().toList()) {
      String[] cells = line.replaceFirst("#.*", "").strip().split(" +");
      List<Double> numbers = Arrays.stream(cells).skip(1).map(Double::valueOf).toList();
      List<Double> rates = numbers.subList(2, numbers.size());
      rows.put(cells[0], new Row(cells[0], numbers.get(0), numbers.get(1), rates));
    }
    List<String> names = names().toList();
    if (!names.equals(List.copyOf(rows.keySet()))) {
      throw new IllegalStateException(
          "the table has the rows " + rows.keySet() + ", the catalogue " + names);
    }
    return List.copyOf(rows.values());
  }

  /** The names of the catalogue. */
  static Stream<String> names() {
    return Algorithms.all().stream().map(Algorithm::signature).map(signature -> signature.name());
  }
}
