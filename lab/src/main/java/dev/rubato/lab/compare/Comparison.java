package dev.rubato.lab.compare;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.schedule.Horizon;
import java.util.Comparator;
import java.util.List;

/**
 * The outcome of a comparison: every entrant's result, best first.
 *
 * @param task what was learned
 * @param horizon how long each trial was
 * @param seeds of the final trials, the same for all entrants; those that were dropped by {@link
 *     Looks} on the way have the first of them
 * @param gridSeeds of the trials that chose the peaks
 * @param looks how often it was looked at
 * @param ranking best first, by the mean of the judged metric, those on most seeds before others
 * @param stepsAsked updates of all trials together
 * @param stepsTrained updates made for them: fewer, as steps that trials have in common are made
 *     once
 */
public record Comparison(
    Task.About task,
    Horizon horizon,
    List<Long> seeds,
    List<Long> gridSeeds,
    Looks looks,
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
                Comparator.comparing((RankedEntrant ranked) -> -ranked.results().size())
                    .thenComparing(
                        ranked -> ranked.last(task.judged()).mean(), task.judged().bestFirst()))
            .toList();
  }

  /** A comparison that was looked at once. */
  public Comparison(
      Task.About task,
      Horizon horizon,
      List<Long> seeds,
      List<Long> gridSeeds,
      List<RankedEntrant> ranking,
      long stepsAsked,
      long stepsTrained) {
    this(
        task,
        horizon,
        seeds,
        gridSeeds,
        Looks.once(seeds.size()),
        ranking,
        stepsAsked,
        stepsTrained);
  }

  /** The entrant with the best mean. */
  public RankedEntrant best() {
    return ranking.get(0);
  }

  /** How an entrant's judged metric differs from the best's, seed by seed. */
  public Sample difference(RankedEntrant ranked) {
    return ranked.last(task.judged()).minus(best().last(task.judged()));
  }

  /** Half the width of the interval of a difference, as sure as its look must be. */
  public double halfWidth(Sample difference) {
    return difference.halfWidth(looks.confidence(difference.values().size()));
  }

  /**
   * The entrants that can't be told apart from the best: the interval of the difference, paired by
   * seed, contains 0. The best is among them. With one seed nothing can be told apart.
   */
  public List<RankedEntrant> ties() {
    return ranking.stream()
        .filter(ranked -> ranked.equals(best()) || isTied(difference(ranked)))
        .toList();
  }

  private boolean isTied(Sample difference) {
    double halfWidth = halfWidth(difference);
    return Double.isFinite(difference.mean())
        && (Double.isNaN(halfWidth) || Math.abs(difference.mean()) <= halfWidth);
  }

  /** The ties that more seeds may break: not those as good as the best, whatever seeds will say. */
  public List<RankedEntrant> open() {
    double slightly = SLIGHTLY * Math.abs(best().last(task.judged()).mean());
    return ties().stream()
        .filter(ranked -> !ranked.equals(best()))
        .filter(
            ranked -> {
              Sample difference = difference(ranked);
              double far = Math.abs(difference.mean()) + halfWidth(difference);
              return Double.isNaN(far) || far > slightly;
            })
        .toList();
  }

  /**
   * How many seeds in all would probably tell the open ties from the best; 0 if there is none, or
   * one seed only.
   *
   * @return at most {@link Looks#TOO_MANY}
   */
  public int seedsToDecide() {
    return seeds.size() < 2
        ? 0
        : open().stream().mapToInt(ranked -> looks.toDecide(difference(ranked))).max().orElse(0);
  }

  /**
   * The entrant that is advised: the {@link #foremost}, or the simplest in its place, if its mean
   * is at most 2 % worse, and it is known as exactly. The best where nobody can tell.
   */
  public RankedEntrant advised() {
    if (needsSeeds()) {
      return best();
    }
    RankedEntrant simplest = simplest();
    Sample foremost = foremost().last(task.judged());
    Sample other = simplest.last(task.judged());
    double worse = Math.abs(other.meanOfAll() - foremost.meanOfAll());
    boolean asGood =
        worse <= SLIGHTLY * Math.abs(foremost.meanOfAll())
            && other.halfWidth() <= AS_NARROW * foremost.halfWidth();
    return asGood ? simplest : foremost();
  }

  /**
   * Of those that can't be told apart the best over all its seeds, the search's too: these are
   * somewhat flattering, as the peak was chosen by them, but alike for all, and twice as many. The
   * {@link #best} where not all have them.
   */
  RankedEntrant foremost() {
    Metric judged = task.judged();
    List<RankedEntrant> ties = ties();
    long counts =
        ties.stream().map(ranked -> ranked.last(judged).others().size()).distinct().count();
    return counts > 1
        ? best()
        : ties.stream()
            .min(
                Comparator.comparing(ranked -> ranked.last(judged).meanOfAll(), judged.bestFirst()))
            .orElseThrow();
  }

  /** Whether there are too few seeds for any advice. */
  public boolean needsSeeds() {
    return seeds.size() < FEWEST_SEEDS && ranking.size() > 1;
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

  /** What to do, in one line. */
  public String advice() {
    return Advice.of(this);
  }

  /** What else to know before following the advice, one line each. */
  public List<String> notes() {
    return Advice.notes(this);
  }

  /** The entrant with the best median, of those on most seeds. */
  RankedEntrant bestByMedian() {
    Metric judged = task.judged();
    return most().stream()
        .min(Comparator.comparing(ranked -> ranked.last(judged).median(), judged.bestFirst()))
        .orElseThrow();
  }

  /** Those that were run on most seeds. */
  List<RankedEntrant> most() {
    int most = best().results().size();
    return ranking.stream().filter(ranked -> ranked.results().size() == most).toList();
  }
}
