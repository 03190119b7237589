package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import java.util.List;

/**
 * The inner schedule from its beginning again, every span. What the inner schedule would do after
 * the span is cut off; where it is shorter, it holds.
 *
 * <p>{@code every} is a span of at least a step, and is the inner schedule's length D. It can't go
 * on with {@code ->} from a phrase before, nor watch a metric: both are errors that say so.
 */
public final class Repeat extends Form {
  static final Repeat FORM = new Repeat();

  private Repeat() {
    super(
        Signature.of(
            "repeat",
            new Parameter(
                "schedule", Parameter.Kind.SCHEDULE, Domain.FINITE, List.of(), null, true),
            Parameter.span("every")),
        new About(
            "a schedule again and again",
            "the inner schedule at u mod every",
            "practice",
            "",
            "sgd: repeat(linear(0.1 -> 0.01), every=20%)"));
  }

  @Override
  protected void check(Arguments arguments) {
    if (((Schedule) arguments.get("schedule")).continues()) {
      throw new IllegalArgumentException("inside repeat " + Schedule.NO_START);
    }
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double every = extent.units("every", arguments.span("every"));
    Period period = new Period(every);
    double length = extent.length();
    Shape inner = ((Schedule) arguments.get("schedule")).shape(extent.cycle(every));
    return new Shape() {
      @Override
      public double at(double u) {
        return inner.at(period.within(u));
      }

      @Override
      public double end() {
        return period.endsAt(length) ? inner.end() : at(Shape.before(length));
      }
    };
  }
}
