package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Trial;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.run.Study;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a comparison would still run, and roughly for how long. */
final class ComparePreview {
  private ComparePreview() {}

  /**
   * Tells it.
   *
   * @param added how many seeds may be added to those of a strategy
   */
  static void tell(
      OpenedTask task,
      List<Compare.Plan> plans,
      String title,
      int added,
      StudyOptions studies,
      Terminal terminal) {
    PrintWriter out = terminal.out();
    Rehearsal rehearsal = studies.rehearse(task, study -> Compare.run(study, plans));
    List<Trial> peaks = Compare.peakTrials(plans);
    List<Trial> missing = peaks.stream().filter(trial -> !rehearsal.isStored(trial)).toList();
    int stored = peaks.size() - missing.size();
    long asked = missing.stream().mapToLong(trial -> trial.horizon().steps()).sum();
    boolean shares = studies.shares() && Study.canShare(task.task());
    long trained = shares ? Study.planned(missing) : asked;
    List<Trial> known = rehearsal.missingIn("fresh seeds");
    long fresh =
        known != null
            ? known.size()
            : plans.stream().mapToLong(plan -> (long) plan.entrants().size() * plan.seeds()).sum();
    long freshSteps =
        known != null
            ? known.stream().mapToLong(trial -> trial.horizon().steps()).sum()
            : plans.stream()
                .mapToLong(
                    plan -> (long) plan.entrants().size() * plan.seeds() * plan.horizon().steps())
                .sum();
    out.println(title);
    plans.get(0).entrants().forEach(each -> out.println("  " + CompareCommand.typed(each)));
    if (rehearsal.isWhole()) {
      out.println("nothing: all of it is stored");
      out.flush();
      return;
    }
    if (plans.stream().anyMatch(plan -> plan.entrants().stream().anyMatch(Entrant::isOpen))) {
      out.printf(
          Locale.ROOT,
          "peaks        %s%s, %,d steps, of which %,d must be trained%n",
          Numbers.count(missing.size(), "trial"),
          stored == 0 ? "" : String.format(Locale.ROOT, " (%,d more are stored)", stored),
          asked,
          trained);
    }
    out.printf(
        Locale.ROOT,
        "fresh seeds  %s, at most %,d steps%n",
        Numbers.count(fresh, "trial"),
        freshSteps);
    List<Trial> race = rehearsal.missingIn("best peaks");
    long raced =
        race != null ? race.size() : plans.stream().mapToLong(Compare.Plan::raceTrials).sum();
    long racedSteps =
        race != null
            ? race.stream().mapToLong(trial -> trial.horizon().steps()).sum()
            : plans.stream().mapToLong(plan -> plan.raceTrials() * plan.horizon().steps()).sum();
    if (raced > 0) {
      out.printf(
          Locale.ROOT,
          "best peaks   %s on more seeds, %,d steps%n",
          Numbers.count(raced, "trial"),
          racedSteps);
    }
    if (added > 0) {
      out.printf(
          Locale.ROOT,
          "more seeds   up to %d for each strategy that can't be told apart from the best%n",
          added);
    }
    if (!missing.isEmpty()) {
      out.println("and a few more peaks for each strategy whose best is at the edge of its grid");
    }
    out.println(
        Speed.estimate(
            task.task(),
            plans.get(0).horizon(),
            trained + freshSteps + racedSteps,
            studies.jobs()));
    out.flush();
  }
}
