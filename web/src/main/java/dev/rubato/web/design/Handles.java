package dev.rubato.web.design;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.schedule.Call;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Phrase;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Sequence;
import dev.rubato.strategy.Strategy;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The handles of a strategy's rate, and the strategy that a drag of one makes. */
final class Handles {
  private static final MathContext DIGITS = new MathContext(3);
  private static final int LOOKS = 1000;

  private final Horizon horizon;
  private final Curve curve;
  private final List<Handle> found = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private int value;

  private Handles(Strategy strategy, Horizon horizon) {
    this.horizon = horizon;
    this.curve = strategy.rate().over(horizon);
    Strategy same =
        strategy.map(
            each -> {
              values.add(each);
              return each;
            });
    this.value = count(new Strategy(same.optimizer(), strategy.rate())) - count(strategy.rate());
  }

  /** A change of one of a strategy's values, counted in the order of reading. */
  record Edit(int index, double value) {}

  /** The handles, in the order of time. */
  static List<Handle> of(Strategy strategy, Horizon horizon) {
    Handles handles = new Handles(strategy, horizon);
    handles.find(strategy.rate());
    return handles.found;
  }

  /** The strategy with some values changed, each to three digits. */
  static Strategy change(Strategy strategy, List<Edit> edits) {
    AtomicInteger index = new AtomicInteger();
    return strategy.map(
        old -> {
          int own = index.getAndIncrement();
          Value changed = old;
          for (Edit edit : edits) {
            if (edit.index() == own && Double.isFinite(edit.value())) {
              changed = Value.of(new BigDecimal(edit.value()).round(DIGITS).doubleValue());
            }
          }
          return changed;
        });
  }

  private void find(Schedule rate) {
    List<Phrase> phrases =
        rate instanceof Sequence sequence ? sequence.phrases() : List.of(new Phrase(rate, null));
    double begins = 0;
    for (Phrase phrase : phrases) {
      double ends = ends(phrase, begins);
      phrase(phrase, (long) begins, (long) Math.min(ends, horizon.steps()));
      begins = ends;
      if (begins >= horizon.steps()) {
        return;
      }
    }
  }

  private double ends(Phrase phrase, double begins) {
    Span span = phrase.span();
    if (span == null) {
      return horizon.steps();
    }
    return phrase.until() ? horizon.stepsOf(span) : begins + horizon.stepsOf(span);
  }

  private void phrase(Phrase phrase, long begins, long ends) {
    Schedule schedule = phrase.schedule();
    int first = value;
    int end = -1;
    if (schedule instanceof Constant) {
      end = first;
    } else if (schedule instanceof Call call) {
      int at = first;
      for (Map.Entry<String, Argument> each : call.arguments().given().entrySet()) {
        Argument argument = each.getValue();
        boolean leads =
            each.getKey()
                .equals(
                    call.form().signature().positional() == null
                        ? ""
                        : call.form().signature().positional().name());
        if (leads && argument instanceof Ramp ramp) {
          if (ramp.from() != null) {
            add(begins, at, -1, begins, phrase);
          }
          end = ramp.from() == null ? at : at + 1;
        } else if (leads && argument instanceof Value level) {
          add(nearest(level, begins, ends), at, -1, begins, phrase);
        }
        at += count(argument);
      }
    }
    value += count(schedule);
    int length = phrase.span() == null ? -1 : value++;
    if (end >= 0 || length >= 0) {
      add(ends, end, length, begins, phrase);
    }
  }

  private void add(long step, int level, int length, long begins, Phrase phrase) {
    Span span = phrase.span();
    double unit = 1;
    double grain = 1;
    if (length >= 0 && span != null) {
      switch (span.unit()) {
        case PERCENT -> {
          unit = horizon.steps() / 100.0;
          grain = 0.5;
        }
        case EPOCHS -> {
          unit = horizon.stepsPerEpoch();
          grain = 0.5;
        }
        default -> unit = 1;
      }
    }
    long from = phrase.until() ? 0 : begins;
    boolean known = level >= 0 && values.get(level) instanceof Value.Known;
    double height =
        known
            ? values.get(level).number()
            : curve.at(Math.max(0, step == begins ? step : step - 1));
    found.add(new Handle(step, height, level, length, from, unit, grain));
  }

  /** Where in a phrase the curve comes nearest to a level first, such as the peak of a cycle. */
  private long nearest(Value level, long begins, long ends) {
    if (level.isOpen()) {
      return begins;
    }
    long stride = Math.max(1, (ends - begins) / LOOKS);
    long best = begins;
    double distance = Double.POSITIVE_INFINITY;
    for (long t = begins; t < ends; t += stride) {
      double own = Math.abs(curve.at(t) - level.number());
      if (own < distance) {
        distance = own;
        best = t;
      }
    }
    return best;
  }

  private static int count(Strategy strategy) {
    AtomicInteger count = new AtomicInteger();
    Strategy unused = strategy.map(value -> counted(value, count));
    return unused == null ? 0 : count.get();
  }

  private static int count(Argument argument) {
    AtomicInteger count = new AtomicInteger();
    Argument unused = argument.map(value -> counted(value, count));
    return unused == null ? 0 : count.get();
  }

  private static Value counted(Value value, AtomicInteger count) {
    count.incrementAndGet();
    return value;
  }
}
