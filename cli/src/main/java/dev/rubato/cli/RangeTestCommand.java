package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.finder.RangeTest;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Json;
import dev.rubato.report.RangeTests;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rubato range-test}: the classic learning-rate range test on a task. */
@Command(
    name = "range-test",
    description = {
      "Runs a learning-rate range test (Smith 2017): a short training whose rate grows at each step"
          + " shows where the loss begins to fall and where it explodes, and what the usual rules"
          + " read off that.",
      "It is a picture rather than an answer: find trains at constant rates, costs more, and is"
          + " right more often."
    },
    footer = {
      "",
      "Example: rubato range-test --task digits --optimizer 'sgd(momentum=0.9)' --repeats 5"
    })
final class RangeTestCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 26;
  private static final int MOST_REPEATS = 1000;

  private final Terminal terminal;

  @Mixin private TaskOptions training = new TaskOptions();
  @Mixin private StudyOptions studies = new StudyOptions();

  @Option(
      names = "--optimizer",
      defaultValue = "sgd",
      paramLabel = "OPTIMIZER",
      description = "In the notation, such as 'adamw(weight-decay=0.1)'. Default: sgd.")
  private String optimizer = "sgd";

  @Option(
      names = "--low",
      defaultValue = "1e-7",
      paramLabel = "RATE",
      description = "The first rate. Default: 1e-7.")
  private double low;

  @Option(
      names = "--high",
      defaultValue = "10",
      paramLabel = "RATE",
      description = "The last rate. Default: 10.")
  private double high;

  @Option(
      names = "--steps",
      defaultValue = "100",
      paramLabel = "N",
      description = "Updates in each range test. Default: 100.")
  private long steps;

  @Option(
      names = "--repeats",
      defaultValue = "3",
      paramLabel = "N",
      description = "How often to run it, each time with a different seed. Default: 3.")
  private long repeats;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the first repeat. Default: 1.")
  private long seed;

  @Mixin
  private OutputOptions<Found> output =
      new OutputOptions<>(
          new Format<>("plot", this::plot),
          new Format<>("csv", (found, to) -> to.append(RangeTests.csv(found.finding))),
          new Format<>(
              "json", (found, to) -> to.append(Json.pretty(RangeTests.json(found.finding)))),
          new Format<>("svg", (found, to) -> to.append(Pictures.svg(found.chart()))),
          Format.png(found -> Pictures.svg(found.chart())),
          new Format<>("html", (found, to) -> to.append(found.page())));

  /** What was found, and for what. */
  private record Found(RangeTestFinding finding, String title, String made) {
    Chart chart() {
      return RangeTests.chart(finding, title);
    }

    String page() {
      return RangeTests.page(finding, "Range test of " + title, made);
    }
  }

  RangeTestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    studies.check();
    OpenedTask found = training.task(() -> Horizon.ofSteps(Math.max(1, steps)));
    Optimizer parsed = optimizer();
    RangeTest test = test();
    Input.atLeast1("--repeats", repeats);
    if (repeats > MOST_REPEATS) {
      throw new BadInput("--repeats must be at most " + MOST_REPEATS + ", was " + repeats);
    }
    Horizon unused = found.checked(new Horizon(test.steps(), found.about().stepsPerEpoch()));
    output.check();
    List<String> words =
        List.of(
            "rubato",
            "range-test",
            "--optimizer",
            optimizer,
            "--low",
            Numbers.print(low),
            "--high",
            Numbers.print(high),
            "--steps",
            Long.toString(steps),
            "--repeats",
            Long.toString(repeats),
            "--seed",
            Long.toString(seed));
    List<String> all = new ArrayList<>(words);
    all.addAll(found.words());
    RangeTestFinding finding =
        studies.run(
            terminal,
            "range-test",
            found,
            Input.command(all),
            "range test of " + optimizer + " on " + found.about().name(),
            List.of(),
            new StudyOptions.Work<>(
                study -> RateFinder.rangeTest(study, parsed, test, (int) repeats, seed),
                any -> true,
                (outcome, to) -> to.append(RangeTests.sentence(outcome)).append('\n')));
    output.write(
        new Found(
            finding,
            optimizer + " on " + found.about().name(),
            studies.made(found, Input.command(all))),
        terminal);
    return studies.status(0);
  }

  private Optimizer optimizer() {
    Optimizer parsed = Notation.optimizer(optimizer);
    if (!parsed.open().isEmpty()) {
      throw new BadInput("--optimizer can't contain a ?, was \"" + optimizer + "\"");
    }
    return parsed;
  }

  private RangeTest test() {
    Input.checkFits((double) steps * repeats);
    try {
      return new RangeTest(low, high, (int) Math.min(steps, Integer.MAX_VALUE));
    } catch (IllegalArgumentException e) {
      throw BadInput.of("", e);
    }
  }

  private void plot(Found found, Appendable to) throws IOException {
    int rows = Math.min(MOST_ROWS, terminal.rows() - 8);
    to.append(Pictures.text(found.chart(), terminal, rows, output.colour(terminal)))
        .append('\n')
        .append(RangeTests.sentence(found.finding))
        .append('\n');
  }
}
