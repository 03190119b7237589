package dev.rubato.lab.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Predicts the scores of points, run or not, from trials that were run: a Gaussian process
 * (Rasmussen and Williams 2006, algorithm 2.1).
 *
 * <p>A score is the sum of what belongs to the shape of the schedule, to the family (optimizer and
 * ranges), to the place in the family's ranges, to the place for this shape alone, to the seed, and
 * noise. So what one schedule reveals about an optimizer's rates, or one optimizer about schedules,
 * helps to judge the others, and seeds that are hard for all are recognized. Scores are taken as
 * logarithms if all are positive, and clipped far from the best: how bad a bad one is says nothing
 * about the good ones. The length scales and the noise are those that make the scores most likely.
 */
final class Surrogate {
  private static final double SHAPE = 0.15; // shares of the variance
  private static final double FAMILY = 0.25;
  private static final double PLACE = 0.4;
  private static final double BOTH = 0.2;
  private static final double[] SIGHTS = {0.15, 0.3, 0.6};
  private static final double[] NOISES = {0.02, 0.05, 0.1, 0.2, 0.4};
  private static final double FAR = 2;
  private static final double JITTER = 1e-6;
  private static final double DRAW_JITTER = 1e-4; // what is known well has a variance near 0

  private final List<Run> runs;
  private final RealVector scores;
  private double sight;
  private double noise;
  private CholeskyDecomposition factor;

  /**
   * A point of a strategy.
   *
   * @param place in the box of its ranges
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Candidate(SearchSpace strategy, double[] place) {}

  /**
   * A trial that was run.
   *
   * @param score lower is better; infinite unless it finished
   */
  record Run(Candidate candidate, long seed, double score) {}

  /** Learns from at least one trial. */
  Surrogate(List<Run> runs) {
    this.runs = List.copyOf(runs);
    this.scores = MatrixUtils.createRealVector(standardized(runs));
    this.sight = SIGHTS[0];
    this.noise = NOISES[0];
    this.factor = decomposed();
    double likeliest = Double.NEGATIVE_INFINITY;
    double[] best = {sight, noise};
    for (double far : SIGHTS) {
      for (double loud : NOISES) {
        sight = far;
        noise = loud;
        double likelihood = likelihood(decomposed());
        if (likelihood > likeliest) {
          likeliest = likelihood;
          best = new double[] {far, loud};
        }
      }
    }
    sight = best[0];
    noise = best[1];
    factor = decomposed();
  }

  /** Scores with mean 0 and variance 1. */
  private static double[] standardized(List<Run> runs) {
    double[] raw = runs.stream().mapToDouble(Run::score).toArray();
    boolean positive = Arrays.stream(raw).allMatch(score -> score > 0);
    double[] scores = Arrays.stream(raw).map(x -> positive ? StrictMath.log(x) : x).toArray();
    double[] sorted = Arrays.stream(scores).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new double[scores.length];
    }
    double far = sorted[0] + FAR * (sorted[sorted.length / 2] - sorted[0]);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.min(scores[i], far);
    }
    double mean = Arrays.stream(scores).sum() / scores.length;
    double variance = Arrays.stream(scores).map(x -> (x - mean) * (x - mean)).sum() / scores.length;
    double deviation = variance > 0 ? Math.sqrt(variance) : 1;
    return Arrays.stream(scores).map(x -> (x - mean) / deviation).toArray();
  }

  private double kernel(Candidate a, Candidate b) {
    boolean shape = a.strategy().shape().equals(b.strategy().shape());
    double sum = shape ? SHAPE : 0;
    if (a.strategy().family().equals(b.strategy().family())) {
      double distance = 0;
      for (int i = 0; i < a.place().length; i++) {
        double apart = (a.place()[i] - b.place()[i]) / sight;
        distance += apart * apart;
      }
      double near = StrictMath.exp(-distance / 2);
      sum += FAMILY + PLACE * near + (shape ? BOTH * near : 0);
    }
    return sum;
  }

  private CholeskyDecomposition decomposed() {
    int count = runs.size();
    RealMatrix matrix = MatrixUtils.createRealMatrix(count, count);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double value =
            kernel(runs.get(i).candidate(), runs.get(j).candidate())
                + (runs.get(i).seed() == runs.get(j).seed() ? noise : 0)
                + (i == j ? noise + JITTER : 0);
        matrix.setEntry(i, j, value);
        matrix.setEntry(j, i, value);
      }
    }
    return new CholeskyDecomposition(matrix);
  }

  private double likelihood(CholeskyDecomposition decomposition) {
    double fit = scores.dotProduct(decomposition.getSolver().solve(scores));
    double size = 0;
    for (int i = 0; i < runs.size(); i++) {
      size += StrictMath.log(decomposition.getL().getEntry(i, i));
    }
    return -fit / 2 - size;
  }

  private RealMatrix across(List<Candidate> candidates) {
    RealMatrix across = MatrixUtils.createRealMatrix(runs.size(), candidates.size());
    for (int i = 0; i < runs.size(); i++) {
      for (int j = 0; j < candidates.size(); j++) {
        across.setEntry(i, j, kernel(runs.get(i).candidate(), candidates.get(j)));
      }
    }
    return across;
  }

  /** The expected scores of points, standardized: lower is better. */
  double[] expected(List<Candidate> candidates) {
    return across(candidates).preMultiply(factor.getSolver().solve(scores)).toArray();
  }

  /**
   * Draws points with the probability that each is the best (Thompson 1933).
   *
   * @return places in the list, one for each draw
   */
  List<Integer> draw(List<Candidate> candidates, int draws, SplittableRandom random) {
    int count = candidates.size();
    RealMatrix across = across(candidates);
    RealVector mean = across.preMultiply(factor.getSolver().solve(scores));
    RealMatrix known = across.transpose().multiply(factor.getSolver().solve(across));
    RealMatrix spread = MatrixUtils.createRealMatrix(count, count);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double value = kernel(candidates.get(i), candidates.get(j));
        value -= (known.getEntry(i, j) + known.getEntry(j, i)) / 2;
        spread.setEntry(i, j, value);
        spread.setEntry(j, i, value);
      }
      spread.addToEntry(i, i, DRAW_JITTER);
    }
    RealMatrix root = new CholeskyDecomposition(spread).getL();
    List<Integer> drawn = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      double[] normal = new double[count];
      for (int i = 0; i < count; i++) {
        normal[i] = random.nextGaussian();
      }
      double[] guess = root.operate(normal);
      int best = 0;
      for (int i = 1; i < count; i++) {
        best = guess[i] + mean.getEntry(i) < guess[best] + mean.getEntry(best) ? i : best;
      }
      drawn.add(best);
    }
    return drawn;
  }
}
