package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rates of every step as a schedule: a form of the catalogue if one gives these numbers, perhaps
 * after a linear warm-up, and else straight lines that follow them.
 */
final class RatesImport {
  /** How far a form may be from the rates to be recognized, as a share of the largest. */
  private static final double SAME = 1e-9;

  /** How far a straight line may be from the rates, as a share of the largest. */
  private static final double NEAR = 1e-3;

  private static final int MOST_PHRASES = 200;

  private final double[] rates;
  private final double largest;
  private @Nullable String best;
  private double residual = Double.POSITIVE_INFINITY;

  private RatesImport(double[] rates) {
    this.rates = rates;
    double most = 0;
    for (double each : rates) {
      most = Math.max(most, each);
    }
    this.largest = most;
  }

  /** A schedule in the notation that gives these rates or follows them. */
  static String schedule(double[] rates) throws Inexpressible {
    RatesImport recognizer = new RatesImport(rates);
    for (int warm : recognizer.warmUps()) {
      recognizer.forms(warm);
    }
    recognizer.levels();
    String found = recognizer.best;
    return found != null && recognizer.residual <= SAME * recognizer.largest
        ? found
        : recognizer.lines();
  }

  /** The largest difference between a schedule and the rates. */
  static double difference(Schedule schedule, double[] rates, Horizon horizon) {
    Curve curve = schedule.over(horizon);
    double difference = 0;
    for (int t = 0; t < rates.length; t++) {
      difference = Math.max(difference, Math.abs(curve.at(t) - rates[t]));
    }
    return difference;
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** Where a linear warm-up may end: nowhere, or where the first straight line does. */
  private List<Integer> warmUps() {
    List<Integer> ends = new ArrayList<>(List.of(0));
    if (rates.length > 3 && rates[1] > rates[0]) {
      double slope = rates[1] - rates[0];
      int end = 1;
      while (end + 1 < rates.length
          && Math.abs(rates[end + 1] - rates[0] - (end + 1) * slope) <= SAME * largest) {
        end++;
      }
      ends.add(end);
      ends.add(end + 1);
    }
    return ends;
  }

  private void forms(int warm) {
    int count = rates.length - warm;
    if (count < 1) {
      return;
    }
    double slope = warm > 0 ? rates[1] - rates[0] : 0;
    String first =
        warm == 0
            ? ""
            : "linear(%s -> %s) for %s then "
                .formatted(p(rates[0]), p(tidy(rates[0] + warm * slope)), warm);
    double a = rates[warm];
    attempt(first + p(a));
    if (count < 3) {
      return;
    }
    double next = rates[warm + 1];
    int half = count / 2;
    double middle = rates[warm + half];
    double share = (double) half / count;
    double wave = (1 + Math.cos(Math.PI * share)) / 2;
    ramp(first, "linear", a, a + (middle - a) / share);
    ramp(first, "cosine", a, (middle - a * wave) / (1 - wave));
    ramp(first, "cooldown", a, a + (middle - a) / Math.sqrt(share));
    if (a > 0 && next > 0) {
      attempt(first + "exponential(%s, gamma=%s)".formatted(p(a), p(tidy(next / a))));
      attempt(first + "time-decay(%s, rate=%s)".formatted(p(a), p(tidy(a / next - 1))));
      double squared = a / next * (a / next) - 1;
      if (squared > 0) {
        attempt(first + "inverse-sqrt(%s, timescale=%s)".formatted(p(a), p(tidy(1 / squared))));
      }
    }
    steps(first, warm, a);
  }

  private void ramp(String first, String form, double a, double end) {
    double b = Math.abs(end) < 1e-9 * largest ? 0 : tidy(end);
    if (b >= 0) {
      attempt(first + "%s(%s -> %s)".formatted(form, p(a), p(b)));
    }
  }

  /** The times at which the rate is another one. */
  private List<Integer> changes(int from) {
    List<Integer> times = new ArrayList<>();
    for (int t = from + 1; t < rates.length; t++) {
      if (rates[t] != rates[t - 1]) {
        times.add(t);
      }
    }
    return times;
  }

  private void steps(String first, int warm, double a) {
    List<Integer> times = changes(warm);
    if (!times.isEmpty() && a > 0) {
      double gamma = tidy(rates[times.get(0)] / a);
      int every = times.get(0) - warm;
      attempt(first + "step(%s, every=%s, gamma=%s)".formatted(p(a), every, p(gamma)));
    }
  }

  /** Each level as it is, where most steps are like the one before. */
  private void levels() {
    List<Integer> times = changes(0);
    if (times.size() > Math.min(MOST_PHRASES, rates.length / 3)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (int time : times) {
      text.append(p(rates[time - 1])).append(" until ").append(time).append(" then ");
    }
    attempt(text + p(rates[rates.length - 1]));
  }

  /** A number without the digits that only rounding made. */
  private static double tidy(double number) {
    return Numbers.round(number, 12);
  }

  private void attempt(String text) {
    try {
      Schedule schedule = Notation.strategy(text).rate();
      double difference = difference(schedule, rates, Horizon.ofSteps(rates.length));
      // the first that fits as well is the simplest
      if (difference < residual && !(residual <= SAME * largest)) {
        residual = difference;
        best = text;
      }
    } catch (IllegalArgumentException e) {
      // these numbers are none of this form's
    }
  }

  /** Straight lines, each as long as it stays near. */
  private String lines() throws Inexpressible {
    StringBuilder text = new StringBuilder();
    int from = 0;
    int phrases = 0;
    while (from < rates.length) {
      int to = farthest(from);
      if (++phrases > MOST_PHRASES) {
        throw new Inexpressible(
            "the rates are of no form, and more than "
                + MOST_PHRASES
                + " straight lines would be needed to follow them");
      }
      boolean last = to >= rates.length - 1;
      if (last && to > from && rates[to] + (rates[to] - rates[from]) / (to - from) < 0) {
        last = false; // a line that went on would be below 0: it ends at the last rate
      }
      String line =
          to == from || rates[to] == rates[from]
              ? p(rates[from])
              : "linear(%s -> %s)".formatted(p(rates[from]), p(end(from, to, last)));
      text.append(line);
      if (last) {
        return text.toString();
      }
      int length = to - from + (to == from ? 1 : 0);
      text.append(" for ").append(length).append(" then ");
      from += length;
    }
    return text.toString();
  }

  /** A line that lasts to the end of the rates reaches its own end one step later. */
  private double end(int from, int to, boolean last) {
    double slope = (rates[to] - rates[from]) / (to - from);
    return last ? Math.max(0, rates[to] + slope) : rates[to];
  }

  /** The slopes of lines that stay near all rates seen so far are an interval, which narrows. */
  private int farthest(int from) {
    int best = from;
    double least = Double.NEGATIVE_INFINITY;
    double most = Double.POSITIVE_INFINITY;
    for (int to = from + 1; to < rates.length; to++) {
      double slope = (rates[to] - rates[from]) / (to - from);
      if (slope >= least && slope <= most) {
        best = to;
      } else if (to - best > 50) {
        break;
      }
      double near = NEAR * largest / (to - from);
      least = Math.max(least, slope - near);
      most = Math.min(most, slope + near);
    }
    return best;
  }
}
