package dev.rubato.lab.compare;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
import dev.rubato.lab.Metric;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a comparison says to a person: the advice, and what speaks against it. */
final class Advice {
  private static final int FEW = 4;
  private static final int SHOWN = 10;
  private static final String VALIDATION = "validation-";

  private Advice() {}

  /** What to do, in one line. */
  static String of(Comparison comparison) {
    RankedEntrant best = comparison.best();
    if (!Double.isFinite(best.last(comparison.task().judged()).mean())) {
      return "No answer: no strategy finished every training. " + remedy(comparison);
    }
    if (comparison.ranking().size() == 1) {
      return "Only one strategy ran, so there is nothing to compare it with: " + best.name();
    }
    int seeds = comparison.seeds().size();
    if (comparison.needsSeeds()) {
      return "Can't tell: "
          + (seeds == 1 ? "one seed is" : seeds + " seeds are")
          + " too few to tell strategies apart. "
          + best.name()
          + " came first; run at least "
          + Comparison.FEWEST_SEEDS
          + " seeds.";
    }
    String over = " over " + Numbers.print(seeds) + " seeds";
    List<RankedEntrant> ties = comparison.ties();
    if (ties.size() == 1) {
      return "Use "
          + best.name()
          + ": its "
          + words(comparison.task().judged().name())
          + " is significantly better than the rest"
          + over;
    }
    String others = ties.size() == 2 ? "1 other strategy" : ties.size() - 1 + " other strategies";
    String noWinner = "No clear winner: " + others + " can't be told apart from the best";
    RankedEntrant simplest = comparison.simplest();
    RankedEntrant advised = comparison.advised();
    if (!advised.equals(comparison.foremost()) && !advised.equals(best)) {
      return noWinner
          + " ("
          + best.name()
          + ")"
          + over
          + ". Use the simplest of them, "
          + simplest.name()
          + ", which is at most 2 % worse.";
    }
    String use =
        advised.equals(best)
            ? ". Use the best by what was measured, "
            : ". Use the best by all that was measured, the search's seeds too, ";
    if (!simplest.equals(advised)) {
      return noWinner + over + use + advised.name() + "; " + simplest.name() + " is simpler.";
    }
    return advised.equals(best)
        ? noWinner + over + ". Use " + best.name() + ", the best and the simplest of them."
        : noWinner + over + use + advised.name() + ", also the simplest of them.";
  }

  /** What to do where no strategy can be judged: it depends on why trainings did not end. */
  private static String remedy(Comparison comparison) {
    List<TrialResult> all =
        comparison.ranking().stream().flatMap(ranked -> ranked.results().stream()).toList();
    List<TrialResult> failed =
        all.stream().filter(result -> result.status() == Status.FAILED).toList();
    if (failed.isEmpty()) {
      return "Try lower rates, or more epochs.";
    }
    TrialResult first = failed.get(0);
    String reason = first.reason().strip().lines().reduce((a, b) -> a + " " + b.strip()).orElse("");
    return String.format(
        Locale.ROOT,
        "Of %d trainings %d failed, which no other rate mends; the first, with seed %d: %s.",
        all.size(),
        failed.size(),
        first.trial().seed(),
        reason);
  }

  /** A target whose metric nobody measured is most often misspelt. */
  private static void addTarget(Comparison comparison, List<String> notes) {
    Metric target = comparison.task().target();
    if (!Double.isFinite(comparison.task().targetValue())) {
      return;
    }
    Set<String> reported = new TreeSet<>();
    for (RankedEntrant ranked : comparison.ranking()) {
      for (TrialResult result : ranked.results()) {
        result.evaluations().forEach(each -> reported.addAll(each.metrics().keySet()));
      }
    }
    if (!reported.isEmpty() && !reported.contains(target.name())) {
      notes.add(
          "There is no metric "
              + target.name()
              + " to reach the target by; reported were "
              + reported.stream().limit(SHOWN).collect(Collectors.joining(", "))
              + (reported.size() > SHOWN ? ", …" : "")
              + ".");
    }
  }

