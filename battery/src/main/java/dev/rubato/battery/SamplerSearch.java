package dev.rubato.battery;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.Study;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * A search by a sampler: it chooses whole trainings one after the other, each on a seed of its own,
 * and what is left of the budget runs the best three points on fresh seeds. The best mean over
 * these is the answer.
 *
 * @param sampler made from a seed
 */
record SamplerSearch(String name, LongFunction<Sampler> sampler) implements TuneMethod {
  private static final int FINALISTS = 3;

  @Override
  public Strategy answer(Study study, long seed) {
    Metric judged = study.task().about().judged();
    Sampler points = sampler.apply(seed);
    Map<Strategy, Double> scores = new LinkedHashMap<>();
    for (int i = 0; i < BUDGET - FINALISTS * SEEDS; i++) {
      Sampler.Point point = points.next();
      double score = mean(study, judged, point.strategy(), seed + SEEDS + i, 1);
      points.add(point, score);
      scores.merge(point.strategy(), score, Math::min);
    }
    List<Strategy> best =
        new ArrayList<>(scores.keySet())
            .stream().sorted(Comparator.comparing(scores::get)).limit(FINALISTS).toList();
    Map<Strategy, Double> means = new LinkedHashMap<>();
    best.forEach(each -> means.put(each, mean(study, judged, each, seed, SEEDS)));
    return best.stream().min(Comparator.comparing(means::get)).orElseThrow();
  }

  /** Lower is better. */
  private static double mean(Study study, Metric judged, Strategy strategy, long first, int seeds) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      trials.add(new Trial(strategy, ((MeasuredTask) study.task()).horizon(), first + i));
    }
    double sum = 0;
    for (TrialResult result : study.run("points", trials)) {
      double last = result.last(judged);
      sum += judged.lowerIsBetter() ? last : -last;
    }
    return sum / seeds;
  }
}
