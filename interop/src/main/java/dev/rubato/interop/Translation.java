package dev.rubato.interop;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.schedule.Call;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Phrase;
import dev.rubato.schedule.Product;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Sequence;
import dev.rubato.schedule.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A schedule over a horizon as a formula of the step. Whoever uses it compares it with the curve at
 * every step, as some shapes round in ways of their own.
 */
final class Translation {
  private final Horizon horizon;
  private final List<Watched> watched;

  /**
   * A formula of local time, and where it ends.
   *
   * @param end the value that a following phrase starts from
   */
  record Part(UnaryOperator<Term> of, Term end) {
    Part(UnaryOperator<Term> of, double end) {
      this(of, Term.of(end));
    }

    /** A part that ends where its formula does. */
    static Part ending(double length, UnaryOperator<Term> of) {
      return new Part(of, of.apply(Term.of(length)));
    }
  }

  /**
   * The phrase that a schedule plays.
   *
   * @param length in the call's unit
   * @param unit steps in that unit
   * @param from steps before it, NaN inside a repeat
   * @param until the step from which an evaluation no longer concerns it
   * @param start where the phrase before ends, null if there is none
   */
  record Place(double length, double unit, double from, double until, @Nullable Term start) {
    /** The same without anything before it. */
    Place alone() {
      return new Place(length, unit, from, until, null);
    }
  }

  private Translation(Horizon horizon, List<Watched> watched) {
    this.horizon = horizon;
    this.watched = watched;
  }

  /**
   * The formula of a schedule.
   *
   * @param watched gets the calls in it that watch a metric
   * @throws Inexpressible if it has no formula
   */
  static Term of(Schedule schedule, Horizon horizon, List<Watched> watched) throws Inexpressible {
    return new Translation(horizon, watched)
        .part(schedule, new Place(horizon.steps(), 1, 0, Double.POSITIVE_INFINITY, null))
        .of()
        .apply(Term.time());
  }

  private Part part(Schedule schedule, Place place) throws Inexpressible {
    if (schedule instanceof Constant constant) {
      double value = constant.value().number();
      return new Part(u -> Term.of(value), value);
    }
    if (schedule instanceof Product product) {
      return pointwise(product.factors(), place, Term::times);
    }
    if (schedule instanceof Sum sum) {
      return pointwise(sum.terms(), place, Term::plus);
    }
    return schedule instanceof Sequence sequence
        ? sequence(sequence, place)
        : call((Call) schedule, place);
  }

  private Part pointwise(List<Schedule> schedules, Place place, BinaryOperator<Term> operation)
      throws Inexpressible {
    Place alone = place.alone();
    Part all = part(schedules.get(0), alone);
    for (Schedule each : schedules.subList(1, schedules.size())) {
      Part before = all;
      Part next = part(each, alone);
      all =
          new Part(
              u -> operation.apply(before.of().apply(u), next.of().apply(u)),
              operation.apply(before.end(), next.end()));
    }
    return all;
  }

  private Part sequence(Sequence sequence, Place place) throws Inexpressible {
    List<Part> parts = new ArrayList<>();
    List<Double> starts = new ArrayList<>();
    double offset = 0;
    Term start = place.start();
    for (Phrase phrase : sequence.phrases()) {
      double length = length(phrase, offset, place);
      double from = place.from() + offset * place.unit();
      double ends = from + length * place.unit();
      double until = phrase.span() == null ? place.until() : Math.min(place.until(), ends);
      Part part = part(phrase.schedule(), new Place(length, place.unit(), from, until, start));
      start = part.end();
      if (length > 0 && offset < place.length()) {
        parts.add(part);
        starts.add(offset);
      }
      offset += length;
    }
    double length = offset;
    Term held = Objects.requireNonNull(start);
    UnaryOperator<Term> of =
        u -> {
          Term later =
              length < place.length()
                  ? held
                  : parts.get(parts.size() - 1).of().apply(u.minus(Term.of(last(starts))));
          int count = length < place.length() ? parts.size() : parts.size() - 1;
          for (int i = count - 1; i >= 0; i--) {
            Term own = parts.get(i).of().apply(u.minus(Term.of(starts.get(i))));
            later = u.below(i + 1 < starts.size() ? starts.get(i + 1) : length, own, later);
          }
          return later;
        };
    return length <= place.length()
        ? new Part(of, held)
        : Part.ending(Math.nextDown(place.length()), of);
  }

