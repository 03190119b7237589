package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import java.util.Arrays;

/**
 * Cosine annealing with warm restarts: cycle i lasts first·multiplyⁱ, starts from b + (a −
 * b)·decayⁱ and falls to b.
 *
 * <ul>
 *   <li>{@code a -> b}: Where the first cycle starts, and where every cycle ends. A ramp such as
 *       {@code 0.1 -> 0}, in the schedule's unit; a learning rate is at least 0.
 *   <li>{@code first}: The length of the first cycle. A span such as 30, 5 epochs or 10%, above 0,
 *       in steps, or epochs if per epoch.
 *   <li>{@code multiply=1}: Length of each cycle relative to the previous one. A number, in [1,
 *       1000].
 *   <li>{@code decay=1}: Height above b at which a cycle starts, relative to the previous one. A
 *       number, in (0, 1].
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The cycle is found in closed form and then corrected, so that boundaries are exact and the
 * cost does not grow with time. A cycle that the phrase's end cuts off is not stretched. Loshchilov
 * and Hutter 2017 (arXiv:1608.03983). PyTorch takes the rounded logarithm as it is, and so
 * misplaces boundaries (T_0 = 1, T_mult = 3, epoch 121); it has no decay.
 */
public final class CosineRestarts extends Form {
  private static final Domain MULTIPLY = new Domain(1, true, 1000, true, false);

  /** The form, for {@link Call#of}. */
  public static final CosineRestarts FORM = new CosineRestarts();

  private CosineRestarts() {
    super(
        Signature.of(
            "cosine-restarts",
            Parameter.ramp("a -> b", "Where the first cycle starts, and where every cycle ends."),
            Parameter.span("first", "The length of the first cycle."),
            Parameter.number(
                "multiply", MULTIPLY, 1, "Length of each cycle relative to the previous one."),
            Parameter.number(
                "decay",
                Domain.FACTOR,
                1,
                "Height above b at which a cycle starts, relative to the previous one.")),
        new CatalogueEntry(
            "cosine annealing with restarts, each cycle optionally longer or lower",
            "cycle i lasts first·multiplyⁱ, from b + (a − b)·decayⁱ to b by cosine",
            "Loshchilov and Hutter 2017, arXiv:1608.03983 (SGDR)",
            "PyTorch misplaces exact cycle boundaries and has no decay",
            "sgd: cosine-restarts(0.1 -> 0, first=10%, multiply=2)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp(Parameter.RAMP);
    double first = extent.period("first", arguments.span("first"));
    if (first > extent.length() && extent.isOpenEnded()) {
      extent.warn(
          "cosine-restarts never restarts: first is %s, and there are %s"
              .formatted(arguments.get("first"), extent.lengthInWords()));
    }
    return new Cycles(
        from(ramp, extent),
        ramp.to().number(),
        first,
        arguments.number("multiply"),
        arguments.number("decay"),
        extent.length());
  }

  private static final class Cycles extends Shape {
    private static final int MOST_READY = 512;

    private final double a;
    private final double b;
    private final double first;
    private final double multiply;
    private final double logMultiply;
    private final double slack;
    private double[] starts = {};
    private final Period same;
    private final double decay;
    private final double length;

    Cycles(double a, double b, double first, double multiply, double decay, double length) {
      this.a = a;
      this.b = b;
      this.first = first;
      this.multiply = multiply;
      this.logMultiply = Math.log(multiply);
      this.decay = decay;
      this.length = length;
      this.same = new Period(first);
      // how far rounding can move a boundary, as a fraction of its time; whole numbers are exact
      boolean whole = first == Math.rint(first) && multiply == Math.rint(multiply);
      this.slack = whole ? 0 : 20 * Math.ulp(1.0) * multiply / (multiply - 1);
      this.starts = multiply == 1 ? new double[0] : starts();
    }

    /** The first cycles' starts up to one past the phrase, or as many as are worth storing. */
    private double[] starts() {
      double[] ready = new double[MOST_READY];
      int count = 0;
      while (count < MOST_READY && (count == 0 || ready[count - 1] <= length)) {
        ready[count] = start(count);
        count++;
      }
      return Arrays.copyOf(ready, count);
    }

    @Override
    public double at(double u) {
      double cycle = cycle(u);
      double start = start(cycle);
      double next = start(cycle + 1);
      double left = (next - u) / (next - start);
      double gone = Math.max(0, u - start) / (next - start);
      double height = decay == 1 ? 1 : Math.pow(decay, cycle);
      return HalfWave.between(a * height + b * (1 - height), b, left, gone);
    }

    @Override
    public double end() {
      // a phrase that ends with a cycle ends in its trough, not on the next peak
      return length > 0 && isStart(length) ? b : at(length);
    }

    private boolean isStart(double u) {
      return multiply == 1 ? same.endsAt(u) : Math.abs(u - start(cycle(u))) <= u * slack;
    }

    private double cycle(double u) {
      if (multiply == 1) {
        return same.count(u);
      }
      double reached = u * (1 + slack);
      if (reached < starts[starts.length - 1]) {
        int found = Arrays.binarySearch(starts, reached);
        return found < 0 ? -found - 2 : found;
      }
      double cycle = Math.floor(Math.log1p(u / first * (multiply - 1)) / logMultiply);
      // the logarithm is rounded: step to the cycle that really contains u
      if (cycle > 0 && start(cycle) > reached) {
        cycle--;
      } else if (start(cycle + 1) <= reached) {
        cycle++;
      }
      return cycle;
    }

    private double start(double cycle) {
      if (multiply == 1) {
        return first * cycle;
      }
      if (cycle < starts.length) {
        return starts[(int) cycle];
      }
      double firsts = (Math.pow(multiply, cycle) - 1) / (multiply - 1);
      return first * (multiply == Math.rint(multiply) ? Math.rint(firsts) : firsts);
    }
  }
}
