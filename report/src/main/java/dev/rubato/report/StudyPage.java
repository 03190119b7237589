package dev.rubato.report;

import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.plot.HtmlPage;
import java.util.Comparator;
import java.util.List;

/** A stored study as a page: what it found, and the curves of its strategies. */
public final class StudyPage {
  /** The most strategies whose curves are shown; more could not be distinguished. */
  public static final int MOST_CURVES = 10;

  /** The most seeds of each. */
  public static final int MOST_SEEDS = 20;

  private StudyPage() {}

  /**
   * The page.
   *
   * @param trials all of them, without curves
   * @param best trials of the best strategies, with curves
   */
  public static String html(StoredStudy study, List<StoredTrial> trials, List<StoredTrial> best) {
    String metric = study.judged().words();
    List<Long> order =
        StudyRanking.of(study, trials).stream()
            .flatMap(place -> place.trials().stream())
            .map(StoredTrial::id)
            .toList();
    List<StoredTrial> shown =
        best.stream().sorted(Comparator.comparing(trial -> order.indexOf(trial.id()))).toList();
    HtmlPage page =
        HtmlPage.titled(
                study.name().isEmpty()
                    ? "Study " + study.id() + " on " + study.task()
                    : study.name() + " (study " + study.id() + " on " + study.task() + ")")
            .lead("Trials: " + StudyTable.states(trials) + ".");
    for (String line : study.note().lines().toList()) {
      page = page.text(line);
    }
    page = page.code(study.command()).section("What was found");
    StudyAnswer answer = StudyAnswer.of(study);
    if (!answer.line().isEmpty()) {
      page = page.answer(answer.line());
    }
    if (!answer.said().isEmpty()) {
      page = page.advice(answer.said()); // its command's table follows as one of the page
    }
    if (!answer.rest().isEmpty()) {
      page = page.code(answer.rest());
    }
    page =
        page.table(
            StudyTable.ranking(study, trials),
            "The strategies by "
                + metric
                + " at the end, the mean over their trials with its 95 % interval; over fresh seeds"
                + " once there are any.");
    page =
        TrialCurves.add(
            page, TrialCurves.Named.of("", shown, StudyLabels.of(study)), study.judged());
    page = SearchCharts.add(page, study, trials);
    page = PeakCharts.add(page, StudyPeaks.of(study, trials), study.judged());
    String warnings = StudyTable.warnings(study, trials);
    if (!warnings.isEmpty()) {
      page = page.section("Probably slips").code(warnings);
    }
    String reasons = StudyTable.reasons(trials);
    if (!reasons.isEmpty()) {
      page = page.section("Trials that did not finish").code(reasons);
    }
    String made =
        "Study " + study.id() + ", began " + study.began() + ", changed " + study.changed();
    return page.note(
            trials.isEmpty()
                ? made + "."
                : made + "; " + trials.get(0).versions() + "; " + trials.get(0).machine() + ".")
        .toString();
  }
}
