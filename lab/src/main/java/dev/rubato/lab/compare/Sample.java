package dev.rubato.lab.compare;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.moment.Mean;
import org.hipparchus.stat.descriptive.moment.StandardDeviation;

/**
 * One number from each of several seeds, with Student's 95 % interval of its mean.
 *
 * @param values in the order of the seeds
 */
public record Sample(List<Double> values) {
  private static final double CONFIDENCE = 0.95;

  public Sample {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample must have at least one value, was empty");
    }
  }

  private double[] array() {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The mean; infinite where a value is, NaN where one is. */
  public double mean() {
    double sum = values.stream().mapToDouble(Double::doubleValue).sum();
    return Double.isFinite(sum) ? new Mean().evaluate(array()) : sum;
  }

  /** The middle value. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Half the width of the interval: NaN for a single value, of which no interval is known. */
  public double halfWidth() {
    if (values.size() < 2 || !Double.isFinite(mean())) {
      return Double.NaN;
    }
    double quantile =
        new TDistribution(values.size() - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    return quantile * new StandardDeviation().evaluate(array()) / Math.sqrt(values.size());
  }

  /** The lower end of the interval. */
  public double low() {
    return mean() - halfWidth();
  }

  /** The upper end of the interval. */
  public double high() {
    return mean() + halfWidth();
  }

  /** The differences between these values and another sample's, seed by seed. */
  public Sample minus(Sample other) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      differences.add(values.get(i) - other.values.get(i));
    }
    return new Sample(differences);
  }
}