  private static double last(List<Double> starts) {
    return starts.get(starts.size() - 1);
  }

  private double length(Phrase phrase, double offset, Place place) {
    Span span = phrase.span();
    if (span == null) {
      return Math.max(0, place.length() - offset);
    }
    double steps = horizon.stepsOf(span);
    double before = phrase.until() ? place.from() + offset * place.unit() : 0;
    return (steps - before) / place.unit();
  }

  private Part call(Call call, Place place) throws Inexpressible {
    if (!call.isFromStart()) {
      return own(call, place);
    }
    double all = horizon.steps() / place.unit();
    double from = place.from() / place.unit();
    Part whole = own(call, new Place(all, place.unit(), 0, place.until(), null));
    double until = from + place.length();
    UnaryOperator<Term> of = u -> whole.of().apply(u.plus(Term.of(from)));
    return until >= all
        ? new Part(of, whole.end())
        : new Part(of, whole.of().apply(Term.of(Math.nextDown(until))));
  }

  private Part own(Call call, Place place) throws Inexpressible {
    if (!call.isPerEpoch()) {
      return form(call, place);
    }
    double epoch = place.unit() == 1 ? horizon.stepsPerEpoch() : 1;
    Place epochs =
        new Place(
            place.length() / epoch,
            epoch * place.unit(),
            place.from(),
            place.until(),
            place.start());
    Part own = form(call, epochs);
    return new Part(u -> own.of().apply(u.over(epoch).floor()), own.end());
  }

  private Part form(Call call, Place place) throws Inexpressible {
    String name = call.form().signature().name();
    return switch (name) {
      case "max" -> pointwise(schedules(call), place, Term::max);
      case "min" -> pointwise(schedules(call), place, Term::min);
      case "repeat" -> repeat(call, place);
      case "plateau", "greedy" -> watching(name, call, place);
      default -> FormTerms.of(call, place, span -> units(span, place));
    };
  }

  /** A level that evaluations move. */
  private Part watching(String name, Call call, Place place) throws Inexpressible {
    Argument given = call.arguments().find("a");
    Term level = given == null ? place.start() : Term.of(((Value) given).number());
    if (!(level instanceof Term.Num start)) {
      throw new Inexpressible(
          "its "
              + name
              + " begins where another phrase that watches ends: give it a value of its own");
    }
    Term own = new Term.Level(watched.size(), start.value());
    watched.add(new Watched(name, call.arguments(), start.value(), place.from(), place.until()));
    return new Part(u -> own, own);
  }

  private static List<Schedule> schedules(Call call) {
    List<Schedule> schedules = new ArrayList<>();
    for (Argument each : call.arguments().items("schedules")) {
      schedules.add((Schedule) each);
    }
    return schedules;
  }

  private Part repeat(Call call, Place place) throws Inexpressible {
    double every = units(call.arguments().span("every"), place);
    Schedule inner = (Schedule) call.arguments().get("schedule");
    Part cycle = part(inner, new Place(every, place.unit(), Double.NaN, Double.NaN, null));
    UnaryOperator<Term> of = u -> cycle.of().apply(u.minus(u.over(every).floor().times(every)));
    return place.length() % every == 0
        ? new Part(of, cycle.end())
        : Part.ending(Math.nextDown(place.length()), of);
  }

  /** A time among a call's arguments, in the call's own unit. */
  private double units(Span span, Place place) {
    return switch (span.unit()) {
      case BARE -> span.amount().number();
      case STEPS -> span.amount().number() / place.unit();
      case EPOCHS, PERCENT -> horizon.stepsOf(span) / place.unit();
    };
  }
}
