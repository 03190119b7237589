package dev.rubato.cli;

import dev.rubato.lab.Classics;
import dev.rubato.lab.Compare;
import dev.rubato.lab.Comparison;
import dev.rubato.lab.Contender;
import dev.rubato.lab.Ledger;
import dev.rubato.lab.LocalRunner;
import dev.rubato.lab.Study;
import dev.rubato.lab.Task;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.report.ComparisonPage;
import dev.rubato.report.ComparisonTable;
import dev.rubato.report.Output;
import dev.rubato.report.Table;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato compare}: which strategy learns a task best. */
@Command(
    name = "compare",
    description = {
      "Compares learning-rate strategies on a task, each at its own best peak rate.",
      "",
      "A ? stands for the peak: it is found on a small logarithmic grid (?0.1..1 gives the range)"
          + " before the strategy is run on fresh seeds. Without strategies, the classic ones run."
    },
    footer = {
      "",
      "Examples:",
      "  rubato compare",
      "  rubato compare 'sgd(momentum=0.9): cosine(? -> 0)' 'adam: ?' --seeds 8 --format csv"
    })
final class CompareCommand implements Callable<Integer> {
  private static final int GRID_POINTS = 5;
  private static final int GRID_SEEDS = 2;

  private final Terminal terminal;

  @Parameters(arity = "0..*", paramLabel = "STRATEGY", description = "What to compare.")
  private List<String> strategies = List.of();

  @Mixin private TaskOptions training = new TaskOptions();

  @Option(
      names = "--seeds",
      defaultValue = "5",
      paramLabel = "N",
      description = "How many fresh seeds each strategy is run on. Default: 5.")
  private int seeds;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table (the default), csv or json.")
  private Format format = Format.TABLE;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the page goes. Default: rubato-compare-TASK.html.")
  private @Nullable String report;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Trainings side by side; results do not depend on it. Default: one a core.")
  private @Nullable Integer jobs;

  enum Format {
    TABLE,
    CSV,
    JSON
  }

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Task task = training.task();
    Horizon horizon = training.horizon(task);
    Input.atLeast1("--seeds", seeds);
    int sideBySide = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    Input.atLeast1("--jobs", sideBySide);
    List<Contender> contenders = contenders(horizon);
    double trainings = (double) contenders.size() * (seeds + GRID_POINTS * GRID_SEEDS);
    Input.checkFits(trainings * horizon.steps());
    Compare.Plan plan = new Compare.Plan(contenders, horizon, seeds, GRID_SEEDS, GRID_POINTS);
    Path page = page(task);
    Comparison comparison;
    String title =
        "comparing %s on %s, %d steps a training"
            .formatted(
                contenders.size() == 1 ? "1 strategy" : contenders.size() + " strategies",
                task.about().name(),
                horizon.steps());
    try (StudyProgress progress = new StudyProgress(terminal, task.about().judged(), false, title);
        LocalRunner runner = new LocalRunner(sideBySide)) {
      Study study = new Study(task, runner, Ledger.NONE, progress, true);
      comparison = Compare.run(study, plan);
    }
    print(comparison);
    Output.write(page, ComparisonPage.html(comparison, madeBy(comparison)));
    terminal.err().println("report: " + Terminal.printable(page.toString()));
    boolean anyDone =
        comparison.standings().stream()
            .anyMatch(standing -> standing.failures() < comparison.seeds().size());
    return anyDone ? 0 : Main.FAILED;
  }

  private List<Contender> contenders(Horizon horizon) {
    if (strategies.isEmpty()) {
      return Classics.contenders();
    }
    List<Contender> contenders = new ArrayList<>();
    for (String text : strategies) {
      try {
        contenders.add(contender(text, horizon));
      } catch (NotationException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new BadInput(String.valueOf(e.getMessage()));
      }
    }
    return contenders;
  }

  /** A contender that can be run with each peak that it will try. */
  private static Contender contender(String text, Horizon horizon) {
    Contender contender = new Contender(Notation.strategy(text));
    if (!contender.isOpen()) {
      Input.checkRuns(text, contender.strategy(), horizon);
      return contender;
    }
    for (double peak : contender.grid(GRID_POINTS)) {
      Input.checkRuns(text, contender.at(peak), horizon);
    }
    return contender;
  }

  /** Where the report goes: where asked, else here, else where temporary files go. */
  private Path page(Task task) {
    if (report != null) {
      return Input.writable("--report", report);
    }
    String name = "rubato-compare-" + task.about().name() + ".html";
    try {
      Output.checkWritable(Path.of(name));
      return Path.of(name);
    } catch (IOException e) {
      return Input.writable(
          "--report", Path.of(System.getProperty("java.io.tmpdir"), name).toString());
    }
  }

  private void print(Comparison comparison) {
    switch (format) {
      case CSV -> terminal.out().print(ComparisonTable.csv(comparison));
      case JSON -> terminal.out().print(ComparisonTable.json(comparison));
      case TABLE -> {
        Table table = ComparisonTable.table(comparison);
        terminal.out().print(table.toText(terminal.tableWidth(), terminal.glyphs()));
        terminal.out().print(terminal.shown(ComparisonTable.legend(comparison)));
        terminal.out().println();
        terminal.out().println(comparison.advice());
      }
    }
    terminal.out().flush();
  }

  private static String madeBy(Comparison comparison) {
    return "Made by Rubato %s: %d steps in all; final seeds %s, grid seeds %s; Java %s."
        .formatted(
            Main.Version.number(),
            comparison.stepsTrained(),
            comparison.seeds(),
            comparison.gridSeeds(),
            Runtime.version().feature());
  }
}
