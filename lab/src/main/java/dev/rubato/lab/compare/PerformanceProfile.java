package dev.rubato.lab.compare;

import dev.rubato.lab.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well strategies do over several tasks, by the steps that each needs to reach a task's target.
 *
 * <p>A strategy's ratio on a task is its steps over those of the fastest strategy there, infinite
 * if it never reaches the target. ρ(τ) is the fraction of tasks on which its ratio is at most τ,
 * and its score is ⅓∫₁⁴ρ(τ)dτ, between 0 (never within four times the fastest) and 1 (the fastest
 * everywhere): Dolan and Moré 2002 as AlgoPerf uses them (Dahl et al. 2023), but in steps instead
 * of seconds, so that the score is the same on every machine.
 */
public final class PerformanceProfile {
  private static final double WIDEST = 4;

  private PerformanceProfile() {}

  /**
   * A strategy's score.
   *
   * @param strategy as it was given, with its ?
   * @param ratios on each task, in the order of the comparisons
   * @param score from 0 to 1
   */
  public record Score(String strategy, List<Double> ratios, double score) {}

  /**
   * The scores, best first.
   *
   * @param comparisons of the same strategies, each on another task
   */
  public static List<Score> of(List<Comparison> comparisons) {
    Map<String, List<Double>> steps = new LinkedHashMap<>();
    for (Comparison comparison : comparisons) {
      Task.About task = comparison.task();
      for (RankedEntrant ranked : comparison.ranking()) {
        steps
            .computeIfAbsent(ranked.entrant().name(), none -> new ArrayList<>())
            .add(ranked.stepsTo(task.target(), task.targetValue()).median());
      }
    }
    List<Score> scores = new ArrayList<>();
    for (Map.Entry<String, List<Double>> each : steps.entrySet()) {
      List<Double> ratios = new ArrayList<>();
      double score = 0;
      for (int task = 0; task < comparisons.size(); task++) {
        double ratio = each.getValue().get(task) / fastest(steps, task);
        ratios.add(Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio);
        score += Math.max(0, WIDEST - ratios.get(task)) / (WIDEST - 1) / comparisons.size();
      }
      scores.add(new Score(each.getKey(), ratios, score));
    }
    scores.sort((a, b) -> Double.compare(b.score(), a.score()));
    return scores;
  }

  private static double fastest(Map<String, List<Double>> steps, int task) {
    return steps.values().stream().mapToDouble(each -> each.get(task)).min().orElseThrow();
  }
}
