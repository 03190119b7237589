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
    List<Mark> lines = new ArrayList<>();
    int count = random.nextInt(6) == 0 ? 15 : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(300);
      String name = Examples.HOSTILE.get(random.nextInt(Examples.HOSTILE.size()));
      double[] x = random.nextInt(3) == 0 ? numbers(random, size) : Examples.steps(size);
      double[] y = numbers(random, size);
      lines.add(
          random.nextBoolean()
              ? Series.of(name, x, y, numbers(random, size), numbers(random, size))
              : Series.of(name, x, y));
    }
    if (random.nextInt(3) == 0) {
      others(random, lines);
    }
    String title = Examples.HOSTILE.get(random.nextInt(Examples.HOSTILE.size()));
    return new Chart(title, axis(random), axis(random), lines);
  }

  private static void others(Random random, List<Mark> marks) {
    String name = Examples.HOSTILE.get(random.nextInt(Examples.HOSTILE.size()));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int size = random.nextInt(3) == 0 ? 5000 : random.nextInt(20);
      double[] x = numbers(random, size);
      double[] y = numbers(random, size);
      double[] edges = {random.nextGaussian(), random.nextInt(5) == 0 ? 1 / 0.0 : 1e3};
      Mark[] any = {
        Points.of(name, x, y),
        Bars.of(name, x, y, numbers(random, size)),
        Bars.upTo(name + i, x, y),
        Region.across(name, edges[0], edges[1]),
        Region.upwards(name + i, edges[0], edges[1]),
        new Label(name, size == 0 ? Double.NaN : x[0], size == 0 ? 1 : y[0])
      };
      marks.add(random.nextInt(marks.size() + 1), any[random.nextInt(any.length)]);
    }
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
