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
 *
 * <p>{@code at} has one or more spans of at least a step, in any order; two that come to the same
 * step drop twice. Gamma is in (0, 1]; outside these the call is an error that names the argument.
 */
public final class Multistep extends Form {
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
    return new Stairs(a, gamma, times, extent.length());
  }

  /**
   * The stairway. Trainings ask step after step, so the stair asked last is tried first; which one
   * that is changes the speed and nothing else, on any number of threads.
   */
  private static final class Stairs extends Shape {
    private final Stair[] stairs;
    private final double length;
    private Stair last;

    /** A level from one time to before the next. */
    private record Stair(double from, double to, double level) {}

    Stairs(double a, double gamma, double[] times, double length) {
      this.length = length;
      stairs = new Stair[times.length + 1];
      for (int drops = 0; drops < stairs.length; drops++) {
        stairs[drops] =
            new Stair(
                drops == 0 ? 0 : times[drops - 1],
                drops == times.length ? Double.POSITIVE_INFINITY : times[drops],
                a * Math.pow(gamma, drops));
      }
      last = stairs[0];
    }

    @Override
    public double at(double u) {
      Stair stair = last;
      if (u >= stair.from && u < stair.to) {
        return stair.level;
      }
      stair = find(u);
      last = stair;
      return stair.level;
    }

    @Override
    public double end() {
      return find(Shape.before(length)).level;
    }

    private Stair find(double u) {
      int low = 0;
      int high = stairs.length - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (u < stairs[middle].to) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return stairs[low];
    }
  }
}
