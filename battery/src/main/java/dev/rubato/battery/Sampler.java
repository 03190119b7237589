package dev.rubato.battery;

import dev.rubato.lab.tune.DefaultSearches;
import dev.rubato.strategy.Strategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Chooses points to train one after the other, knowing the scores of those before. */
interface Sampler {
  /** How far from an optimizer's usual rate peaks are searched, in decades up and down. */
  double REACH = 3;

  /** The optimizers of a default search, each with its strategies, one for each shape. */
  Map<String, List<Strategy>> STRATEGIES =
      DefaultSearches.strategies().stream()
          .collect(
              Collectors.groupingBy(
                  each -> each.optimizerOrSgd().toString(),
                  LinkedHashMap::new,
                  Collectors.toList()));

  /**
   * A strategy with its peak rate.
   *
   * @param optimizer its number, from 0
   * @param shape its number, from 0
   * @param place of the peak on a logarithmic scale, from 0 to 1
   */
  record Point(int optimizer, int shape, double place) {
    Strategy strategy() {
      Strategy open = List.copyOf(STRATEGIES.values()).get(optimizer).get(shape);
      double usual = open.optimizerOrSgd().usualRate();
      double rate = usual * Math.pow(10, REACH * (2 * place - 1));
      return open.with(List.of(TruthScan.rounded(rate)));
    }
  }

  /** The point to train next. */
  Point next();

  /**
   * Takes the score of a point.
   *
   * @param score lower is better; infinite if it diverged
   */
  void add(Point point, double score);
}
