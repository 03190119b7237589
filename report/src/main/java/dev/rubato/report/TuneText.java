package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Metric;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.lab.compare.Sample;
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
  /** For a difference that is seen in four of five samples (5 % two-sided): (1.96 + 0.84)². */
  private static final double SEEDS_FOR_A_DIFFERENCE = 7.85;

  private static final int MOST_SEEDS = 1000;

  /** What stands above the line of the best. */
  static final String BEST = "The best by all that was seen:";

  private TuneText() {}

  /** The last two of the finals, the best first. */
  public static Table finalists(Tune.Outcome outcome) {
    return ComparisonTable.table(outcome.finalists());
  }

  /** How the best were found, and how far to trust the result. */
  public static String explanation(Tune.Outcome outcome) {
    return explanation(outcome, true);
  }

  /**
   * How far to trust the result.
   *
   * @param verbose whether with how the best were found
   */
  public static String explanation(Tune.Outcome outcome, boolean verbose) {
    StringBuilder text = new StringBuilder(ComparisonTable.legend(outcome.finalists(), verbose));
    Metric judged = outcome.finalists().task().judged();
    for (RankedEntrant each : outcome.dropped()) {
      text.append(
          "dropped after %s: %s (%s)%n"
              .formatted(
                  seeds(each.results().size()), each.name(), shown(each.last(judged).mean())));
    }
    text.append('\n');
    if (verbose) {
      outcome.brackets().forEach(bracket -> text.append(bracket(bracket)).append('\n'));
    }
    outcome
        .leftOut()
        .forEach(
            (optimizer, reason) ->
                text.append(
                    "%s is left out, as its first trainings failed: %s%n"
                        .formatted(optimizer, reason)));
    if (!verbose) {
      return text.append(verdict(outcome)).append("\n").toString();
    }
    text.append(Numbers.count(outcome.samples(), "point"))
        .append(outcome.samples() == 1 ? " was" : " were")
        .append(" started\n");
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

  private static String seeds(int count) {
    return count == 1 ? "1 fresh seed" : Numbers.print(count) + " fresh seeds";
  }

  private static String shown(double value) {
    return Double.isFinite(value) ? Numbers.print(Numbers.round(value, 3)) : "did not finish";
  }

  private static String bracket(RateBracket bracket) {
    String range =
        "from %s to %s".formatted(Numbers.print(bracket.low()), Numbers.print(bracket.high()));
    String found =
        Double.isNaN(bracket.found())
            ? "shorter trainings found no rate, so around its usual one, " + range
            : "shorter trainings did best at a constant %s, so %s"
                .formatted(Numbers.print(bracket.found()), range);
    boolean down = bracket.lowest() < bracket.low();
    boolean up = bracket.highest() > bracket.high();
    String moved = "";
    if (down || up) {
      moved =
          ", and as the best was near an edge, "
              + (down ? "down to " + Numbers.print(bracket.lowest()) : "")
              + (down && up ? " and " : "")
              + (up ? "up to " + Numbers.print(bracket.highest()) : "");
    }
    return bracket.optimizer() + ": " + found + moved;
  }

  /** What to think of the best, whose line follows. */
  private static String verdict(Tune.Outcome outcome) {
    Comparison finalists = outcome.finalists();
    Metric judged = finalists.task().judged();
    Sample best = finalists.best().last(judged);
    if (!Double.isFinite(best.mean())) {
      return "No answer: no strategy finished every training. Give lower ranges, or more epochs.";
    }
    StringBuilder text = new StringBuilder();
    if (finalists.ranking().size() == 1) {
      text.append("Can't tell how sure this is: the budget had fresh seeds for one strategy only.");
    } else {
      text.append(sure(outcome, finalists.ranking().get(1).last(judged), best));
    }
    int failed = (int) finalists.best().failures();
    if (failed > 0) {
      text.append(' ').append(failed).append(" of its trainings did not finish.");
    }
    long trainings = outcome.budget() / finalists.horizon().steps();
    if (trainings < outcome.enough()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nThis budget is thin for so many strategies: some were tried at one rate only, or few"
                  + " were run on fresh seeds. Enough would be --budget %d.",
              outcome.enough()));
    }
    return text.append("\n\n" + BEST).toString();
  }

  /** Whether the best two can be told apart, and what it would take. */
  private static String sure(Tune.Outcome outcome, Sample next, Sample best) {
    Comparison finalists = outcome.finalists();
    Metric judged = finalists.task().judged();
    String metric = judged.words();
    int seeds = finalists.seeds().size();
    if (!Double.isFinite(next.mean())) {
      return "The best over %s; the second did not finish on every one.".formatted(seeds(seeds));
    }
    if (finalists.needsSeeds()) {
      return "Can't tell the best two apart with this budget: %s are too few; %s would have enough."
          .formatted(seeds(seeds), budget(Comparison.FEWEST_SEEDS));
    }
    Sample difference = next.minus(best);
    double apart = Math.abs(difference.mean());
    double width = difference.halfWidth();
    StringBuilder text = new StringBuilder();
    if (apart > width) {
      text.append(
          "Better than the second by %s ± %s in %s, over %s (95 %% interval)."
              .formatted(shown(apart), shown(width), metric, seeds(seeds)));
    } else {
      text.append(
          "Can't tell the best two apart with this budget: their %s differs by %s ± %s over %s."
              .formatted(metric, shown(apart), shown(width), seeds(seeds)));
      text.append(enoughSeeds(difference));
    }
    boolean medians =
        judged.bestFirst().compare(best.median(), next.median()) <= 0
            && judged.bestFirst().compare(best.mean(), next.mean()) <= 0;
    if (!medians) {
      text.append(
          " By the median the second would be first (%s, not %s): some seeds ended far from the rest."
              .formatted(shown(next.median()), shown(best.median())));
    }
    return text.toString();
  }

  private static String enoughSeeds(Sample difference) {
    double deviation =
        Math.sqrt(
            difference.values().stream()
                .mapToDouble(each -> (each - difference.mean()) * (each - difference.mean()))
                .average()
                .orElse(0));
    double needed =
        Math.ceil(SEEDS_FOR_A_DIFFERENCE * deviation * deviation / Math.pow(difference.mean(), 2));
    if (!(needed <= MOST_SEEDS)) {
      return " Either will do.";
    }
    int had = difference.values().size();
    int seeds = Math.max((int) needed, had + 1);
    return " About %s would: %s. Until then either will do.".formatted(seeds(seeds), budget(seeds));
  }

  private static String budget(int seeds) {
    return "--budget " + Tune.budgetFor(seeds);
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
    Metric judged = outcome.finalists().task().judged();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("winner", outcome.winner().toString());
    Map<String, Object> finalists = new LinkedHashMap<>(ComparisonTable.map(outcome.finalists()));
    finalists.remove("advice"); // a comparison may advise a simpler one than the winner
    json.put("finalists", finalists);
    List<Map<String, Object>> dropped = new ArrayList<>();
    for (RankedEntrant each : outcome.dropped()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("strategy", each.name());
      one.put("seeds", each.results().size());
      one.put(judged.name(), each.last(judged).mean());
      dropped.add(one);
    }
    json.put("dropped-before", dropped);
    List<Map<String, Object>> brackets = new ArrayList<>();
    for (RateBracket bracket : outcome.brackets()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("optimizer", bracket.optimizer());
      one.put("found", bracket.found());
      one.put("low", bracket.low());
      one.put("high", bracket.high());
      one.put("lowest", bracket.lowest());
      one.put("highest", bracket.highest());
      brackets.add(one);
    }
    json.put("brackets", brackets);
    List<Map<String, Object>> leftOut = new ArrayList<>();
    outcome
        .leftOut()
        .forEach(
            (optimizer, reason) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("optimizer", optimizer);
              one.put("reason", reason);
              leftOut.add(one);
            });
    json.put("left-out", leftOut);
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
    json.put("budget-that-would-be-enough", outcome.enough());
    return Json.pretty(json);
  }
}
