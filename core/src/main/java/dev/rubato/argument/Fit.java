package dev.rubato.argument;

import java.util.ArrayList;
import java.util.List;

/** Whether an argument fits a parameter: its kind, and its numbers within the domain. */
final class Fit {
  private static final String ABOVE_0 = " must be above 0% and at most 100%, was ";

  private Fit() {}

  /** The argument in the form in which it is stored, or an error that names the parameter. */
  static Argument check(Parameter parameter, Argument argument) {
    switch (parameter.kind()) {
      case LEVEL, NUMBER -> {
        return value(parameter, argument);
      }
      case LEVEL_OR_RAMP -> {
        return argument instanceof Ramp ? ramp(parameter, argument) : value(parameter, argument);
      }
      case RAMP -> {
        return ramp(parameter, argument);
      }
      case HYPERPARAMETER -> {
        Argument simplest = argument.simplest();
        if (simplest instanceof Value) {
          return value(parameter, simplest);
        }
        if (isNoSchedule(simplest)) {
          throw unfit(parameter, argument);
        }
        return simplest;
      }
      case SPAN -> {
        return span(parameter, argument);
      }
      case SHARE -> {
        return share(parameter, argument);
      }
      case SPANS -> {
        if (!(argument instanceof Items list)) {
          throw unfit(parameter, argument);
        }
        List<Argument> spans = new ArrayList<>();
        for (Argument item : list.items()) {
          spans.add(span(parameter, item));
        }
        return new Items(spans, true);
      }
      case CHOICE, FLAG -> {
        if (!(argument instanceof Word word) || !parameter.choices().contains(word.name())) {
          throw new IllegalArgumentException(
              parameter.name()
                  + " must be one of "
                  + String.join(", ", parameter.choices())
                  + ", was "
                  + argument);
        }
        return argument;
      }
      case WORD -> {
        if (!(argument instanceof Word || argument instanceof Text)) {
          throw unfit(parameter, argument);
        }
        return argument;
      }
      case SCHEDULE -> {
        if (isNoSchedule(argument)) {
          throw unfit(parameter, argument);
        }
        return argument;
      }
      case SCHEDULES -> {
        if (!(argument instanceof Items list)
            || list.items().stream().anyMatch(Fit::isNoSchedule)) {
          throw unfit(parameter, argument);
        }
        return new Items(list.items(), false);
      }
    }
    throw new AssertionError(parameter.kind());
  }

  private static Value value(Parameter parameter, Argument argument) {
    if (!(argument instanceof Value value)) {
      throw unfit(parameter, argument);
    }
    checkNumber(parameter, value);
    if (!(value instanceof Value.Open open)) {
      return value;
    }
    boolean level = parameter.unit() == Parameter.Unit.LEVEL;
    Value.Open usual = open.hasRange() || level ? null : UsualRange.of(parameter);
    return new Value.Open(open.low(), open.high(), parameter.domain().whole(), usual);
  }

  private static Ramp ramp(Parameter parameter, Argument argument) {
    if (!(argument instanceof Ramp ramp)) {
      throw unfit(parameter, argument);
    }
    if (ramp.from() != null) {
      checkNumber(parameter, ramp.from());
    }
    checkNumber(parameter, ramp.to());
    return ramp;
  }

  private static Span span(Parameter parameter, Argument argument) {
    Span span =
        argument instanceof Value value
            ? new Span(value, Span.Unit.BARE)
            : argument instanceof Span given ? given : null;
    if (span == null) {
      throw unfit(parameter, argument);
    }
    checkNumber(parameter, span.amount());
    return span;
  }

  /** A share is stored in percent; a bare number from 0 to 1 is the share itself. */
  private static Span share(Parameter parameter, Argument argument) {
    if (argument instanceof Value value && !value.isOpen()) {
      double percent = parameter.domain().check(parameter.name(), value.number()) * 100;
      return Span.percent(Math.rint(percent * 1e12) / 1e12);
    }
    if (!(argument instanceof Span span) || span.unit() != Span.Unit.PERCENT) {
      throw unfit(parameter, argument);
    }
    Domain domain = parameter.domain();
    boolean fits = domain.withLow();
    if (span.amount() instanceof Value.Known known) {
      fits = domain.contains(known.number() / 100);
    } else if (span.amount() instanceof Value.Open open && open.hasRange()) {
      fits = domain.contains(open.low() / 100) && domain.contains(open.high() / 100);
    }
    if (!fits) {
      String low = domain.withLow() ? " must be in [0%, 100%], was " : ABOVE_0;
      throw new IllegalArgumentException(parameter.name() + low + argument);
    }
    return span;
  }

  private static void checkNumber(Parameter parameter, Value value) {
    if (value instanceof Value.Known known) {
      parameter.domain().check(parameter.label(), known.number());
    } else if (value instanceof Value.Open open && open.hasRange()) {
      parameter.domain().check(parameter.label(), open.low());
      parameter.domain().check(parameter.label(), open.high());
    }
  }

  private static boolean isNoSchedule(Argument argument) {
    return argument instanceof Value
        || argument instanceof Span
        || argument instanceof Ramp
        || argument instanceof Word
        || argument instanceof Text
        || argument instanceof Items;
  }

  private static IllegalArgumentException unfit(Parameter parameter, Argument argument) {
    return new IllegalArgumentException(
        (parameter.kind() == Parameter.Kind.RAMP ? "the argument" : parameter.name())
            + " takes "
            + parameter.kind().expected()
            + ", was "
            + argument);
  }
}
