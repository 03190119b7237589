package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.tune.RateBracket;
import dev.rubato.lab.tune.Tune;
import dev.rubato.plot.Json;
import dev.rubato.plot.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a tuning found, for people and for programs. */
public final class TuneText {
  private TuneText() {}

  /** The best few on fresh seeds. */
  public static Table finalists(Tune.Outcome outcome) {
    return ComparisonTable.table(outcome.finalists());
  }

  /** How the best were found, and how far to trust the result. */
  public static String explanation(Tune.Outcome outcome) {
    StringBuilder text = new StringBuilder(ComparisonTable.legend(outcome.finalists()));
    text.append('\n');
    for (RateBracket bracket : outcome.brackets()) {
      text.append(
          Double.isNaN(bracket.found())
              ? "%s: the range test gave no answer, so from %s to %s%n"
                  .formatted(
                      bracket.optimizer(),
                      Numbers.print(bracket.low()),
                      Numbers.print(bracket.high()))
              : String.format(
                  Locale.ROOT,
                  "%s: the range test found %.2g, so from %s to %s%n",
                  bracket.optimizer(),
                  bracket.found(),
                  Numbers.print(bracket.low()),
                  Numbers.print(bracket.high())));
    }
    text.append(String.format(Locale.ROOT, "%d points were started%n", outcome.samples()));
    for (Tune.Cut cut : outcome.cuts()) {
      text.append(
          String.format(
              Locale.ROOT,
              "after %d steps %d of %d were pruned; the final best ranked %d of %d in its shape there; %s%n",
              cut.made(),
              cut.cut(),
              cut.compared(),
              cut.winner(),
              cut.of(),
              trust(cut.correlation())));
    }
    return text.append('\n').append(verdict(outcome)).append("\n").toString();
  }

  /** What to think of the best, whose line follows. */
  private static String verdict(Tune.Outcome outcome) {
    Comparison finalists = outcome.finalists();
    RankedEntrant best = finalists.best();
    int seeds = finalists.seeds().size();
    if (!Double.isFinite(best.last(finalists.task().judged()).mean())) {
      return "No answer: no strategy finished every training. Give lower ranges, or more epochs.";
    }
    int ties = finalists.ties().size();
    String over =
        seeds == 1 ? "on one fresh seed" : String.format(Locale.ROOT, "over %d fresh seeds", seeds);
    if (finalists.ranking().size() == 1) {
      return "The only one for which the budget had fresh seeds:";
    }
    if (!best.entrant().strategy().equals(outcome.winner())) {
      return "%s came first %s, but over all results the best is:".formatted(best.name(), over);
    }
    if (ties == 1) {
      return "Significantly better than the rest " + over + ":";
    }
    RankedEntrant simplest = finalists.simplest();
    if (simplest.equals(best)) {
      return String.format(
          Locale.ROOT, "The best %s, and the simplest of %d that can't be told apart:", over, ties);
    }
    return "The best %s; %s can't be told apart from it and is simpler:"
        .formatted(over, simplest.name());
  }

  private static String trust(double correlation) {
    if (Double.isNaN(correlation)) {
      return "too few continued to show how well that rung predicted the end";
    }
    String words =
        correlation > 0.7
            ? "the risk was small"
            : correlation > 0.4 ? "at some risk" : "at high risk";
    return String.format(
        Locale.ROOT,
        "ranks there and at the end agree to %.2f (1 fully, 0 not at all): %s",
        correlation,
        words);
  }

  /** The whole outcome. */
  public static String json(Tune.Outcome outcome) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("winner", outcome.winner().toString());
    json.put("finalists", ComparisonTable.map(outcome.finalists()));
    List<Map<String, Object>> brackets = new ArrayList<>();
    for (RateBracket bracket : outcome.brackets()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("optimizer", bracket.optimizer());
      one.put("found", bracket.found());
      one.put("low", bracket.low());
      one.put("high", bracket.high());
      brackets.add(one);
    }
    json.put("brackets", brackets);
    json.put("points", outcome.samples());
    List<Map<String, Object>> cuts = new ArrayList<>();
    for (Tune.Cut cut : outcome.cuts()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("steps", cut.made());
      one.put("compared", cut.compared());
      one.put("cut", cut.cut());
      one.put("place-of-the-later-best", cut.winner());
      one.put("among", cut.of());
      one.put("rank-correlation-with-the-end", cut.correlation());
      cuts.add(one);
    }
    json.put("cuts", cuts);
    json.put("budget-steps", outcome.budget());
    return Json.pretty(json);
  }
}
