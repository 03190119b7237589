package dev.rubato.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Charts with everything that may go wrong in one: strange numbers, names, lengths and axes. */
final class RandomCharts {

  private static final double[] STRANGE = {
    0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_VALUE,
    1e-300,
    1,
    1 + 1e-15,
    -1
  };

  private RandomCharts() {}

  static Chart next(Random random) {
    List<Series> lines = new ArrayList<>();
    int count = random.nextInt(6) == 0 ? 15 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(300);
      String name = Examples.HOSTILE.get(random.nextInt(Examples.HOSTILE.size()));
      double[] x = random.nextInt(3) == 0 ? numbers(random, size) : Examples.steps(size);
      boolean band = random.nextBoolean();
      lines.add(
          new Series(
              name,
              x,
              numbers(random, size),
              band ? numbers(random, size) : null,
              band ? numbers(random, size) : null));
    }
    String title = Examples.HOSTILE.get(random.nextInt(Examples.HOSTILE.size()));
    return new Chart(title, axis(random), axis(random), lines);
  }

  private static Axis axis(Random random) {
    String label = Examples.HOSTILE.get(random.nextInt(Examples.HOSTILE.size()));
    return random.nextBoolean() ? Axis.linear(label) : Axis.log(label);
  }

  private static double[] numbers(Random random, int size) {
    double scale = Math.pow(10, random.nextInt(12) - 6);
    boolean positive = random.nextBoolean();
    double strange = random.nextInt(3) == 0 ? 0.2 : 0;
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      double value = scale * random.nextGaussian();
      numbers[i] =
          random.nextDouble() < strange
              ? STRANGE[random.nextInt(STRANGE.length)]
              : positive ? Math.abs(value) : value;
    }
    return numbers;
  }
}
