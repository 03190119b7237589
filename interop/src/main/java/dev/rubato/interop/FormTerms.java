package dev.rubato.interop;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Span;
import dev.rubato.interop.Translation.Part;
import dev.rubato.interop.Translation.Place;
import dev.rubato.schedule.Call;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Each form of the catalogue as a formula of local time u, in the words of the notation's table.
 */
final class FormTerms {
  private static final int MOST_CYCLES = 64;

  private final Arguments arguments;
  private final boolean exponential; // whose ramp has the name of a level
  private final double length;
  private final @Nullable Term start;
  private final ToDoubleFunction<Span> units;

  private FormTerms(Call call, Place place, ToDoubleFunction<Span> units) {
    this.arguments = call.arguments();
    this.exponential = call.form().signature().name().equals("exponential");
    this.length = place.length();
    this.start = place.start();
    this.units = units;
  }

  /**
   * The formula of a call.
   *
   * @param units a time among its arguments, in its own unit
   */
  static Part of(Call call, Place place, ToDoubleFunction<Span> units) throws Inexpressible {
    FormTerms terms = new FormTerms(call, place, units);
    String name = call.form().signature().name();
    return switch (name) {
      case "linear" -> terms.between(left -> left, p -> p);
      case "polynomial" -> terms.falling(u -> terms.left(u).power(terms.number("power")));
      case "cosine" -> terms.between(FormTerms::halfWave, FormTerms::halfWave);
      case "cooldown" -> terms.cooldown();
      case "rex" -> terms.falling(u -> terms.left(u).over(one(terms.share(u).over(2))));
      case "tanh" -> terms.tanh();
      case "time-decay" -> terms.timeDecay();
      case "exponential" -> terms.exponential();
      case "step" -> terms.step();
      case "multistep" -> terms.multistep();
      case "inverse-sqrt" -> terms.inverseSqrt();
      case "logarithmic" -> terms.logarithmic();
      case "saturating" -> terms.saturating();
      case "cyclic" -> terms.cyclic();
      case "one-cycle" -> terms.oneCycle();
      case "cosine-restarts" -> terms.restarts();
      default -> throw new Inexpressible(name + " has no formula that other languages know");
    };
  }

  private static Term one(Term p) {
    return Term.of(1).minus(p);
  }

  /** Half a wave from 0 to 1, (1 − cos πx)/2, by its sine, as that rounds less near 0. */
  private static Term halfWave(Term x) {
    return x.times(Math.PI).over(2).sin().power(Term.of(2));
  }

  /** The share of the length that is over, and that which is left. */
  private Term share(Term u) {
    return u.over(length);
  }

  private Term left(Term u) {
    return Term.of(length).minus(u).over(length);
  }

  private Term number(String name) {
    return Term.of(arguments.number(name));
  }

  private Ramp ramp() {
    return (Ramp) arguments.get(exponential ? "a" : Parameter.RAMP);
  }

  private Term from() {
    Ramp ramp = ramp();
    return ramp.from() == null ? Objects.requireNonNull(start) : Term.of(ramp.from().number());
  }

  /** The same as a number. */
  private double fixedFrom(String form) throws Inexpressible {
    if (from() instanceof Term.Num number) {
      return number.value();
    }
    throw new Inexpressible(
        "its " + form + " begins where a phrase that watches a metric ends: give it a start");
  }

  private double to() {
    return ramp().to().number();
  }

  /** From a to b by a share that rises from 0 to 1. */
  private Part ramp(UnaryOperator<Term> share) {
    Term a = from();
    double b = to();
    return new Part(u -> a.plus(share.apply(u.over(length)).times(Term.of(b).minus(a))), b);
  }

  /** From a to b by a share of local time that falls from 1 to 0. */
  private Part falling(UnaryOperator<Term> share) {
    Term a = from();
    Term b = Term.of(to());
    return new Part(u -> b.plus(share.apply(u).times(a.minus(b))), b);
  }

