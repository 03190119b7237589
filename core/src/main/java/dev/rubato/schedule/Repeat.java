package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * The inner schedule, restarted after every span. Whatever the inner schedule would do after the
 * span is cut off; if it is shorter, it holds.
 *
 * <ul>
 *   <li>{@code schedule}: The schedule to repeat, each time from its start. A schedule.
 *   <li>{@code every}: The time from one start to the next, which is its length D. A span such as
 *       30, 5 epochs or 10%, above 0, in steps, or epochs if per epoch.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A schedule that starts with {@code ->} from a previous phrase, or watches a metric, is an
 * error too.
 */
public final class Repeat extends Form {
  /** The form, for {@link Call#of}. */
  public static final Repeat FORM = new Repeat();

  private Repeat() {
    super(
        Signature.of(
            "repeat",
            Parameter.of(
                "schedule",
                Parameter.Kind.SCHEDULE,
                Domain.FINITE,
                null,
                true,
                "The schedule to repeat, each time from its start."),
            Parameter.span("every", "The time from one start to the next, which is its length D.")),
        new CatalogueEntry(
            "repeats a schedule",
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
    double every = extent.period("every", arguments.span("every"));
    Period period = new Period(every);
    double length = extent.length();
    if (every > length && extent.isOpenEnded()) {
      extent.warn(
          "repeat never repeats: every is %s, and there are %s"
              .formatted(arguments.get("every"), extent.lengthInWords()));
    }
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