  /** What else to know, one line each: seeds that got stuck, and what disagrees with the advice. */
  static List<String> notes(Comparison comparison) {
    List<String> notes = new ArrayList<>();
    addTarget(comparison, notes);
    if (!Double.isFinite(comparison.best().last(comparison.task().judged()).mean())) {
      return notes;
    }
    addStuck(comparison, notes);
    if (comparison.ranking().size() > 1 && !comparison.needsSeeds()) {
      addMedians(comparison, notes);
      addTest(comparison, notes);
      addSeeds(comparison, notes);
    }
    return notes;
  }

  private static void addStuck(Comparison comparison, List<String> notes) {
    List<String> each = new ArrayList<>();
    Metric judged = comparison.task().judged();
    for (RankedEntrant ranked : comparison.ranking()) {
      List<TrialResult> stuck = ranked.stuck(judged);
      if (!stuck.isEmpty()) {
        int all = ranked.results().size() + ranked.searched().size();
        String seeds =
            stuck.stream()
                .map(result -> Long.toString(result.trial().seed()))
                .limit(FEW)
                .collect(Collectors.joining(", "));
        each.add(
            ranked.name()
                + " in "
                + stuck.size()
                + " of "
                + all
                + (stuck.size() == 1 ? " trainings (seed " : " trainings (seeds ")
                + seeds
                + (stuck.size() > FEW ? ", …)" : ")"));
      }
    }
    if (!each.isEmpty()) {
      String more = each.size() > FEW ? "; and " + (each.size() - FEW) + " more strategies" : "";
      notes.add(
          "Seeds got stuck, far from all others: "
              + String.join("; ", each.subList(0, Math.min(FEW, each.size())))
              + more
              + ".");
    }
  }

  private static void addMedians(Comparison comparison, List<String> notes) {
    RankedEntrant best = comparison.best();
    RankedEntrant other = comparison.bestByMedian();
    Metric judged = comparison.task().judged();
    if (other.last(judged).median() != best.last(judged).median()) {
      notes.add(
          "Means and medians disagree: by the median %s comes first (%s against %s), so a few seeds decide."
              .formatted(
                  other.name(),
                  Figures.show(other.last(judged).median()),
                  Figures.show(best.last(judged).median())));
    }
  }

  private static void addTest(Comparison comparison, List<String> notes) {
    Metric judged = comparison.task().judged();
    String name =
        judged.name().startsWith(VALIDATION)
            ? judged.name().substring(VALIDATION.length())
            : judged.name();
    Metric metric = new Metric(name, judged.lowerIsBetter());
    RankedEntrant best = comparison.best();
    Sample own = best.test(name);
    if (!Double.isFinite(own.mean())) {
      return;
    }
    RankedEntrant other =
        comparison.most().stream()
            .min(Comparator.comparing(ranked -> ranked.test(name).mean(), metric.bestFirst()))
            .orElse(best);
    Sample difference = other.test(name).minus(own);
    if (other.equals(best) || difference.mean() == 0) {
      return;
    }
    boolean sure = Math.abs(difference.mean()) > comparison.halfWidth(difference);
    notes.add(
        "Validation and test disagree: on the test data %s has the best %s, %s against %s%s."
            .formatted(
                other.name(),
                words(name),
                Figures.show(other.test(name).mean()),
                Figures.show(own.mean()),
                sure ? ", and more than by chance" : ", which may be chance"));
  }

  private static void addSeeds(Comparison comparison, List<String> notes) {
    int needed = comparison.seedsToDecide();
    int seeds = comparison.seeds().size();
    if (needed >= Looks.TOO_MANY) {
      notes.add(
          "The closest are so close that even %s seeds would probably not tell them apart."
              .formatted(Numbers.print(Looks.TOO_MANY)));
    } else if (needed > 0) {
      notes.add(
          (needed - seeds)
              + " more seeds would probably tell them apart ("
              + (comparison.looks().areRepeated() ? "" : "--until-decided ")
              + "--max-seeds "
              + needed
              + ").");
    } else if (comparison.ties().size() > 1 && comparison.open().isEmpty()) {
      notes.add("More seeds would not matter: they differ by at most 2 %.");
    }
  }

  private static String words(String metric) {
    return Metric.words(metric);
  }
}
