package dev.rubato.finder;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches the best constant learning rate for trainings of a given length: asks for trainings, is
 * told how each scored, and ends with a {@link Finding}.
 *
 * <p>Three lengths are tried. Trainings of a sixteenth of the length go by decades, up to where
 * they diverge and down to where they hardly learn. Those of a quarter go by √10 around the best of
 * these, until two rates on both sides of it are worse, and whole ones by factors of two, until
 * both neighbours are. What is left of the budget is spent on more seeds for the best rate and its
 * neighbours, which may move it. Only whole trainings decide: the rate that is best for a short one
 * is often too high for a long one. So whole ones begin at a quarter of it and go up; who comes
 * from above stops too early, where seeds scatter and one of them was lucky. Where only a few can
 * be made, they begin at that rate itself: a lower one alone would be a guess.
 *
 * <p>A score is the judged metric at the end of a training, lower being better (negate one that is
 * maximized); infinite or NaN if the training diverged.
 */
public final class RateSearch {
  /** The lowest rate that is tried. */
  public static final double LOWEST = 1e-12;

  /** The highest rate that is tried. */
  public static final double HIGHEST = 1e6;

  /** The default budget, in whole trainings. */
  public static final double BUDGET = 12;

  /** The least budget, in whole trainings. */
  public static final double LEAST_BUDGET = 3;

  private static final int FEWEST_STEPS = 10;
  private static final double HALF_DECADE = Math.sqrt(10);
  private static final double MATTERS = 0.01;
  private static final double FLAT = 1e-3;

  /** How far below what is best for shorter trainings whole ones begin, if there are not few. */
  private static final double LONGER_IS_LOWER = 4;

  private static final int FEW = 4;

  /** So many whole trainings can always be made. */
  private static final double KEPT_FOR_WHOLE = 1.5;

  private final double start;
  private final long steps;
  private final double budget;
  private final String judgedBy;
  private final RateScores decades;
  private final RateScores quarters;
  private final RateScores whole;
  private double baseline = Double.NaN;
  private RateScores asked;
  private long made;

  /**
   * A search before its first training.
   *
   * @param start the first rate
   * @param steps of a whole training, at least 1
   * @param budget how many whole trainings the search may cost, at least 3
   * @param judgedBy the metric whose value at the end of a training is its score
   */
  public RateSearch(double start, long steps, double budget, String judgedBy) {
    if (!(start >= LOWEST && start <= HIGHEST)) {
      throw new IllegalArgumentException(
          "the first rate must be in [%s, %s], was %s"
              .formatted(Numbers.print(LOWEST), Numbers.print(HIGHEST), Numbers.print(start)));
    }
    if (steps < 1) {
      throw new IllegalArgumentException("a training needs at least 1 step, was " + steps);
    }
    if (!(budget >= LEAST_BUDGET)) {
      throw new IllegalArgumentException(
          "the budget must be at least 3 whole trainings, was " + Numbers.print(budget));
    }
    this.start = start;
    this.steps = steps;
    this.budget = budget;
    this.judgedBy = judgedBy;
    this.decades = new RateScores(Math.min(steps, Math.max(FEWEST_STEPS, steps / 16)), 10);
    this.quarters = new RateScores(Math.min(steps, Math.max(FEWEST_STEPS, steps / 4)), HALF_DECADE);
    this.whole = new RateScores(steps, 2);
    this.asked = decades;
  }

  /** The trainings to make next, in any order; none when the answer is known. */
  public List<RateProbe> next() {
    asked = decades;
    List<RateProbe> next = leavingWhole(unknown(this::byDecades));
    if (next.isEmpty() && SearchVerdict.finite(decades)) {
      asked = quarters;
      next = leavingWhole(unknown(this::byHalfDecades));
      if (next.isEmpty()) {
        asked = whole;
        next = unknown(this::byTwo);
        long affordable = Math.max(0, (long) (left() / steps));
        next = next.subList(0, (int) Math.min(next.size(), affordable));
      }
    }
    return next;
  }

  /** What a stage asks for next, without what was made before as another stage is as long. */
  private List<RateProbe> unknown(Supplier<List<RateProbe>> stage) {
    List<RateProbe> unknown = new ArrayList<>();
    boolean learned = true;
    while (learned && unknown.isEmpty()) {
      learned = false;
      for (RateProbe probe : stage.get()) {
        Double known = known(probe);
        if (known == null) {
          unknown.add(probe);
        } else {
          asked.add(probe.rate(), known);
          learned = true;
        }
      }
    }
    return unknown;
  }

  private @Nullable Double known(RateProbe probe) {
    for (RateScores scores : List.of(decades, quarters)) {
      boolean same = scores != asked && scores.length() == probe.steps();
      List<Double> made = same ? scores.of(probe.rate()) : List.of();
      if (probe.repeat() < made.size()) {
        return made.get(probe.repeat());
      }
    }
    return null;
  }

  private double left() {
    return budget * steps - made;
  }

  /** Shorter trainings, as long as they leave enough for some whole ones. */
  private List<RateProbe> leavingWhole(List<RateProbe> next) {
    long cost = next.stream().mapToLong(RateProbe::steps).sum();
    boolean leaves = left() - cost >= KEPT_FOR_WHOLE * steps;
    return leaves || (asked == decades && !SearchVerdict.finite(decades)) ? next : List.of();
  }

