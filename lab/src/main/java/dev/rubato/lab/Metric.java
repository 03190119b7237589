package dev.rubato.lab;

import java.util.Comparator;

/**
 * Something that an evaluation measures.
 *
 * @param name as the notation writes it, such as {@code validation-loss}
 * @param lowerIsBetter whether training should make it small
 */
public record Metric(String name, boolean lowerIsBetter) {

  /** Best first; what is not a number comes last. */
  public Comparator<Double> bestFirst() {
    return Comparator.comparing((Double value) -> value.isNaN())
        .thenComparing(lowerIsBetter ? Comparator.naturalOrder() : Comparator.reverseOrder());
  }

  /** Whether {@code value} is at least as good as {@code target}. */
  public boolean reaches(double value, double target) {
    return lowerIsBetter ? value <= target : value >= target;
  }

  /** The value of a training that did not end well. */
  public double worst() {
    return lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }
}
