package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * The highest ({@code max}) or the lowest ({@code min}) of several schedules at every step; a floor
 * is {@code max(exponential(0.1, gamma=0.9), 1e-4)}.
 *
 * <ul>
 *   <li>{@code schedules}: One or more schedules, each as long as the phrase. Schedules.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>A schedule that starts with {@code ->} from a previous phrase is an error too, as there is
 * none.
 */
public final class Extremum extends Form {
  /** The form, for {@link Call#of}. */
  public static final Extremum MAX = new Extremum("max", "highest", Math::max);

  /** The form, for {@link Call#of}. */
  public static final Extremum MIN = new Extremum("min", "lowest", Math::min);

  private final DoubleBinaryOperator operation;

  private Extremum(String name, String which, DoubleBinaryOperator operation) {
    super(
        Signature.of(
            name,
            Parameter.of(
                "schedules",
                Parameter.Kind.SCHEDULES,
                Domain.FINITE,
                null,
                true,
                "One or more schedules, each as long as the phrase.")),
        new CatalogueEntry(
            "the " + which + " of several schedules at every step",
            name + "(x(u), y(u), …)",
            "practice",
            "",
            "sgd: " + name + "(exponential(0.1, gamma=0.99), 0.01)"));
    this.operation = operation;
  }

  @Override
  protected void check(Arguments arguments) {
    for (Schedule schedule : schedules(arguments)) {
      if (schedule.continues()) {
        throw new IllegalArgumentException(
            "inside " + signature().name() + " " + Schedule.NO_START);
      }
    }
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    return Pointwise.of(schedules(arguments), extent, operation);
  }

  private static List<Schedule> schedules(Arguments arguments) {
    List<Schedule> schedules = new ArrayList<>();
    for (Argument item : arguments.items("schedules")) {
      schedules.add((Schedule) item);
    }
    return schedules;
  }
}
