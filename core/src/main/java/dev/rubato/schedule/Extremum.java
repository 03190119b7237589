package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * The highest or the lowest of several schedules at every step; a floor is {@code
 * max(exponential(0.1, gamma=0.9), 1e-4)}.
 *
 * <p>One schedule or more, each with the phrase's length D; one that goes on with {@code ->} from a
 * phrase before is an error, as there is none.
 */
public final class Extremum extends Form {
  static final Extremum MAX = new Extremum("max", "highest", Math::max);
  static final Extremum MIN = new Extremum("min", "lowest", Math::min);

  private final DoubleBinaryOperator operation;

  private Extremum(String name, String which, DoubleBinaryOperator operation) {
    super(
        Signature.of(
            name,
            new Parameter(
                "schedules", Parameter.Kind.SCHEDULES, Domain.FINITE, List.of(), null, true)),
        new About(
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
