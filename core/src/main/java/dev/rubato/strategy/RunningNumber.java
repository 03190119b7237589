package dev.rubato.strategy;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Numbers;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** One number of a {@link RunningStrategy}: a constant, or what a schedule gives at each step. */
public final class RunningNumber {
  private static final int LOOKS = 64;

  private final String name;
  private final Domain domain;
  private final @Nullable RunningSchedule schedule;
  private double now;

  private RunningNumber(
      String name, Domain domain, @Nullable RunningSchedule schedule, double constant) {
    this.name = name;
    this.domain = domain;
    this.schedule = schedule;
    this.now = constant;
  }

  /** A learning rate, or a factor of one. */
  static RunningNumber rate(Schedule schedule, Horizon horizon) {
    return of("rate", Domain.AT_LEAST_0, schedule, horizon);
  }

  static RunningNumber of(String name, Domain domain, Schedule schedule, Horizon horizon) {
    return new RunningNumber(name, domain, new RunningSchedule(schedule, horizon), Double.NaN);
  }

  /** A hyperparameter; a flag is 1 or 0. Null where the argument is absent or is no number. */
  static @Nullable RunningNumber of(
      Parameter parameter, @Nullable Argument argument, Horizon horizon) {
    if (argument instanceof Schedule schedule) {
      return of(parameter.name(), parameter.domain(), schedule, horizon);
    }
    if (argument instanceof Value value) {
      return new RunningNumber(parameter.name(), parameter.domain(), null, value.number());
    }
    if (argument instanceof Word && parameter.kind() == Parameter.Kind.FLAG) {
      double flag = argument.equals(Word.TRUE) ? 1 : 0;
      return new RunningNumber(parameter.name(), parameter.domain(), null, flag);
    }
    return null;
  }

  /** The name of the hyperparameter in the notation, or {@code rate}. */
  public String name() {
    return name;
  }

  /** Whether a schedule sets it; otherwise it is the same at every step. */
  public boolean isScheduled() {
    return schedule != null;
  }

  /**
   * The number for update {@code t}, given all that was observed.
   *
   * @throws IllegalArgumentException where the schedule gives what the number may not be
   */
  public double at(long t) {
    return schedule == null ? now : check(schedule.at(t), t);
  }

  /** The same, but for a product that is checked as a whole. */
  double uncheckedAt(long t) {
    return schedule == null ? now : schedule.at(t);
  }

  /**
   * Returns a value for this number.
   *
   * @throws IllegalArgumentException where the number may not be that
   */
  double check(double value, long t) {
    if (!domain.contains(value)) {
      throw new IllegalArgumentException(
          (name.equals("rate")
                  ? "a learning rate must be finite and at least 0, but the schedule gives "
                  : name + " must be " + domain + ", but its schedule gives ")
              + Numbers.print(value)
              + " at step "
              + t);
    }
    return value;
  }

  /** Takes the number of update {@code t}. */
  void moveTo(long t) {
    now = at(t);
  }

  /**
   * Looks at the number here and there over the training, as far as no metric decides it.
   *
   * @throws IllegalArgumentException where the number may not be what its schedule gives, with the
   *     first such step of those between two looks
   */
  void checkOver(long steps) {
    if (schedule == null) {
      return;
    }
    long good = -1;
    for (int i = 0; i <= LOOKS; i++) {
      long t = Math.round((steps - 1) * ((double) i / LOOKS));
      if (!domain.contains(schedule.at(t))) {
        long bad = t;
        while (bad - good > 1) {
          long middle = good + (bad - good) / 2;
          if (domain.contains(schedule.at(middle))) {
            good = middle;
          } else {
            bad = middle;
          }
        }
        check(schedule.at(bad), bad);
      }
      good = t;
    }
  }

  /** The number that was taken last, or the constant. */
  double now() {
    return now;
  }

  @Nullable RunningSchedule schedule() {
    return schedule;
  }
}
