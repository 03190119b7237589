package dev.rubato.lab.compare;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Task;
import dev.rubato.schedule.Horizon;
import java.util.Comparator;
import java.util.List;

/**
 * The outcome of a comparison: every entrant's result, best first, and what to make of it.
 *
 * @param task what was learned
 * @param horizon how long each trial was
 * @param seeds of the final trials, the same for all entrants
 * @param gridSeeds of the trials that chose the peaks
 * @param ranking best first, by the mean of the judged metric
 * @param stepsAsked updates of all trials together
 * @param stepsTrained updates made for them: fewer, as steps that trials have in common are made
 *     once
 */
public record Comparison(
    Task.About task,
    Horizon horizon,
    List<Long> seeds,
    List<Long> gridSeeds,
    List<RankedEntrant> ranking,
    long stepsAsked,
    long stepsTrained) {

  /** Sorts the ranking. */
  public Comparison {
    ranking =
        ranking.stream()
            .sorted(
                Comparator.comparing(
                    (RankedEntrant ranked) -> ranked.last(task.judged()).mean(),
                    task.judged().bestFirst()))
            .toList();
  }

  /** The entrant with the best mean. */
  public RankedEntrant best() {
    return ranking.get(0);
  }

  /**
   * The entrants that can't be told apart from the best: the 95 % interval of the difference,
   * paired by seed, contains 0. The best is among them. With one seed nothing can be told apart.
   */
  public List<RankedEntrant> ties() {
    Sample best = best().last(task.judged());
    return ranking.stream()
        .filter(
            ranked -> {
              if (ranked.equals(best())) {
                return true;
              }
              Sample difference = ranked.last(task.judged()).minus(best);
              return Double.isFinite(difference.mean())
                  && (Double.isNaN(difference.halfWidth())
                      || Math.abs(difference.mean()) <= difference.halfWidth());
            })
        .toList();
  }

  /** What to do, in one line. */
  public String advice() {
    if (!Double.isFinite(best().last(task.judged()).mean())) {
      return "No answer: no strategy finished every training. Try lower rates, or more epochs.";
    }
    String metric = task.judged().name().replace('-', ' ');
    List<RankedEntrant> ties = ties();
    if (ranking.size() == 1) {
      return "Only one strategy ran, so there is nothing to compare it with: " + best().name();
    }
    if (ties.size() == 1) {
      return "Use "
          + best().name()
          + ": its "
          + metric
          + " is significantly better than the rest"
          + over();
    }
    RankedEntrant simplest = simplest();
    String others = ties.size() == 2 ? "1 other strategy" : ties.size() - 1 + " other strategies";
    if (needsSeeds()) {
      return "No clear winner: one seed can't tell strategies apart. "
          + best().name()
          + " came first; run more seeds.";
    }
    if (simplest.equals(best())) {
      return "No clear winner: "
          + others
          + " can't be told apart from the best"
          + over()
          + ". Use "
          + best().name()
          + ", the best and the simplest of them.";
    }
    return "No clear winner: "
        + others
        + " can't be told apart from the best ("
        + best().name()
        + ")"
        + over()
        + ". Use the simplest of them, "
        + simplest.name()
        + ".";
  }

  /** Whether the {@link #advice} asks for more seeds. */
  public boolean needsSeeds() {
    return seeds.size() == 1 && ties().size() > 1;
  }

  private String over() {
    return " over " + Numbers.print(seeds.size()) + " seeds";
  }

  /** The simplest of the {@link #ties}: the best of those with the fewest numbers to choose. */
  public RankedEntrant simplest() {
    return ties().stream().min(Comparator.comparingInt(Comparison::numbers)).orElseThrow();
  }

  private static int numbers(RankedEntrant ranked) {
    int[] count = {0};
    ranked
        .entrant()
        .strategy()
        .map(
            value -> {
              count[0]++;
              return value;
            });
    return count[0];
  }
}
