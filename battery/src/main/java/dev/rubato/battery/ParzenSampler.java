package dev.rubato.battery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * A tree-structured Parzen estimator (Bergstra et al. 2011, section 4): models the points that
 * scored best and all others by a density each, draws candidates from the first, and trains the one
 * where the first is highest over the second.
 *
 * <p>Optimizer and shape have weighted counts; the rate, which is a branch of its optimizer, has a
 * mixture of Gaussians at the places tried with it, each as wide as its farther neighbour is away,
 * and one over the whole range. The number of points by chance, the share of the best and the
 * number of candidates are those of the paper's authors in Hyperopt.
 */
final class ParzenSampler implements Sampler {
  private static final int BY_CHANCE = 20;
  private static final double BEST = 0.25; // times the root of how many there are
  private static final int MOST_BEST = 25;
  private static final int CANDIDATES = 24;
  private static final int SHAPES = STRATEGIES.values().iterator().next().size();

  private final SplittableRandom random;
  private final RandomSampler chance;
  private final List<Scored> all = new ArrayList<>();

  private record Scored(Point point, double score) {}

  ParzenSampler(long seed) {
    random = new SplittableRandom(seed);
    chance = new RandomSampler(seed);
  }

  @Override
  public void add(Point point, double score) {
    all.add(new Scored(point, score));
  }

  @Override
  public Point next() {
    if (all.size() < BY_CHANCE) {
      return chance.next();
    }
    List<Point> ranked =
        all.stream().sorted(Comparator.comparingDouble(Scored::score)).map(Scored::point).toList();
    int cut = (int) Math.min(MOST_BEST, Math.ceil(BEST * Math.sqrt(all.size())));
    List<Point> best = ranked.subList(0, cut);
    List<Point> others = ranked.subList(cut, ranked.size());
    int optimizer = choice(best, others, STRATEGIES.size(), Point::optimizer);
    int shape = choice(best, others, SHAPES, Point::shape);
    double[] low = places(best, optimizer);
    double[] high = places(others, optimizer);
    double place = Double.NaN;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CANDIDATES; i++) {
      double candidate = draw(low);
      double ratio = density(low, candidate) / density(high, candidate);
      if (ratio > most) {
        place = candidate;
        most = ratio;
      }
    }
    return new Point(optimizer, shape, place);
  }

  private int choice(List<Point> best, List<Point> others, int count, ToIntFunction<Point> of) {
    double[] low = shares(best, count, of);
    double[] high = shares(others, count, of);
    int chosen = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < CANDIDATES; i++) {
      double left = random.nextDouble();
      int candidate = 0;
      while (candidate < count - 1 && left >= low[candidate]) {
        left -= low[candidate++];
      }
      if (low[candidate] / high[candidate] > most) {
        chosen = candidate;
        most = low[candidate] / high[candidate];
      }
    }
    return chosen;
  }

  /** How often each choice was made, each once more for the prior. */
  private static double[] shares(List<Point> points, int count, ToIntFunction<Point> of) {
    double[] shares = new double[count];
    for (int i = 0; i < count; i++) {
      int which = i;
      long made = points.stream().filter(point -> of.applyAsInt(point) == which).count();
      shares[i] = (made + 1.0) / (points.size() + count);
    }
    return shares;
  }

  private static double[] places(List<Point> points, int optimizer) {
    return points.stream()
        .filter(point -> point.optimizer() == optimizer)
        .mapToDouble(Point::place)
        .sorted()
        .toArray();
  }

  /** The width of the Gaussian at a place, between a hundredth and the whole range. */
  private static double width(double[] sorted, int i) {
    double below = sorted[i] - (i == 0 ? 0 : sorted[i - 1]);
    double above = (i == sorted.length - 1 ? 1 : sorted[i + 1]) - sorted[i];
    return Math.min(1, Math.max(Math.max(below, above), 1.0 / Math.min(100, sorted.length + 2)));
  }

  private double draw(double[] sorted) {
    while (true) {
      int which = random.nextInt(sorted.length + 1);
      boolean prior = which == sorted.length;
      double center = prior ? 0.5 : sorted[which];
      double drawn = center + (prior ? 1 : width(sorted, which)) * random.nextGaussian();
      if (drawn >= 0 && drawn <= 1) {
        return drawn;
      }
    }
  }

  private static double density(double[] sorted, double place) {
    double sum = normal(place - 0.5, 1);
    for (int i = 0; i < sorted.length; i++) {
      sum += normal(place - sorted[i], width(sorted, i));
    }
    return sum / (sorted.length + 1);
  }

  private static double normal(double away, double width) {
    return StrictMath.exp(-0.5 * away * away / (width * width)) / width;
  }
}
