package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.tune.DefaultSearches;
import dev.rubato.lab.tune.Tune;
import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.report.TuneText;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato tune}: the best numbers of strategies, and the best strategy. */
@Command(
    name = "tune",
    description = {
      "Finds the best value of each ? in the strategies, and the best strategy.",
      "",
      "A ? without a range is the peak rate, or has the usual range of its place: momentum=? is"
          + " momentum=?0.5..0.99. Shorter trainings bracket the peak rate first, and the search"
          + " goes on beyond where the best is near an edge. Without strategies, twenty are"
          + " searched: five optimizers with four shapes each. The last line of the answer is the"
          + " strategy to use, and the lines before say how sure that is.",
      "",
      "On small trainings that it was not made by, its loss was at most a twentieth above the best"
          + " of an exhaustive grid in 6 of 7 tunings, for a tenth of the grid's steps"
          + " (docs/truth.md)."
    },
    footer = {
      "",
      "Examples:",
      "  rubato tune",
      "  rubato tune 'sgd(momentum=?0.5..0.99): linear(0 -> ?) for ?1..20%% then cosine(-> 0)'"
          + " --budget 200"
    })
final class TuneCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..*", paramLabel = "STRATEGY", description = "Strategies to tune.")
  private List<String> texts = List.of();

  @Mixin private TaskOptions training = new TaskOptions();
  @Mixin private LengthOptions length = new LengthOptions();

  @Option(
      names = "--budget",
      defaultValue = "78",
      paramLabel = "N",
      description = "Maximum cost, in whole trainings. Default: 78.")
  private int budget;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Number of fresh seeds for the best two, at least. Default: 5.")
  private int seeds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the search. Default: 1.")
  private long seed;

  @Option(
      names = "--parallel",
      defaultValue = "4",
      paramLabel = "N",
      description =
          "Trainings that the search chooses at once. More keep more machines busy, but each is"
              + " chosen by the results of fewer. Default: 4.")
  private int parallel;

  @Mixin
  private FormatOptions<Tune.Outcome> output =
      new FormatOptions<>(
          new Format<>("table", this::table),
          new Format<>("json", (outcome, to) -> to.append(TuneText.json(outcome))));

  @Option(
      names = "--dry-run",
      description = "Shows what would run and roughly how long it would take, without running it.")
  private boolean dryRun;

  @Mixin private StudyOptions studies = new StudyOptions();

  TuneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return tune();
    } finally {
      studies.close();
    }
  }

  private int tune() throws IOException {
    studies.check();
    OpenedTask task = training.task(length::program);
    Horizon horizon = task.checked(length.horizon(task.task()));
    Input.atLeast1("--parallel", parallel);
    Tune.Plan plan = plan(horizon);
    Input.checkFits((double) budget * horizon.steps());
    Tune.Preview preview = Tune.preview(task.task(), plan);
    if (budget < preview.least()) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "--budget must be at least %d for %s and %s here, was %d",
              preview.least(),
              plan.strategies().size() == 1
                  ? "1 strategy"
                  : plan.strategies().size() + " strategies",
              Numbers.count(seeds, "seed"),
              budget));
    }
    Warnings warnings = new Warnings();
    for (Strategy strategy : plan.strategies()) {
      warnings.addOpen(strategy, horizon, task.every(horizon));
      warnings.check(strategy, task.task());
    }
    warnings.tell(terminal);
    if (dryRun) {
      announce(task, plan, preview);
      return 0;
    }
    List<String> words = new ArrayList<>(List.of("rubato", "tune"));
    plan.strategies().forEach(strategy -> words.add(typed(plan, strategy)));
    words.addAll(task.words());
    words.addAll(length.words(horizon));
    words.addAll(
        List.of("--budget", "" + budget, "--seeds", "" + seeds, "--seed", Long.toString(seed)));
    if (parallel != Tune.PARALLEL) {
      words.addAll(List.of("--parallel", "" + parallel));
    }
    Tune.Outcome outcome =
        studies.run(
            terminal,
            "tune",
            task,
            Input.command(words),
            title(task, horizon),
            List.of(),
            new StudyOptions.Work<>(
                study -> Tune.run(study, plan),
                any -> true,
                (found, to) -> table(found, terminal.paper(), true, to)));
    output.write(outcome, terminal.out());
    terminal.out().flush();
    if (well(outcome)) {
      NextSteps next = new NextSteps();
      next.add("train it", train(outcome.winner().toString(), task, horizon));
      if (studies.stores()) {
        List<String> serve = new ArrayList<>(List.of("rubato", "serve", "--open"));
        serve.addAll(studies.storeWords());
        next.add("see where it searched", Input.command(serve));
      }
      studies.tell(next, terminal);
    }
    return studies.status(well(outcome) ? 0 : Main.FAILED);
  }

  private String train(String strategy, OpenedTask task, Horizon horizon) {
    List<String> words = new ArrayList<>(List.of("rubato", "train", strategy));
    words.addAll(task.words());
    words.addAll(length.words(horizon));
    words.addAll(studies.words());
    return Input.command(words);
  }

  private void table(Tune.Outcome outcome, Appendable to) throws IOException {
    table(outcome, terminal, studies.verbose(), to);
  }

  private void table(Tune.Outcome outcome, Terminal on, boolean verbose, Appendable to)
      throws IOException {
    to.append(TuneText.finalists(outcome).toText(on.tableWidth(), on.glyphs()));
    to.append(on.wrapped(on.shown(TuneText.explanation(outcome, verbose))));
    if (well(outcome)) {
      to.append(outcome.winner().toString()).append('\n');
    }
  }

  /** Whether the best strategy finished a training. */
  private boolean well(Tune.Outcome outcome) {
    return outcome.finalists().best().failures() < seeds;
  }

  private String title(OpenedTask task, Horizon horizon) {
    return String.format(
        Locale.ROOT,
        "tuning on %s: at most %d trainings of %d steps",
        task.about().name(),
        budget,
        horizon.steps());
  }

  /** Shows what a tuning would run. */
  private void announce(OpenedTask task, Tune.Plan plan, Tune.Preview preview) {
    PrintWriter out = terminal.out();
    out.println(title(task, plan.horizon()));
    plan.strategies().forEach(strategy -> out.println("  " + typed(plan, strategy)));
    if (preview.brackets() > 0) {
      out.printf(
          Locale.ROOT,
          "brackets     %d, each by shorter trainings that cost at most %.1f whole ones%n",
          preview.brackets(),
          Tune.BRACKET);
    }
    out.printf(
        Locale.ROOT,
        "samples      %d points start, %s%n",
        preview.samples(),
        Study.canShare(task.task())
            ? "and half of them continue at a quarter and at half of the steps"
            : "and run to the end, as this task can't pause");
    out.println("then         points chosen by the results so far, each time on one more seed");
    if (preview.finalists() < 2) {
      out.printf(Locale.ROOT, "fresh seeds  at least %d for the best point%n", seeds);
    } else {
      out.printf(
          Locale.ROOT,
          "fresh seeds  2 for each of the best %d points, more for the better half; at least %d for"
              + " the last two%n",
          preview.finalists(),
          seeds);
    }
    if (budget < preview.enough()) {
      out.printf(
          Locale.ROOT,
          "This budget is thin for so many strategies; enough would be --budget %d.%n",
          preview.enough());
    }
    Rehearsal rehearsal = studies.rehearse(task, study -> Tune.run(study, plan));
    if (rehearsal.isWhole()) {
      out.println("nothing: all of it is stored");
      out.flush();
      return;
    }
    long stored = rehearsal.storedSteps();
    long steps = Math.max(0, budget * plan.horizon().steps() - stored);
    out.printf(
        Locale.ROOT,
        "total        at most %,d steps%s%n",
        steps,
        stored == 0 ? "" : String.format(Locale.ROOT, " (%,d more are stored)", stored));
    out.println(Speed.estimate(task.task(), plan.horizon(), steps, studies.jobs()));
    out.flush();
  }

  private static String typed(Tune.Plan plan, Strategy strategy) {
    return new Labelled(plan.labels().get(strategy), strategy).toString();
  }

  private Tune.Plan plan(Horizon horizon) {
    List<Strategy> strategies = new ArrayList<>();
    List<@Nullable String> labels = new ArrayList<>();
    Map<Strategy, String> labelled = new LinkedHashMap<>();
    for (String text : texts) {
      Labelled each = Notation.labelled(text);
      strategies.add(each.strategy());
      labels.add(each.label());
      if (each.label() != null) {
        labelled.put(each.strategy(), each.label());
      }
    }
    Input.checkLabels(labels);
    try {
      return new Tune.Plan(
          strategies.isEmpty() ? DefaultSearches.strategies() : strategies,
          horizon,
          budget,
          seeds,
          seed,
          labelled,
          parallel);
    } catch (IllegalArgumentException e) {
      throw BadInput.of("", e);
    }
  }
}
