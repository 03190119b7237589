package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Metric;
import dev.rubato.lab.TrainingRemark;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.notation.Notation;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Json;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato train}: one strategy, run once. */
@Command(
    name = "train",
    description =
        "Trains on a task once with a strategy. The table has a row per evaluation, as it comes;"
            + " csv has one per step.",
    footer = {"", "Example: rubato train 'adam: cosine(0.01 -> 0)' --seed 7"})
final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1", paramLabel = "STRATEGY", description = "Strategy to use.")
  private String text = "";

  @Mixin private TaskOptions training = new TaskOptions();
  @Mixin private LengthOptions length = new LengthOptions();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the initial parameters and the order of the data. Default: 1.")
  private long seed;

  @Mixin
  private FormatOptions<Trained> output =
      new FormatOptions<>(
          new Format<>("table", this::table),
          new Format<>("csv", (trained, to) -> csv(trained.result, to)),
          new Format<>("json", (trained, to) -> to.append(Json.pretty(json(trained)))));

  @Mixin private StudyOptions studies = new StudyOptions();

  /** A training's task and its result. */
  private record Trained(OpenedTask task, TrialResult result) {}

  TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return train();
    } finally {
      studies.close();
    }
  }

  private int train() throws IOException {
    studies.check();
    OpenedTask task = training.task(length::program);
    Horizon horizon = task.checked(length.horizon(task.task()));
    Strategy strategy = Notation.strategy(text);
    if (!strategy.open().isEmpty()) {
      throw new BadInput(
          "\"" + text + "\" can't be trained: replace each ? with a number, or compare it");
    }
    Warnings warnings = new Warnings();
    warnings.check(text, strategy, horizon, task.every(horizon));
    warnings.check(strategy, task.task());
    Input.checkFits(horizon.steps());
    warnings.tell(terminal);
    List<String> words = new ArrayList<>(List.of("rubato", "train", strategy.toString()));
    words.addAll(task.words());
    words.addAll(length.words(horizon));
    words.addAll(List.of("--seed", Long.toString(seed)));
    Metric judged = task.about().judged();
    TrialResult result =
        studies.run(
            terminal,
            "train",
            task,
            Input.command(words),
            "training " + task.about().name() + ", " + Numbers.count(horizon.steps(), "step"),
            output.isUsual() ? List.of(new TrainTable(terminal, horizon, judged)) : List.of(),
            new StudyOptions.Work<>(
                study -> study.run("training", List.of(new Trial(strategy, horizon, seed))).get(0),
                outcome -> outcome.status() == TrialResult.Status.DONE,
                (outcome, to) ->
                    to.append(TrainTable.end(outcome))
                        .append(TrainEnd.line(TrainingRemark.of(outcome, judged)))));
    output.write(new Trained(task, result), terminal.out());
    terminal.out().flush();
    if (result.status() != TrialResult.Status.DONE) {
      String status = result.status().name().toLowerCase(Locale.ROOT);
      boolean told = result.status() == TrialResult.Status.FAILED; // with the progress
      terminal
          .err()
          .println(
              "rubato: the training "
                  + status
                  + (told ? "" : ": " + Terminal.printable(result.reason())));
    }
    TrainingRemark remark = TrainingRemark.of(result, judged);
    if (remark != null) {
      String next =
          TrainEnd.next(remark, result, task.words(), length.words(horizon), studies.words());
      terminal.err().println("rubato: " + terminal.shown(remark.text()));
      terminal.err().println("  " + Terminal.printable(next));
    }
    return result.status() == TrialResult.Status.DONE ? studies.status(0) : Main.FAILED;
  }

  private void table(Trained trained, Appendable to) throws IOException {
    to.append(TrainEnd.curve(trained.result, trained.task.about().judged(), terminal))
        .append(TrainTable.tests(trained.result));
  }

  private static void csv(TrialResult result, Appendable to) throws IOException {
    to.append(Csv.line(List.of("step", "lr", "loss")));
    double[] rates = result.rates();
    double[] losses = result.losses();
    for (int t = 0; t < losses.length; t++) {
      double loss = losses[t];
      to.append(
          Csv.line(
              List.of(
                  Integer.toString(t),
                  Numbers.print(rates[t]),
                  Double.isNaN(loss) ? "" : Numbers.print(loss))));
    }
  }

  private static Map<String, Object> json(Trained trained) {
    TrialResult result = trained.result;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", trained.task.about().name());
    json.put("strategy", result.trial().strategy().toString());
    json.put("steps", result.trial().horizon().steps());
    json.put("seed", result.trial().seed());
    json.put("status", result.status().name().toLowerCase(Locale.ROOT));
    if (!result.reason().isEmpty()) {
      json.put("reason", result.reason());
    }
    TrainingRemark remark = TrainingRemark.of(result, trained.task.about().judged());
    if (remark != null) {
      json.put("remark", remark.text());
    }
    json.put("test", result.test());
    List<Map<String, Object>> evaluations = new ArrayList<>();
    for (Evaluation evaluation : result.evaluations()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("step", evaluation.t());
      one.putAll(evaluation.metrics());
      evaluations.add(one);
    }
    json.put("evaluations", evaluations);
    json.put("rates", Arrays.stream(result.rates()).boxed().toList());
    json.put("losses", Arrays.stream(result.losses()).boxed().toList());
    return json;
  }
}
