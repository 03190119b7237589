package dev.rubato.interop;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The phrases that watch a metric as functions in Python: what they remember, and their rules. */
final class WatchCode {
  private static final String PLATEAU =
      """
      def plateau(own, value, better, factor, patience, cooldown, least):
          \"""Lowers a level after more than patience evaluations in a row without improvement.\"""
          if better:
              own["best"], own["bad"] = value, 0
          else:
              own["bad"] += 1
          if own["rest"] > 0:
              own["rest"] -= 1
              own["bad"] = 0
          if own["bad"] > patience:
              own["level"] = min(own["level"], max(own["level"] * factor, least))
              own["bad"], own["rest"] = 0, cooldown
      """;

  private static final String GREEDY =
      """
      def greedy(own, value, better, factor, patience, cooldown, warmup, least, most, reset, start):
          \"""Raises a level while a metric improves, and lowers it while it does not.\"""
          if own["rest"] > 0:
              own["rest"] -= 1
              own["good"] = own["bad"] = 0
              return
          if better:
              own["best"] = value
          own["good"] = own["good"] + 1 if better else 0
          own["bad"] = 0 if better else own["bad"] + 1
          if own["good"] > patience:
              own["level"] = max(own["level"], min(own["level"] / factor, most))
              own["good"], own["rest"], own["left"] = 0, warmup, reset
          elif own["bad"] > patience:
              own["level"] = min(own["level"], max(own["level"] * factor, least))
              own["bad"], own["rest"] = 0, cooldown
              own["left"] -= own["level"] <= least
              if own["left"] <= 0:
                  own.update(start, rest=cooldown)
      """;

  private static final String IMPROVES =
      """
      def improves(own, value, lower, threshold, relative):
          \"""Whether a value is better than the best so far; one that is not finite never is.\"""
          best = own["best"]
          if best is None or not math.isfinite(value):
              return math.isfinite(value)
          margin = abs(best) * threshold if relative else threshold
          return value < best - margin if lower else value > best + margin
      """;

  private WatchCode() {}

  /** All that it takes: {@code watches()} before the first evaluation, and {@code observe}. */
  static String functions(Exported exported) throws Inexpressible {
    Set<String> calls = new TreeSet<>();
    List<String> fresh = new ArrayList<>();
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < exported.watched().size(); i++) {
      Watched each = exported.watched().get(i);
      each.checkJudged();
      calls.add(each.call());
      fresh.add(fresh(each));
      rules.append(rule(i, each));
    }
    StringBuilder text = new StringBuilder("\n\n").append(IMPROVES);
    for (String call : calls) {
      text.append("\n\n").append(call.equals("plateau") ? PLATEAU : GREEDY);
    }
    text.append("\n\ndef fresh():\n");
    text.append(
        "    \"\"\"What the phrases that watch remember before the first evaluation.\"\"\"\n");
    text.append("    return [").append(String.join(", ", fresh)).append("]\n");
    text.append("\n\ndef observe(watches, t, metric, value):\n");
    text.append("    \"\"\"Tells of an evaluation that was made after t updates.\"\"\"\n");
    return text.append(rules).toString();
  }

  private static String fresh(Watched each) {
    String level = "{\"level\": " + p(each.level()) + ", \"best\": None, \"bad\": 0, \"rest\": 0";
    return each.call().equals("plateau")
        ? level + "}"
        : level + ", \"good\": 0, \"left\": " + p(each.arguments().number("reset")) + "}";
  }

  private static String rule(int i, Watched each) {
    Arguments given = each.arguments();
    String own = "watches[" + i + "]";
    String when = "metric == " + PythonCode.quoted(each.metric());
    if (each.from() > 0) {
      when += " and t >= " + p(each.from());
    }
    if (each.until() < Double.POSITIVE_INFINITY) {
      when += " and t < " + p(each.until());
    }
    String better =
        "improves(%s, value, lower=%s, threshold=%s, relative=%s)"
            .formatted(
                own,
                flag(given.word("mode").equals("min")),
                p(given.number("threshold")),
                flag(given.word("threshold-mode").equals("rel")));
    String more =
        each.call().equals("plateau")
            ? ""
            : ", warmup=%s, most=%s, reset=%s, start=fresh()[%s]"
                .formatted(
                    p(given.number("warmup")), p(given.number("max")), p(given.number("reset")), i);
    return """
        if %s:
            better = %s
            %s(%s, value, better, factor=%s, patience=%s, cooldown=%s, least=%s%s)
    """
        .formatted(
            when,
            better,
            each.call(),
            own,
            p(given.number("factor")),
            p(given.number("patience")),
            p(given.number("cooldown")),
            p(given.number("min")),
            more);
  }

  private static String flag(boolean value) {
    return value ? "True" : "False";
  }

  private static String p(double number) {
    return Numbers.print(number);
  }
}
