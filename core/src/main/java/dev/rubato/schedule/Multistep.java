package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Span;
import java.util.List;

/**
 * Drops by a factor at given times: a·gamma^(number of times that have come). A drop at time s is
 * seen from u = s on; see {@link Step} for how others count.
 */
public final class Multistep extends Form {
  private static final int FEW = 8;

  static final Multistep FORM = new Multistep();

  private Multistep() {
    super(
        Signature.of(
            "multistep",
            Parameter.level("a", true),
            new Parameter("at", Parameter.Kind.SPANS, Domain.ABOVE_0, List.of(), null, true),
            Parameter.number("gamma", Domain.FACTOR, 0.1)),
        new About(
            "drops by a factor at given times",
            "a·gamma^(number of times in at that are ≤ u)",
            "practice; He 2016",
            "Keras drops one step later, timm one earlier",
            "sgd: multistep(0.1, at=[50%, 75%])"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    double gamma = arguments.number("gamma");
    double[] times =
        arguments.items("at").stream()
            .mapToDouble(time -> extent.units("at", (Span) time))
            .sorted()
            .toArray();
    double[] levels = new double[times.length + 1];
    for (int drops = 0; drops < levels.length; drops++) {
      levels[drops] = a * Math.pow(gamma, drops);
    }
    return new Shape() {
      @Override
      public double at(double u) {
        return levels[countUpTo(times, u)];
      }

      @Override
      public double end() {
        return levels[countUpTo(times, Shape.before(extent.length()))];
      }
    };
  }

  /** How many of the sorted times are at most {@code u}. */
  private static int countUpTo(double[] times, double u) {
    int low = 0;
    if (times.length <= FEW) {
      while (low < times.length && times[low] <= u) {
        low++;
      }
      return low;
    }
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] <= u) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
