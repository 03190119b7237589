package dev.rubato.strategy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The optimizers that PyTorch 1.13 lacks, in double precision and as their papers write them down:
 * x for the parameters, whole vectors at a time, no care for speed or memory. They are parted by
 * family; each file says what is compared.
 */
final class Papers {

  /** What is compared, tensor by tensor. */
  static final List<String> STRATEGIES =
      Stream.of(
              PapersOfMoments.STRATEGIES,
              PapersOfNorms.STRATEGIES,
              PapersOfMatrices.STRATEGIES,
              PapersOfSoap.STRATEGIES,
              PapersOfVariants.STRATEGIES)
          .flatMap(List::stream)
          .toList();

  private Papers() {}

  /** An optimizer of one tensor that stands for itself. */
  interface Paper {
    /** Moves x by the gradient g. */
    void step(double[] x, double[] g, double lr);
  }

  /** The paper of this name, for a tensor of so many rows and columns. */
  static Paper of(String name, Map<String, Double> given, int rows, int columns) {
    int n = rows * columns;
    return switch (name) {
      case "adafactor", "muon", "normuon" -> PapersOfMatrices.of(name, given, rows, columns);
      case "soap" -> new PapersOfSoap(given, rows, columns);
      default ->
          Stream.of(PapersOfMoments.of(name, given, n), PapersOfNorms.of(name, given, n))
              .filter(Objects::nonNull)
              .findFirst()
              .orElseGet(() -> PapersOfVariants.of(name, given, n));
    };
  }

  static double average(double beta, double old, double fresh) {
    return beta * old + (1 - beta) * fresh;
  }

  static double norm(double[] x) {
    double sum = 0;
    for (double number : x) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }
}
