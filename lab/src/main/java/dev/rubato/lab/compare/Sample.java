package dev.rubato.lab.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.moment.Mean;

/**
 * One number from each of several seeds, with an interval of its mean.
 *
 * <p>The interval is Student's, from the spread of the values or from that of the values and the
 * others together, whichever is wider. A handful of seeds often misses the rare bad one, and its
 * spread is then far too small; the others, which a search has measured anyway, are twice as many
 * chances to have seen it. They say nothing of the mean, as the search chose by them. On the
 * battery (docs/truth.md) this holds where Student's interval alone does not.
 *
 * @param values in the order of the seeds
 * @param others the same number from seeds by which something was chosen; may be empty
 */
public record Sample(List<Double> values, List<Double> others) {
  /** How sure an interval is unless something else is asked. */
  public static final double CONFIDENCE = 0.95;

  public Sample {
    values = List.copyOf(values);
    others = List.copyOf(others);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample must have at least one value, was empty");
    }
  }

  /** A sample of which nothing else is known. */
  public Sample(List<Double> values) {
    this(values, List.of());
  }

  /** The mean; infinite where a value is, NaN where one is. */
  public double mean() {
    double sum = values.stream().mapToDouble(Double::doubleValue).sum();
    return Double.isFinite(sum) ? mean(values) : sum;
  }

  /** The mean of the values and the others. */
  double meanOfAll() {
    return new Sample(Stream.concat(values.stream(), others.stream()).toList()).mean();
  }

  private static double mean(List<Double> some) {
    return new Mean().evaluate(some.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The middle value. */
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Half the width of the 95 % interval. */
  public double halfWidth() {
    return halfWidth(CONFIDENCE);
  }

  /**
   * Half the width of the interval: NaN for a single value, of which no interval is known.
   *
   * @param confidence between 0 and 1
   */
  public double halfWidth(double confidence) {
    if (values.size() < 2 || !Double.isFinite(mean())) {
      return Double.NaN;
    }
    double squares = squares(values);
    int freedom = values.size() - 1;
    double width = halfWidth(confidence, squares, freedom);
    List<Double> finite = others.stream().filter(Double::isFinite).toList();
    if (finite.size() < 2) {
      return width;
    }
    double all = squares + squares(finite);
    return Math.max(width, halfWidth(confidence, all, freedom + finite.size() - 1));
  }

  private double halfWidth(double confidence, double squares, int freedom) {
    double quantile = new TDistribution(freedom).inverseCumulativeProbability((1 + confidence) / 2);
    return quantile * Math.sqrt(squares / freedom / values.size());
  }

  /** How far the values, and the others, lie from their means: the standard deviation. */
  double deviation() {
    List<Double> finite = others.stream().filter(Double::isFinite).toList();
    int freedom = values.size() - 1 + Math.max(0, finite.size() - 1);
    double squares = squares(values) + (finite.isEmpty() ? 0 : squares(finite));
    return Math.sqrt(squares / freedom);
  }

  /** The sum of squared distances from the mean. */
  private static double squares(List<Double> some) {
    double mean = mean(some);
    return some.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
  }

  /** The lower end of the 95 % interval. */
  public double low() {
    return mean() - halfWidth();
  }

  /** The upper end of the 95 % interval. */
  public double high() {
    return mean() + halfWidth();
  }

  /**
   * The differences between these values and another sample's, seed by seed, as far as both have
   * the seeds.
   */
  public Sample minus(Sample other) {
    return new Sample(minus(values, other.values), minus(others, other.others));
  }

  private static List<Double> minus(List<Double> some, List<Double> other) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(some.size(), other.size()); i++) {
      differences.add(some.get(i) - other.get(i));
    }
    return differences;
  }
}