  /**
   * From a to b, starting at the end that is nearer to 0, as its digits are the ones to keep.
   *
   * @param falls by the share that is left, from 1 to 0
   * @param rises by the share that is over, from 0 to 1
   */
  private Part between(UnaryOperator<Term> falls, UnaryOperator<Term> rises) {
    return rises() ? ramp(rises) : falling(u -> falls.apply(left(u)));
  }

  private boolean rises() {
    return from() instanceof Term.Num a && Math.abs(a.value()) < Math.abs(to());
  }

  private Part cooldown() {
    if (arguments.has("power")) {
      return cooldown(p -> p.power(number("power")));
    }
    return switch (arguments.word("shape")) {
      case "linear" -> between(left -> left, p -> p);
      case "cosine" -> between(FormTerms::halfWave, FormTerms::halfWave);
      case "square" -> cooldown(p -> p.power(Term.of(2)));
      default -> // 1 − √p without cancelling
          rises() ? ramp(Term::sqrt) : falling(u -> left(u).over(Term.of(1).plus(share(u).sqrt())));
    };
  }

  private Part cooldown(UnaryOperator<Term> over) {
    return rises() ? ramp(over) : falling(u -> one(over.apply(share(u))));
  }

  private Part tanh() {
    double low = arguments.number("from");
    double high = arguments.number("to");
    Term a = from();
    Term b = Term.of(to());
    UnaryOperator<Term> of =
        u -> {
          Term p = u.over(length);
          Term left = one(Term.of(low).plus(p.times(high - low)).tanh());
          return b.plus(left.times(a.minus(b).over(2)));
        };
    return Part.ending(length, of);
  }

  /** Time in units of every, whole ones if it is a staircase; and the part that it makes. */
  private Part clocked(UnaryOperator<Term> of) {
    double every = units.applyAsDouble(arguments.span("every"));
    if (!arguments.flag("staircase")) {
      return Part.ending(length, u -> of.apply(u.over(every)));
    }
    double last = Math.max(0, Math.ceil(length / every) - 1);
    return new Part(u -> of.apply(u.over(every).floor()), of.apply(Term.of(last)).at(0));
  }

  private Part timeDecay() {
    return clocked(
        tau -> number("a").over(Term.of(1).plus(tau.times(number("rate"))).power(number("power"))));
  }

  private Part exponential() throws Inexpressible {
    if (arguments.get("a") instanceof Ramp) {
      double a = fixedFrom("exponential");
      double slope = Math.log(Math.abs(to())) - Math.log(Math.abs(a));
      return new Part(u -> Term.of(a).times(u.over(length).times(slope).exp()), to());
    }
    return arguments.has("gamma")
        ? clocked(tau -> number("a").times(number("gamma").power(tau)))
        : clocked(tau -> number("a").times(tau.times(-arguments.number("rate")).exp()));
  }

  private Part step() {
    double every = units.applyAsDouble(arguments.span("every"));
    double last = Math.max(0, Math.ceil(length / every) - 1);
    UnaryOperator<Term> level = n -> number("a").times(number("gamma").power(n));
    return new Part(u -> level.apply(u.over(every).floor()), level.apply(Term.of(last)).at(0));
  }

  private Part multistep() {
    double[] times =
        arguments.items("at").stream()
            .mapToDouble((Argument time) -> units.applyAsDouble((Span) time))
            .sorted()
            .toArray();
    double gamma = arguments.number("gamma");
    double a = arguments.number("a");
    UnaryOperator<Term> of =
        u -> {
          Term later = Term.of(a * Math.pow(gamma, times.length));
          for (int i = times.length - 1; i >= 0; i--) {
            later = u.below(times[i], Term.of(a * Math.pow(gamma, i)), later);
          }
          return later;
        };
    long dropped = Arrays.stream(times).filter(time -> time < length).count();
    return new Part(of, a * Math.pow(gamma, dropped));
  }

  private Part inverseSqrt() {
    double timescale = units.applyAsDouble(arguments.span("timescale"));
    return Part.ending(length, u -> number("a").over(Term.of(1).plus(u.over(timescale)).sqrt()));
  }

