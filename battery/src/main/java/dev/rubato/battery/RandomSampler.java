package dev.rubato.battery;

import java.util.SplittableRandom;

/** Random search (Bergstra and Bengio 2012): each choice uniform, rates on a logarithmic scale. */
final class RandomSampler implements Sampler {
  private final SplittableRandom random;

  RandomSampler(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public Point next() {
    int optimizer = random.nextInt(STRATEGIES.size());
    int shape = random.nextInt(STRATEGIES.values().iterator().next().size());
    return new Point(optimizer, shape, random.nextDouble());
  }

  @Override
  public void add(Point point, double score) {}
}
