package dev.rubato.recipe;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Csv;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A public training recipe: its text, its length, its source, and the rates that the source gives.
 *
 * @param project whose it is
 * @param name what it trains
 * @param text the strategy in the notation
 * @param horizon its length
 * @param source author and year, or a project's file
 * @param lookedUp the repository and files that it was compared with, or empty
 * @param observed what a metric is after so many updates, for one that watches
 * @param rates the rate of some updates, computed from the source
 */
record Recipe(
    String project,
    String name,
    String text,
    Horizon horizon,
    String source,
    String lookedUp,
    SortedMap<Long, Double> observed,
    SortedMap<Long, Double> rates) {

  /** All that recipes.py wrote. */
  static List<Recipe> all() {
    List<Recipe> recipes = new ArrayList<>();
    for (Map<String, String> row : Csv.read(Csv.files("/golden/recipes").get(0))) {
      String epoch = row.get("steps_per_epoch");
      recipes.add(
          new Recipe(
              row.get("project"),
              row.get("recipe"),
              row.get("strategy"),
              new Horizon(
                  Long.parseLong(row.get("steps")), epoch.isEmpty() ? 0 : Long.parseLong(epoch)),
              row.get("source"),
              row.get("looked_up"),
              pairs(row.get("observed")),
              pairs(row.get("rates"))));
    }
    return recipes;
  }

  private static SortedMap<Long, Double> pairs(String text) {
    SortedMap<Long, Double> pairs = new TreeMap<>();
    if (!text.isEmpty()) {
      for (String pair : text.split(" ", -1)) {
        String[] sides = pair.split("=", 2);
        pairs.put(Long.parseLong(sides[0]), Double.parseDouble(sides[1]));
      }
    }
    return pairs;
  }

  /** Our rates at these steps, in order, each after all that was observed until then. */
  double[] ours(long... steps) {
    Strategy strategy = Notation.strategy(text);
    RunningSchedule running = new RunningSchedule(strategy.rate(), horizon);
    double[] rates = new double[steps.length];
    long seen = -1;
    for (int i = 0; i < steps.length; i++) {
      for (Map.Entry<Long, Double> each : observed.subMap(seen + 1, steps[i] + 1).entrySet()) {
        for (String metric : running.metrics()) {
          running.observe(each.getKey(), metric, each.getValue());
        }
      }
      seen = steps[i];
      rates[i] = running.at(steps[i]);
    }
    return rates;
  }

  @Override
  public String toString() {
    return project + ": " + name;
  }
}