  private Part logarithmic() {
    double scale = Math.log(length);
    return ramp(p -> scale > 0 ? p.times(length).log1p().over(scale).min(Term.of(1)) : Term.of(1));
  }

  private Part saturating() {
    double timescale = units.applyAsDouble(arguments.span("timescale"));
    Term a = from();
    Term b = Term.of(to());
    return Part.ending(length, u -> b.plus(u.over(-timescale).exp().times(a.minus(b))));
  }

  private Part cyclic() throws Inexpressible {
    double up = units.applyAsDouble(arguments.span("up"));
    double down = arguments.has("down") ? units.applyAsDouble(arguments.span("down")) : up;
    double base = fixedFrom("cyclic");
    double max = to();
    String mode = arguments.word("mode");
    return Part.ending(
        length,
        u -> {
          Term cycle = u.over(up + down).floor();
          Term within = u.minus(cycle.times(up + down));
          Term share =
              within.below(up, within.over(up), Term.of(up + down).minus(within).over(down));
          if (mode.equals("triangular2")) {
            share = share.times(Term.of(0.5).power(cycle));
          } else if (mode.equals("exp-range")) {
            share = share.times(number("gamma").power(u));
          }
          return Term.of(base).plus(share.times(max - base));
        });
  }

  private Part oneCycle() {
    double max = arguments.number("max");
    double low = max / arguments.number("div");
    double last = low / arguments.number("final-div");
    double up = arguments.span("up").amount().number() / 100 * length;
    boolean three = arguments.flag("three-phase");
    double[] ends =
        three ? new double[] {up - 1, 2 * up - 2, length - 1} : new double[] {up - 1, length - 1};
    double[] levels = three ? new double[] {low, max, low, last} : new double[] {low, max, last};
    boolean cosine = arguments.word("anneal").equals("cosine");
    return new Part(
        u -> {
          Term later = Term.of(last);
          for (int i = ends.length - 1; i >= 0; i--) {
            double begin = i == 0 ? 0 : ends[i - 1];
            Term rest = Term.of(ends[i]).minus(u).over(ends[i] - begin);
            Term left = cosine ? halfWave(rest) : rest;
            Term own = Term.of(levels[i + 1]).plus(left.times(levels[i] - levels[i + 1]));
            later = u.below(ends[i], own, later);
          }
          return later;
        },
        last);
  }

  private Part restarts() throws Inexpressible {
    double first = units.applyAsDouble(arguments.span("first"));
    double multiply = arguments.number("multiply");
    double decay = arguments.number("decay");
    double a = fixedFrom("cosine-restarts");
    double b = to();
    if (multiply == 1) {
      UnaryOperator<Term> of =
          u -> {
            Term cycle = u.over(first).floor();
            Term left = cycle.plus(Term.of(1)).times(first).minus(u).over(first);
            Term height = Term.of(decay).power(cycle).times(a - b);
            return Term.of(b).plus(halfWave(left).times(height));
          };
      return length % first == 0 ? new Part(of, b) : Part.ending(length, of);
    }
    int count = 1;
    double end = first;
    while (end < length && count <= MOST_CYCLES) {
      end += first * Math.pow(multiply, count++);
    }
    if (count > MOST_CYCLES) {
      throw new Inexpressible("cosine-restarts has more than " + MOST_CYCLES + " cycles here");
    }
    int cycles = count;
    UnaryOperator<Term> of =
        u -> {
          Term later = Term.of(b);
          for (int i = cycles - 1; i >= 0; i--) {
            double begin = first * (Math.pow(multiply, i) - 1) / (multiply - 1);
            double own = first * Math.pow(multiply, i);
            Term left = Term.of(begin + own).minus(u).over(own);
            Term wave = Term.of(b).plus(halfWave(left).times((a - b) * Math.pow(decay, i)));
            later = u.below(begin + own, wave, later);
          }
          return later;
        };
    return end == length ? new Part(of, b) : Part.ending(length, of);
  }
}
