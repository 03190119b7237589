package dev.rubato.interop;

import dev.rubato.argument.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The phrases that watch a metric in plain Java: what they remember, and their rules. */
final class JavaWatch {
  private static final String MEMORY =
      """

        /** What a phrase that watches a metric remembers. */
        static final class Watch {
          double level;
          double best = Double.NaN;
          int good;
          int bad;
          int rest;
          int left;

          Watch(double level, int left) {
            this.level = level;
            this.left = left;
          }

          /** Whether a value is better than the best so far; one that is not finite never is. */
          boolean improves(double value, boolean lower, double threshold, boolean relative) {
            if (Double.isNaN(best) || !Double.isFinite(value)) {
              return Double.isFinite(value);
            }
            double margin = relative ? Math.abs(best) * threshold : threshold;
            return lower ? value < best - margin : value > best + margin;
          }
        }
      """;

  private static final String PLATEAU =
      """

        /** Lowers a level after more than patience evaluations in a row without improvement. */
        static void plateau(
            Watch own, double value, boolean better, double factor, int patience, int cooldown, double least) {
          own.best = better ? value : own.best;
          own.bad = better ? 0 : own.bad + 1;
          if (own.rest > 0) {
            own.rest--;
            own.bad = 0;
          }
          if (own.bad > patience) {
            own.level = Math.min(own.level, Math.max(own.level * factor, least));
            own.bad = 0;
            own.rest = cooldown;
          }
        }
      """;

  private static final String GREEDY =
      """

        /** Raises a level while a metric improves, and lowers it while it does not. */
        static void greedy(
            Watch own, double value, boolean better, double factor, int patience, int cooldown, double least,
            int warmup, double most, int reset, double start) {
          if (own.rest > 0) {
            own.rest--;
            own.good = 0;
            own.bad = 0;
            return;
          }
          own.best = better ? value : own.best;
          own.good = better ? own.good + 1 : 0;
          own.bad = better ? 0 : own.bad + 1;
          if (own.good > patience) {
            own.level = Math.max(own.level, Math.min(own.level / factor, most));
            own.good = 0;
            own.rest = warmup;
            own.left = reset;
          } else if (own.bad > patience) {
            own.level = Math.min(own.level, Math.max(own.level * factor, least));
            own.good = 0;
            own.bad = 0;
            own.rest = cooldown;
            own.left -= own.level <= least ? 1 : 0;
            if (own.left <= 0) {
              own.level = start;
              own.best = Double.NaN;
              own.left = reset;
            }
          }
        }
      """;

  private JavaWatch() {}

  /** All that it takes: the memory before the first evaluation, and {@code observe}. */
  static String methods(Exported exported) throws Inexpressible {
    if (exported.watched().isEmpty()) {
      return "";
    }
    Set<String> calls = new TreeSet<>();
    List<String> fresh = new ArrayList<>();
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < exported.watched().size(); i++) {
      Watched each = exported.watched().get(i);
      each.checkJudged();
      calls.add(each.call());
      boolean resets = each.call().equals("greedy");
      String left = resets ? whole(each.arguments(), "reset") : "0";
      fresh.add("new Watch(" + number(each.level()) + ", " + left + ")");
      rules.append(rule(i, each));
    }
    StringBuilder text = new StringBuilder(MEMORY);
    text.append("\n  final Watch[] watches = {").append(String.join(", ", fresh)).append("};\n");
    text.append("\n  /** Tells of an evaluation that was made after so many updates. */\n");
    text.append("  void observe(long t, String metric, double value) {\n").append(rules);
    text.append("  }\n");
    for (String call : calls) {
      text.append(call.equals("plateau") ? PLATEAU : GREEDY);
    }
    return text.toString();
  }

  private static String rule(int i, Watched each) {
    Arguments given = each.arguments();
    String when = "metric.equals(" + JavaExport.quoted(each.metric()) + ")";
    when += each.from() > 0 ? " && t >= " + number(each.from()) : "";
    when += each.until() < Double.POSITIVE_INFINITY ? " && t < " + number(each.until()) : "";
    String own = "watches[" + i + "]";
    String more =
        each.call().equals("plateau")
            ? ""
            : ", %s, %s, %s, %s"
                .formatted(
                    whole(given, "warmup"),
                    number(given.number("max")),
                    whole(given, "reset"),
                    number(each.level()));
    return """
          if (%s) {
            boolean better = %s.improves(value, %s, %s, %s);
            %s(%s, value, better, %s, %s, %s, %s%s);
          }
      """
        .formatted(
            when,
            own,
            given.word("mode").equals("min"),
            number(given.number("threshold")),
            given.word("threshold-mode").equals("rel"),
            each.call(),
            own,
            number(given.number("factor")),
            whole(given, "patience"),
            whole(given, "cooldown"),
            number(given.number("min")),
            more);
  }

  private static String whole(Arguments given, String name) {
    return Long.toString((long) given.number(name));
  }

  private static String number(double value) {
    return Dialect.JAVA.number(value);
  }
}
