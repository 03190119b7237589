package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.finder.Finding;
import dev.rubato.finder.RateSearch;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.plot.Json;
import dev.rubato.report.Findings;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rubato find}: the best constant learning rate of an optimizer on a task. */
@Command(
    name = "find",
    description = {
      "Finds the best constant learning rate of an optimizer for trainings of a task, judged as the"
          + " task is. Short trainings at rates far apart show where to look, whole ones close"
          + " together decide.",
      "The answer holds for the length that was asked: longer trainings want lower rates. It is not"
          + " the best peak of a schedule; compare finds that.",
      "On small trainings that it was not made by, the answer was within a factor of 3 of a best"
          + " rate in 19 of 20 cases; its loss was more than 10 %% above the best in about 1 of 9,"
          + " and more than twice the best in about 1 of 30 (docs/truth.md)."
    },
    footer = {"", "Example: rubato find --task digits --optimizer 'sgd(momentum=0.9)' --budget 20"})
final class FindCommand implements Callable<Integer> {
  /** For what does not depend on the rate. */
  private static final double ANY_RATE = 0.1;

  private static final int MOST_ROWS = 20;
  private static final double MOST_BUDGET = 10_000;

  private final Terminal terminal;

  @Mixin private TaskOptions training = new TaskOptions();
  @Mixin private LengthOptions length = new LengthOptions();
  @Mixin private StudyOptions studies = new StudyOptions();

  @Option(
      names = "--optimizer",
      defaultValue = "sgd",
      paramLabel = "OPTIMIZER",
      description = "In the notation, such as 'adamw(weight-decay=0.1)'. Default: sgd.")
  private String optimizer = "sgd";

  @Option(
      names = "--budget",
      defaultValue = "12",
      paramLabel = "N",
      description =
          "What the search may cost, in whole trainings, at least 3; more makes it surer. Default:"
              + " 12.")
  private double budget = RateSearch.BUDGET;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the first training at each rate; others follow. Default: 1.")
  private long seed;

  @Mixin
  private OutputOptions<Found> output =
      new OutputOptions<>(
          new Format<>("plot", this::plot),
          new Format<>("csv", (found, to) -> to.append(found.findings.csv())),
          new Format<>("json", (found, to) -> to.append(Json.pretty(found.findings.json()))),
          new Format<>("svg", (found, to) -> to.append(found.svg())),
          Format.png(Found::svg),
          new Format<>(
              "html",
              (found, to) ->
                  to.append(found.findings.page("Learning rate for " + found.title, found.made))));

  /** What was found, and for what. */
  private record Found(Findings findings, String title, String made) {
    String svg() {
      return Pictures.svg(findings.chart(title));
    }
  }

  FindCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    studies.check();
    OpenedTask task = training.task(length::program);
    Horizon horizon = task.checked(length.horizon(task.task()));
    Optimizer parsed = optimizer();
    if (!(budget >= 3 && budget <= MOST_BUDGET)) {
      throw new BadInput(
          "--budget must be from 3 to %s whole trainings, was %s"
              .formatted(Numbers.print(MOST_BUDGET), Numbers.print(budget)));
    }
    Input.checkFits(budget * horizon.steps());
    output.check();
    Warnings warnings = new Warnings();
    Strategy constant = new Strategy(parsed, Schedules.constant(ANY_RATE));
    warnings.check(optimizer, constant, horizon, task.every(horizon));
    warnings.check(constant, task.task());
    warnings.tell(terminal);
    List<String> words = new ArrayList<>(List.of("rubato", "find", "--optimizer", optimizer));
    words.addAll(length.words(horizon));
    words.addAll(List.of("--budget", Numbers.print(budget), "--seed", Long.toString(seed)));
    words.addAll(task.words());
    Finding finding =
        studies.run(
            terminal,
            "find",
            task,
            Input.command(words),
            "finding a rate for " + optimizer + " on " + task.about().name(),
            List.of(),
            new StudyOptions.Work<>(
                study -> RateFinder.find(study, parsed, horizon, budget, seed),
                any -> true,
                (outcome, to) -> to.append(findings(outcome, task).text())));
    output.write(
        new Found(
            findings(finding, task),
            optimizer + " on " + task.about().name(),
            studies.made(task, Input.command(words))),
        terminal);
    if (finding.answers()) {
      List<String> length = new ArrayList<>(task.words());
      length.addAll(this.length.words(horizon));
      length.addAll(studies.words());
      NextSteps next = new NextSteps();
      next.add("train with it", with("train", findings(finding, task).line(), length));
      if (!parsed.toString().matches("(schedule-free|prodigy|dadapt).*")) { // these need none
        next.add("find the peak of a schedule", with("compare", peaked(parsed), length));
      }
      studies.tell(next, terminal);
    }
    return studies.status(finding.answers() ? 0 : Main.FAILED);
  }

  /** A usual schedule whose peak is open. */
  private static String peaked(Optimizer optimizer) {
    return optimizer + ": linear(0 -> ?) for 5% then cosine(-> 0)";
  }

  private static String with(String command, String strategy, List<String> length) {
    List<String> words = new ArrayList<>(List.of("rubato", command, strategy));
    words.addAll(length);
    return Input.command(words);
  }

  private Findings findings(Finding finding, OpenedTask task) {
    return new Findings(finding, optimizer, task.about().judged());
  }

  private Optimizer optimizer() {
    Optimizer parsed = Notation.optimizer(optimizer);
    if (!parsed.open().isEmpty()) {
      throw new BadInput("--optimizer can't contain a ?, was \"" + optimizer + "\"");
    }
    return parsed;
  }

  private void plot(Found found, Appendable to) throws IOException {
    int rows = Math.min(MOST_ROWS, terminal.rows() - 8);
    to.append(
            Pictures.text(
                found.findings.chart(found.title), terminal, rows, output.colour(terminal)))
        .append('\n')
        .append(found.findings.text());
  }
}
