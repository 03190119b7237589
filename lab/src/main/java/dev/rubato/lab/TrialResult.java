package dev.rubato.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The result of a trial.
 *
 * @param trial what was run
 * @param status how it ended
 * @param reason why it failed, diverged or was stopped; otherwise empty
 * @param curves what it saw at each step and evaluation made
 * @param test metrics on the test data, empty unless it finished
 */
public record TrialResult(
    Trial trial, Status status, String reason, Curves curves, Map<String, Double> test) {

  /** How a trial ended. */
  public enum Status {
    /** All steps were made. */
    DONE,
    /** The loss or a gradient was no longer finite. */
    DIVERGED,
    /** Something else went wrong. */
    FAILED,
    /** It was stopped early, since others did better. */
    PRUNED,
    /** It was not run, since its study ended first; or it does not count for others. */
    CANCELLED,
    /** It is unfinished, and can be resumed. */
    PAUSED
  }

  /**
   * A measurement on the validation data.
   *
   * @param t updates made before it
   * @param metrics by name
   */
  public record Evaluation(long t, Map<String, Double> metrics) {}

  /**
   * A result with its curves in memory.
   *
   * @param rates the learning rate of each step made
   * @param losses the batch loss of each step made
   * @param evaluations on the validation data, in order
   */
  public TrialResult(
      Trial trial,
      Status status,
      String reason,
      double[] rates,
      double[] losses,
      List<Evaluation> evaluations,
      Map<String, Double> test) {
    this(trial, status, reason, Curves.of(rates, losses, evaluations), test);
  }

  /** A trial before its first step. */
  public static TrialResult unbegun(Trial trial) {
    return new TrialResult(trial, Status.PAUSED, "", HeldCurves.NONE, Map.of());
  }

  /** The same steps with a different status. */
  public TrialResult with(Status otherStatus, String otherReason) {
    return new TrialResult(trial, otherStatus, otherReason, curves, test);
  }

  /** The same result, whose curves are had from elsewhere. */
  public TrialResult with(Curves same) {
    return new TrialResult(trial, status, reason, same, test);
  }

  /** Updates made. */
  public int made() {
    return curves.made();
  }

  /** The learning rate of each step made; not to be changed. */
  public double[] rates() {
    return curves.rates();
  }

  /** The batch loss of each step made, NaN if it is not known; not to be changed. */
  public double[] losses() {
    return curves.losses();
  }

  /** The measurements on the validation data, in order. */
  public List<Evaluation> evaluations() {
    return curves.evaluations();
  }

  /** Its result after its first {@code made} updates. */
  public TrialResult upTo(int made) {
    return new TrialResult(
        trial,
        Status.PAUSED,
        "",
        Arrays.copyOf(rates(), made),
        Arrays.copyOf(losses(), made),
        evaluations().stream().filter(evaluation -> evaluation.t() <= made).toList(),
        Map.of());
  }

  /** The last value of a validation metric, or the worst unless the trial finished. */
  public double last(Metric metric) {
    Evaluation latest = curves.latest();
    if (status != Status.DONE || latest == null) {
      return metric.worst();
    }
    Double value = latest.metrics().get(metric.name());
    return value == null || value.isNaN() ? metric.worst() : value;
  }

  /**
   * Updates made when a validation metric first reached its target, or infinity if it never did.
   */
  public double stepsTo(Metric metric, double target) {
    for (Evaluation evaluation : evaluations()) {
      Double value = evaluation.metrics().get(metric.name());
      if (value != null && metric.reaches(value, target)) {
        return evaluation.t();
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
