package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult;
import dev.rubato.notation.Labelled;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an entrant did: the peak that was best for it, and its results with that peak on fresh seeds.
 *
 * @param entrant what took part
 * @param tried each peak of the grid with its results, in rising order; empty where none was open
 * @param peak the best of them, NaN if none was open
 * @param results one for each seed, in the order of the seeds
 */
public record RankedEntrant(
    Entrant entrant, List<Tried> tried, double peak, List<TrialResult> results) {

  /**
   * A peak of the grid.
   *
   * @param peak the rate in the open place
   * @param results one for each seed of the grid
   */
  public record Tried(double peak, List<TrialResult> results) {
    /** The mean over the grid's seeds of the metric at the end. */
    public double score(Metric metric) {
      return sample(results, metric).mean();
    }
  }

  public static Sample sample(List<TrialResult> results, Metric metric) {
    return new Sample(results.stream().map(result -> result.last(metric)).toList());
  }

  /** The strategy with its peak, and before it the label if there is one: a line to paste. */
  public String name() {
    return new Labelled(entrant.label(), entrant.at(peak)).toString();
  }

  /** What tables and plots show: the label, or the strategy with its peak. */
  public String shown() {
    return new Labelled(entrant.label(), entrant.at(peak)).name();
  }

  /** A validation metric at the end, over the seeds; the search's seeds tell of its spread. */
  public Sample last(Metric metric) {
    return new Sample(
        sample(results, metric).values(),
        searched().stream().map(result -> result.last(metric)).toList());
  }

  /** What the search came to with the same peak, on its own seeds. */
  List<TrialResult> searched() {
    return tried.stream()
        .filter(each -> each.peak() == peak)
        .findFirst()
        .map(Tried::results)
        .orElse(List.of());
  }

  /**
   * The seeds that got stuck, of the final trials and of the search's with the same peak: those far
   * from all others.
   */
  public List<TrialResult> stuck(Metric metric) {
    return Stuck.among(Stream.concat(results.stream(), searched().stream()).toList(), metric);
  }

  /** A test metric, over the seeds; NaN where a trial did not end well. */
  public Sample test(String metric) {
    return new Sample(
        results.stream().map(result -> result.test().getOrDefault(metric, Double.NaN)).toList());
  }

  /** Steps to a target over the seeds, infinity where a seed never reached it. */
  public Sample stepsTo(Metric metric, double target) {
    return new Sample(results.stream().map(result -> result.stepsTo(metric, target)).toList());
  }

  /** How many seeds failed or diverged. */
  public long failures() {
    return results.stream().filter(result -> result.status() != TrialResult.Status.DONE).count();
  }
}
