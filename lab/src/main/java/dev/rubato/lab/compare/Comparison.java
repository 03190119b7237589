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
  /** With fewer seeds a comparison can't tell: intervals are too wide, or hold by luck. */
  public static final int FEWEST_SEEDS = 4;

  private static final double SLIGHTLY = 0.02;
  private static final double AS_NARROW = 1.25;

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
    Sample best = best().last(task.judged());
    if (!Double.isFinite(best.mean())) {
      return "No answer: no strategy finished every training. Try lower rates, or more epochs.";
    }
    if (ranking.size() == 1) {
      return "Only one strategy ran, so there is nothing to compare it with: " + best().name();
    }
    String metric = task.judged().name().replace('-', ' ');
    List<RankedEntrant> ties = ties();
    if (needsSeeds()) {
      return "Can't tell: "
          + (seeds.size() == 1 ? "one seed is" : seeds.size() + " seeds are")
          + " too few to tell strategies apart. "
          + best().name()
          + " came first; run at least "
          + FEWEST_SEEDS
          + " seeds.";
    }
    if (ties.size() == 1) {
      return "Use "
          + best().name()
          + ": its "
          + metric
          + " is significantly better than the rest"
          + over();
    }
    String others = ties.size() == 2 ? "1 other strategy" : ties.size() - 1 + " other strategies";
    String noWinner = "No clear winner: " + others + " can't be told apart from the best";
    RankedEntrant simplest = simplest();
    if (simplest.equals(best())) {
      return noWinner + over() + ". Use " + best().name() + ", the best and the simplest of them.";
    }
    if (isAsGood(simplest)) {
      return noWinner
          + " ("
          + best().name()
          + ")"
          + over()
          + ". Use the simplest of them, "
          + simplest.name()
          + ", which is at most 2 % worse.";
    }
    return noWinner
        + over()
        + ". Use the best by what was measured, "
        + best().name()
        + "; "
        + simplest.name()
        + " is simpler.";
  }

  /**
   * Whether a strategy may be advised in place of the best: its mean is at most 2 % worse, and it
   * is known as exactly.
   */
  private boolean isAsGood(RankedEntrant ranked) {
    Sample best = best().last(task.judged());
    Sample other = ranked.last(task.judged());
    return Math.abs(other.mean() - best.mean()) <= SLIGHTLY * Math.abs(best.mean())
        && other.halfWidth() <= AS_NARROW * best.halfWidth();
  }

  /** Whether there are too few seeds for any advice. */
  public boolean needsSeeds() {
    return seeds.size() < FEWEST_SEEDS && ranking.size() > 1;
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
