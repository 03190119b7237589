package dev.rubato.lab.tune;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Study;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * Successive halving (Jamieson and Talwalkar 2016) over a planned horizon that never changes: at
 * each rung the worse half of the trials is pruned.
 *
 * <p>Trials are compared only with others of the same schedule shape, so that a rate that falls
 * late is not pruned for it, and none is pruned before its rate has peaked.
 */
final class SuccessiveHalving {
  /** Where trials are pruned, as fractions of the horizon. */
  private static final List<Double> RUNGS = List.of(0.25, 0.5);

  private final Study study;
  private final Metric judged;
  private final List<Long> rungs = new ArrayList<>();
  private final List<Map<Trial, Double>> scores = new ArrayList<>();
  private final List<Tune.Cut> cuts = new ArrayList<>();
  private final Map<Trial, TrialResult> whole = new LinkedHashMap<>();

  SuccessiveHalving(Study study, Horizon horizon) {
    this.study = study;
    this.judged = study.task().about().judged();
    rungs.addAll(rungs(study.task(), horizon));
  }

  private static List<Long> rungs(Task task, Horizon horizon) {
    return RUNGS.stream()
        .map(share -> (long) (share * horizon.steps()))
        .filter(rung -> Study.canShare(task))
        .filter(rung -> rung >= task.validationInterval(horizon))
        .toList();
  }

  /**
   * The steps that it takes at least.
   *
   * @param groups the sizes of the groups
   */
  static long steps(Task task, Horizon horizon, Collection<Integer> groups) {
    long steps = 0;
    List<Long> ends = new ArrayList<>(rungs(task, horizon));
    ends.add(horizon.steps());
    for (int size : groups) {
      long before = 0;
      int left = size;
      for (long end : ends) {
        steps += left * (end - before);
        before = end;
        left = kept(left);
      }
    }
    return steps;
  }

  private static int kept(int size) {
    return (size + 1) / 2;
  }

  /**
   * Runs trials, fewer of them after each rung.
   *
   * @param begun by the shape of their schedules
   * @return the results of those that went to the end
   */
  Map<Trial, TrialResult> run(Map<String, List<Trial>> begun) {
    Map<String, List<Trial>> left = begun;
    for (long rung : rungs) {
      left = cut(left, rung);
    }
    List<Trial> all = left.values().stream().flatMap(List::stream).toList();
    whole.putAll(results("to the end", all, Long.MAX_VALUE));
    judge(begun);
    return whole;
  }

  /** The rungs, with what is known of them in the end. */
  List<Tune.Cut> cuts() {
    return cuts;
  }

  private Map<String, List<Trial>> cut(Map<String, List<Trial>> groups, long rung) {
    List<Trial> all = groups.values().stream().flatMap(List::stream).toList();
    Map<Trial, TrialResult> results = results("a part of the way", all, rung);
    Map<Trial, Double> score = new LinkedHashMap<>();
    results.forEach((trial, result) -> score.put(trial, now(result)));
    scores.add(score);
    Map<String, List<Trial>> staying = new LinkedHashMap<>();
    int cut = 0;
    for (Map.Entry<String, List<Trial>> group : groups.entrySet()) {
      List<Trial> ranked = ranked(group.getValue(), score);
      List<Trial> kept = new ArrayList<>();
      for (Trial trial : ranked) {
        TrialResult result = results.get(trial);
        if (kept.size() < kept(ranked.size()) || highest(trial) >= rung) {
          kept.add(trial);
        } else if (result != null && result.status() == Status.PAUSED) {
          study.prune(result, "others of its shape were better after " + rung + " steps");
          cut++;
        }
      }
      staying.put(group.getKey(), kept);
    }
    cuts.add(new Tune.Cut(rung, all.size(), cut, 0, 0, Double.NaN));
    return staying;
  }

  private Map<Trial, TrialResult> results(String phase, List<Trial> trials, long until) {
    Map<Trial, TrialResult> results = new LinkedHashMap<>();
    study.run(phase, trials, until).forEach(result -> results.put(result.trial(), result));
    return results;
  }

  /** The judged metric at the last evaluation so far. */
  private double now(TrialResult result) {
    boolean well = result.status() == Status.DONE || result.status() == Status.PAUSED;
    Evaluation latest = result.curves().latest();
    if (!well || latest == null) {
      return judged.worst();
    }
    Double value = latest.metrics().get(judged.name());
    return value == null || value.isNaN() ? judged.worst() : value;
  }

  private List<Trial> ranked(Collection<Trial> trials, Map<Trial, Double> score) {
    return trials.stream()
        .sorted(
            Comparator.comparing(
                trial -> score.getOrDefault(trial, judged.worst()), judged.bestFirst()))
        .toList();
  }

  /** The first step at which the rate is at its highest. */
  private static long highest(Trial trial) {
    RunningNumber rate = trial.running().rate();
    long highest = 0;
    for (long t = 1; t < trial.horizon().steps(); t++) {
      highest = rate.at(t) > rate.at(highest) ? t : highest;
    }
    return highest;
  }

  /** Evaluates the pruning, now that the final results are known. */
  private void judge(Map<String, List<Trial>> begun) {
    Map<Trial, Double> ends = new LinkedHashMap<>();
    whole.forEach((trial, result) -> ends.put(trial, now(result)));
    if (ends.isEmpty()) {
      return;
    }
    Trial winner = ranked(ends.keySet(), ends).get(0);
    List<Trial> rivals =
        begun.values().stream().filter(group -> group.contains(winner)).findFirst().orElseThrow();
    for (int i = 0; i < cuts.size(); i++) {
      Map<Trial, Double> then = scores.get(i);
      List<Trial> there = rivals.stream().filter(then::containsKey).toList();
      Tune.Cut cut = cuts.get(i);
      cuts.set(
          i,
          new Tune.Cut(
              cut.made(),
              cut.compared(),
              cut.cut(),
              ranked(there, then).indexOf(winner) + 1,
              there.size(),
              correlation(then, ends)));
    }
  }

  private static double correlation(Map<Trial, Double> then, Map<Trial, Double> ends) {
    List<Trial> both =
        ends.keySet().stream()
            .filter(trial -> Double.isFinite(ends.getOrDefault(trial, Double.NaN)))
            .filter(trial -> Double.isFinite(then.getOrDefault(trial, Double.NaN)))
            .toList();
    if (both.size() < 3) {
      return Double.NaN;
    }
    return new SpearmansCorrelation()
        .correlation(
            both.stream().mapToDouble(then::get).toArray(),
            both.stream().mapToDouble(ends::get).toArray());
  }
}
