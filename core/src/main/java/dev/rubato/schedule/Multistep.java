package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops by a factor at given times, or grows where it is above 1: a·gamma^(number of times that
 * have passed).
 *
 * <ul>
 *   <li>{@code a}: The level before the first drop. A number such as 0.1, in the schedule's unit; a
 *       learning rate is at least 0.
 *   <li>{@code at}: The times of the drops. A list of spans such as [30, 60], above 0, in steps, or
 *       epochs if per epoch.
 *   <li>{@code gamma=0.1}: Factor applied at each drop; above 1 the level grows. A number, above 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The times may be in any order, and two that round to the same step drop twice. A drop at time
 * s is seen from u = s on; see {@link Step} for how others count. He 2016 (arXiv:1512.03385).
 */
public final class Multistep extends Form {
  /** The form, for {@link Call#of}. */
  public static final Multistep FORM = new Multistep();

  private Multistep() {
    super(
        Signature.of(
            "multistep",
            Parameter.level("a", true, "The level before the first drop."),
            Parameter.of(
                "at", Parameter.Kind.SPANS, Domain.ABOVE_0, null, true, "The times of the drops."),
            Parameter.number(
                "gamma",
                Domain.GROWTH,
                0.1,
                "Factor applied at each drop; above 1 the level grows.")),
        new CatalogueEntry(
            "drops by a factor at given times",
            "a·gamma^(number of times in at that are ≤ u)",
            "practice; He 2016, arXiv:1512.03385",
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
    if (times[times.length - 1] >= extent.length()) {
      extent.warn(
          "%s has drops that are never reached: there are %s"
              .formatted(arguments.get("at"), extent.lengthInWords()));
    }
    return new Stairs(a, gamma, times, extent.length());
  }

  /** The stairway in a phrase's local time. */
  private static final class Stairs extends Shape {
    private final Stair[] stairs;
    private final double length;

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
    }

    @Override
    public double at(double u) {
      return find(u).level;
    }

    @Override
    Curve whole(long steps) {
      List<Stepwise.Stair> seen = new ArrayList<>();
      for (Stair stair : stairs) {
        if (stair.from < steps) {
          long to = stair.to < steps ? (long) Math.ceil(stair.to) : Long.MAX_VALUE;
          seen.add(new Stepwise.Stair((long) Math.ceil(stair.from), to, stair.level));
        }
      }
      return new Stepwise(seen);
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
