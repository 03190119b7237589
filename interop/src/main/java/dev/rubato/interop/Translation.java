package dev.rubato.interop;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Span;
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
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A schedule over a horizon as a formula of the step. Whoever uses it compares it with the curve at
 * every step, as some shapes round in ways of their own.
 */
final class Translation {
  private final Horizon horizon;

  /**
   * A formula of local time, and where it ends.
   *
   * @param end the value that a following phrase starts from
   */
  record Part(UnaryOperator<Term> of, double end) {
    /** A part that ends where its formula does. */
    static Part ending(double length, UnaryOperator<Term> of) {
      return new Part(of, of.apply(Term.of(length)).at(0));
    }
  }

  /**
   * The phrase that a schedule plays.
   *
   * @param length in the call's unit
   * @param unit steps in that unit
   * @param from steps before it, NaN inside a repeat
   * @param start where the phrase before ends, NaN if there is none
   */
  record Place(double length, double unit, double from, double start) {}

  private Translation(Horizon horizon) {
    this.horizon = horizon;
  }

  /**
   * The formula of a schedule.
   *
   * @throws Inexpressible if it watches a metric, or has no formula
   */
  static Term of(Schedule schedule, Horizon horizon) throws Inexpressible {
    return new Translation(horizon)
        .part(schedule, new Place(horizon.steps(), 1, 0, Double.NaN))
        .of()
        .apply(Term.time());
  }

  private Part part(Schedule schedule, Place place) throws Inexpressible {
    if (schedule instanceof Constant constant) {
      double value = constant.value().number();
      return new Part(u -> Term.of(value), value);
    }
    if (schedule instanceof Product product) {
      return pointwise(product.factors(), place, Term::times, (a, b) -> a * b);
    }
    if (schedule instanceof Sum sum) {
      return pointwise(sum.terms(), place, Term::plus, Double::sum);
    }
    return schedule instanceof Sequence sequence
        ? sequence(sequence, place)
        : call((Call) schedule, place);
  }

  private Part pointwise(
      List<Schedule> schedules,
      Place place,
      BinaryOperator<Term> operation,
      DoubleBinaryOperator ofEnds)
      throws Inexpressible {
    Place alone = new Place(place.length(), place.unit(), place.from(), Double.NaN);
    Part all = part(schedules.get(0), alone);
    for (Schedule each : schedules.subList(1, schedules.size())) {
      Part before = all;
      Part next = part(each, alone);
      all =
          new Part(
              u -> operation.apply(before.of().apply(u), next.of().apply(u)),
              ofEnds.applyAsDouble(before.end(), next.end()));
    }
    return all;
  }

  private Part sequence(Sequence sequence, Place place) throws Inexpressible {
    List<Part> parts = new ArrayList<>();
    List<Double> starts = new ArrayList<>();
    double offset = 0;
    double start = place.start();
    for (Phrase phrase : sequence.phrases()) {
      double length = length(phrase, offset, place);
      double from = place.from() + offset * place.unit();
      Part part = part(phrase.schedule(), new Place(length, place.unit(), from, start));
      start = part.end();
      if (length > 0 && offset < place.length()) {
        parts.add(part);
        starts.add(offset);
      }
      offset += length;
    }
    double length = offset;
    double held = start;
    UnaryOperator<Term> of =
        u -> {
          Term later =
              length < place.length()
                  ? Term.of(held)
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
    if (!call.isPerEpoch() || place.unit() != 1) {
      return inPlace(call, place);
    }
    double epoch = horizon.stepsPerEpoch();
    Place epochs = new Place(place.length() / epoch, epoch, place.from(), place.start());
    Part own = inPlace(call, epochs);
    return new Part(u -> own.of().apply(u.over(epoch).floor()), own.end());
  }

  private Part inPlace(Call call, Place place) throws Inexpressible {
    if (!call.isFromStart()) {
      return form(call, place);
    }
    double all = horizon.steps() / place.unit();
    double from = place.from() / place.unit();
    Part whole = form(call, new Place(all, place.unit(), 0, Double.NaN));
    double until = from + place.length();
    UnaryOperator<Term> of = u -> whole.of().apply(u.plus(Term.of(from)));
    return until >= all
        ? new Part(of, whole.end())
        : new Part(of, whole.of().apply(Term.of(Math.nextDown(until))).at(0));
  }

  private Part form(Call call, Place place) throws Inexpressible {
    String name = call.form().signature().name();
    return switch (name) {
      case "max" -> pointwise(schedules(call), place, Term::max, Math::max);
      case "min" -> pointwise(schedules(call), place, Term::min, Math::min);
      case "repeat" -> repeat(call, place);
      case "plateau", "greedy" ->
          throw new Inexpressible(
              name + " watches a metric, so its rates are not known before the training");
      default -> FormTerms.of(call, place, span -> units(span, place));
    };
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
    Part cycle = part(inner, new Place(every, place.unit(), Double.NaN, Double.NaN));
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
