package dev.rubato.lab;

import dev.rubato.schedule.MetricNames;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that an evaluation measures.
 *
 * @param name as the notation writes it, such as {@code validation-loss}
 * @param lowerIsBetter whether lower values are better
 */
public record Metric(String name, boolean lowerIsBetter) {
  private static final Pattern JOINT = Pattern.compile("(?<=[\\p{L}\\p{N}])-(?=[\\p{L}\\p{N}])");

  /**
   * A metric whose name says which way is better: {@code accuracy}, {@code val_F1}; {@code
   * validation-loss}, {@code rmse}. Null where it says nothing, or both.
   */
  public static @Nullable Metric named(String name) {
    Boolean lower = MetricNames.lowerIsBetter(name);
    return lower == null ? null : new Metric(name, lower);
  }

  /**
   * A metric's name as people read it: {@code validation-loss} as "validation loss". Only what
   * joins two words becomes a space: {@code -loss} stays as it is.
   */
  public static String words(String name) {
    return JOINT.matcher(name).replaceAll(" ");
  }

  /** The name as people read it. */
  public String words() {
    return words(name);
  }

  /** The name and which way is better, for people to read. */
  public String description() {
    return words(name) + ", " + direction();
  }

  /** As {@link #description()}, for what a colon follows: "accuracy (higher is better)". */
  public String heading() {
    return words(name) + " (" + direction() + ")";
  }

  private String direction() {
    return lowerIsBetter ? "lower is better" : "higher is better";
  }

  /** Best first; NaN comes last. */
  public Comparator<Double> bestFirst() {
    return Comparator.comparing((Double value) -> value.isNaN())
        .thenComparing(lowerIsBetter ? Comparator.naturalOrder() : Comparator.reverseOrder());
  }

  /** Whether {@code value} is at least as good as {@code target}. */
  public boolean reaches(double value, double target) {
    return lowerIsBetter ? value <= target : value >= target;
  }

  /** The value of a training that failed or diverged. */
  public double worst() {
    return lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }
}
