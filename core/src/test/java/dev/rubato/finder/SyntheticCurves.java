package dev.rubato.finder;

import java.util.SplittableRandom;

/**
 * Losses of range tests by a formula, so that the best rate is known: level at low rates, a fall
 * around the best rate, and a rise beyond it, with noise of which some is single spikes.
 */
final class SyntheticCurves {
  final double best;
  private final SplittableRandom random;
  private final double level;
  private final double fall;
  private final double width; // of the fall, in decades
  private final double divergence; // where it begins, in decades above the best rate
  private final double noise;
  private final double spikes;

  SyntheticCurves(long seed) {
    random = new SplittableRandom(seed);
    best = Math.pow(10, random.nextDouble(-5, -0.5));
    level = random.nextDouble(0.5, 5);
    fall = level * random.nextDouble(0.2, 0.9);
    width = random.nextDouble(0.08, 0.35);
    divergence = random.nextDouble(0.6, 1.5);
    noise = fall * random.nextDouble(0.01, 0.15);
    spikes = random.nextDouble(0, 0.05);
  }

  /** The losses of one repeat, until it diverges. */
  double[] losses(RangeTest test) {
    double[] losses = new double[test.steps()];
    for (int step = 0; step < losses.length; step++) {
      double x = Math.log10(test.rate(step) / best);
      double loss = level - fall / (1 + Math.exp(-x / width));
      loss += level * Math.expm1(Math.max(0, 4 * (x - divergence)));
      loss += noise * random.nextGaussian();
      if (random.nextDouble() < spikes) {
        loss += 2 * fall * random.nextDouble();
      }
      losses[step] = loss;
      if (test.hasDiverged(losses, step + 1)) {
        return java.util.Arrays.copyOf(losses, step + 1);
      }
    }
    return losses;
  }
}