  /**
   * Takes the score of a training that was asked for, in the order in which they were.
   *
   * @param score lower is better; NaN or infinite if it diverged
   * @param updates how many were made, which is what it cost
   */
  public void add(RateProbe probe, double score, long updates) {
    double known = Double.isFinite(score) ? score : Double.POSITIVE_INFINITY;
    made += updates;
    if (probe.rate() == 0) {
      baseline = known;
      whole.untrained(known);
    } else {
      asked.add(probe.rate(), known);
    }
  }

  private List<RateProbe> byDecades() {
    List<RateProbe> next = new ArrayList<>();
    if (decades.isEmpty()) {
      next.add(new RateProbe(0, decades.length(), 0));
      for (double rate : new double[] {start / 10, start, start * 10}) {
        next.addAll(decades.missing(rate, 1));
      }
      return next;
    }
    if (rises()) {
      next.addAll(decades.missing(RateScores.round(decades.highest() * 10), 1));
    }
    if (falls()) {
      next.addAll(decades.missing(RateScores.round(decades.lowest() / 10), 1));
    }
    return next;
  }

  private double progress(double rate) {
    return baseline - decades.mean(rate, 1);
  }

  private double mostProgress() {
    return progress(decades.best(1));
  }

  /** What counts as a difference in the metric. */
  private double little() {
    return MATTERS * Math.abs(baseline);
  }

  /** Whether to go a decade higher. */
  private boolean rises() {
    double top = decades.highest();
    double most = mostProgress();
    if (!Double.isFinite(progress(top)) || progress(top) < -Math.max(most, little())) {
      return false;
    }
    Double below = decades.below(top);
    return below == null
        || most <= little()
        || progress(top) >= 0.5 * most
        || progress(below) >= 0.5 * most;
  }

  /** Whether to go a decade lower. */
  private boolean falls() {
    double bottom = decades.lowest();
    if (!SearchVerdict.finite(decades)) {
      return true;
    }
    double most = mostProgress();
    return most > 0
        ? progress(bottom) >= 0.5 * most
        : Math.abs(progress(bottom)) > FLAT * mostChange();
  }

  /** The most that short trainings changed, for better or worse. */
  private double mostChange() {
    return decades.rates(1).stream()
        .mapToDouble(rate -> Math.abs(progress(rate)))
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  /** Three rates around one, which is first, as not all may be affordable. */
  private static List<RateProbe> around(double center, RateScores scores) {
    List<RateProbe> next = new ArrayList<>();
    for (double rate : new double[] {center, center / scores.ratio(), center * scores.ratio()}) {
      next.addAll(scores.missing(RateScores.round(rate), 1));
    }
    return next;
  }

  /**
   * Downhill until the best has two worse rates on both sides: with one, a little noise or a second
   * valley would end it too early. Beyond a rate that diverged there is nothing to see.
   */
  private List<RateProbe> byHalfDecades() {
    if (quarters.isEmpty()) {
      return around(decades.best(1), quarters);
    }
    double best = quarters.best(1);
    if (best == quarters.lowest() && isFlat(best)) {
      return List.of();
    }
    List<RateProbe> next = neighbours(quarters, 1);
    if (next.isEmpty() && quarters.isFinite(best, 1)) {
      double up = quarters.up(best);
      if (up <= HIGHEST && quarters.isFinite(up, 1)) {
        next.addAll(quarters.missing(quarters.up(up), 1));
      }
      next.addAll(quarters.missing(quarters.down(quarters.down(best)), 1));
    }
    return next;
  }

  /** Whether the next higher rate is as good: then lower ones only learn still less. */
  private boolean isFlat(double rate) {
    Double up = quarters.above(rate);
    double change = Math.min(mostChange(), Math.abs(baseline));
    return up != null && quarters.mean(up, 1) - quarters.mean(rate, 1) <= FLAT * change;
  }

  /**
   * What is missing for the best rate to have a neighbour on both sides, or none. Where it is alike
   * to the highest, which scored still better, that one has a neighbour too.
   */
  private static List<RateProbe> neighbours(RateScores scores, int seeds) {
    double best = scores.best(seeds);
    List<RateProbe> next = new ArrayList<>();
    if (Double.isFinite(scores.mean(best, seeds))) {
      next.addAll(scores.missing(scores.up(best), seeds));
      double lowest = scores.lowestMean(seeds);
      if (lowest > best && scores.above(lowest) == null) {
        next.addAll(scores.missing(scores.up(lowest), seeds));
      }
    }
    next.addAll(scores.missing(scores.down(best), seeds));
    return next;
  }

  private List<RateProbe> byTwo() {
    if (whole.isEmpty()) {
      double shorter = (SearchVerdict.finite(quarters) ? quarters : decades).best(1);
      double lower = left() < FEW * steps ? 1 : LONGER_IS_LOWER;
      return around(Math.max(LOWEST, shorter / lower), whole);
    }
    for (int seeds = 1; ; seeds++) {
      double best = whole.best(seeds);
      if (Double.isNaN(best)) { // none with so many seeds yet: the best of fewer
        best = whole.best(seeds - 1);
        return Double.isFinite(whole.mean(best, seeds - 1))
            ? whole.missing(best, seeds)
            : List.of();
      }
      List<RateProbe> next = neighbours(whole, seeds);
      if (!next.isEmpty()) {
        return next;
      }
      if (!Double.isFinite(whole.mean(best, seeds))) {
        return List.of();
      }
    }
  }

  /** How many updates were made. */
  public long made() {
    return made;
  }

  /** The answer so far; after {@link #next} gave nothing, the answer. */
  public Finding finding() {
    return new SearchVerdict(decades, quarters, whole)
        .finding(judgedBy, baseline, made / (double) steps);
  }
}
