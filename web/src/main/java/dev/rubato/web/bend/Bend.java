package dev.rubato.web.bend;

import dev.rubato.argument.Ramp;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.schedule.Call;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Phrase;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Sequence;
import dev.rubato.strategy.Strategy;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A rate curve bent by hand: the old curve up to a step, then straight lines through points. It is
 * a strategy like any other, {@code <old> until 100 then linear(-> 0.05) for 40 then …}.
 *
 * @param from the step from which on the curve may differ, at least 1
 * @param points in the order of time, each after the one before; none for the old curve
 */
record Bend(long from, List<Point> points) {
  private static final int MOST_POINTS = 50;
  private static final MathContext DIGITS = new MathContext(3);

  /** A place of the new curve: a step, at most the horizon's last, and the rate there. */
  record Point(long step, double rate) {}

  Bend {
    points = points == null ? List.of() : List.copyOf(points);
    if (points.size() > MOST_POINTS) {
      throw new IllegalArgumentException("a bend has at most " + MOST_POINTS + " points");
    }
    long before = from;
    for (Point point : points) {
      if (point.step() <= before) {
        throw new IllegalArgumentException(
            "the points of a bend must follow each other: step "
                + point.step()
                + " is not after "
                + before);
      }
      if (!Double.isFinite(point.rate()) || point.rate() < 0) {
        throw new IllegalArgumentException(
            "a learning rate must be finite and at least 0, was " + point.rate());
      }
      before = point.step();
    }
  }

  /**
   * The bent strategy.
   *
   * @throws IllegalArgumentException for a step outside the horizon
   */
  Strategy of(Strategy old, Horizon horizon) {
    if (points.isEmpty()) {
      return old;
    }
    long last = points.get(points.size() - 1).step();
    if (from < 1 || last > horizon.steps()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a curve of %d steps can be bent from step 1 to its end, was asked from %d to %d",
              horizon.steps(),
              from,
              last));
    }
    List<Phrase> phrases = new ArrayList<>(kept(old.rate(), horizon));
    long before = from;
    double level = old.rate().over(horizon).at(from);
    for (Point point : points) {
      Span length = point.step() == horizon.steps() ? null : Span.of(point.step() - before);
      double rate = new BigDecimal(point.rate()).round(DIGITS).doubleValue();
      phrases.add(new Phrase(rate == level ? new Constant(rate) : linearTo(rate), length));
      before = point.step();
      level = rate;
    }
    return new Strategy(old.optimizer(), new Sequence(phrases), old.groups());
  }

  private static Schedule linearTo(double rate) {
    Form linear = Objects.requireNonNull(Forms.find("linear"), "linear");
    String ramp = Objects.requireNonNull(linear.signature().positional(), "ramp").name();
    return Call.of(linear, Map.of(ramp, new Ramp(null, Value.of(rate))));
  }

  /** The old phrases up to where the bend begins, the last of them cut there. */
  private List<Phrase> kept(Schedule old, Horizon horizon) {
    List<Phrase> phrases =
        old instanceof Sequence sequence ? sequence.phrases() : List.of(new Phrase(old, null));
    List<Phrase> kept = new ArrayList<>();
    double begins = 0;
    for (Phrase phrase : phrases) {
      double ends = ends(phrase, begins, horizon);
      if (ends == from) {
        kept.add(phrase);
        return kept;
      }
      if (ends > from) {
        break;
      }
      if (phrase.equals(phrases.get(phrases.size() - 1))) {
        break; // it holds its last value for the rest
      }
      kept.add(phrase);
      begins = ends;
    }
    kept.add(cut(old, phrases.get(kept.size()), kept, horizon));
    return kept;
  }

  private static double ends(Phrase phrase, double begins, Horizon horizon) {
    Span span = phrase.span();
    if (span == null) {
      return horizon.steps();
    }
    return phrase.until() ? horizon.stepsOf(span) : begins + horizon.stepsOf(span);
  }

  /**
   * The phrase, ended where the bend begins. Its shape may depend on how long it was to last, so
   * the simplest form is taken that gives the same numbers to the last bit.
   */
  private Phrase cut(Schedule old, Phrase phrase, List<Phrase> before, Horizon horizon) {
    Schedule schedule = phrase.schedule();
    Span end = Span.of(from);
    List<Schedule> forms = new ArrayList<>();
    forms.add(schedule);
    if (before.isEmpty() && schedule instanceof Call call && !schedule.continues()) {
      forms.add(call.fromStart());
    }
    double begins = 0;
    for (Phrase each : before) {
      begins = ends(each, begins, horizon);
    }
    Span planned = phrase.span() == null ? Span.of(horizon.steps() - begins) : phrase.span();
    forms.add(new Sequence(List.of(new Phrase(schedule, planned, phrase.until()))));
    for (Schedule form : forms) {
      Phrase cut = new Phrase(form, end, true);
      List<Phrase> all = new ArrayList<>(before);
      all.add(cut);
      if (agree(old, new Sequence(all), horizon)) {
        return cut;
      }
    }
    throw new IllegalArgumentException(
        "\"" + phrase + "\" can't be ended after " + from + " steps without changing before them");
  }

  private boolean agree(Schedule old, Schedule other, Horizon horizon) {
    Curve one = old.over(horizon);
    Curve two = other.over(horizon);
    for (long t = 0; t < from; t++) {
      if (Double.compare(one.at(t), two.at(t)) != 0) {
        return false;
      }
    }
    return true;
  }
}
