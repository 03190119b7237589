package dev.rubato.cli;

import dev.rubato.lab.Task;
import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.PerformanceProfile;
import dev.rubato.lab.compare.RankedEntrant;
import dev.rubato.notation.Labelled;
import dev.rubato.plot.Table;
import dev.rubato.report.ComparisonPage;
import dev.rubato.report.ComparisonTable;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rubato compare}: which strategy learns a task best. */
@Command(
    name = "compare",
    description = {
      "Compares learning-rate strategies on a task, each at its own best peak rate.",
      "",
      "A ? marks the peak rate, found on a small logarithmic grid (?0.1..1 sets the range) before"
          + " the strategy runs on fresh seeds. By default two sets are compared: the classics, and"
          + " what networks are trained with today.",
      "",
      "On small trainings that it was not made by, the advised strategy's loss was within a tenth"
          + " of the best in 9 of 10 comparisons, but seldom where seeds get stuck (docs/truth.md)."
    },
    footer = {
      "",
      "Examples:",
      "  rubato compare",
      "  rubato compare 'sgd(momentum=0.9): cosine(? -> 0)' 'adam: ?' --seeds 8 --format csv",
      "  rubato compare --task digits,diabetes,novel --set today",
      "  rubato compare 'sgd: ?' 'adamw: linear(? -> 0)' --until-decided --max-seeds 30",
      "  rubato compare '\"flat\" = adam: ?' '\"warmed up\" = adam: linear(0 -> ?) for 5%%'",
      "  rubato compare 'sgd: ? for 80%% then cooldown(-> 0)' --horizons 1000,2000,3000,4000"
    })
final class CompareCommand implements Callable<Integer> {
  private static final String ANY_NAME = ".rubato-check";

  private final Terminal terminal;

  @Mixin private ContenderOptions contenders = new ContenderOptions();
  @Mixin private TaskOptions training = new TaskOptions();
  @Mixin private LengthOptions length = new LengthOptions();

  @Mixin private SeedOptions seeds = new SeedOptions();

  @Mixin
  private FormatOptions<List<Comparison>> output =
      new FormatOptions<>(
          new Format<>("table", this::tables),
          new Format<>("csv", (all, to) -> to.append(csv(all))),
          new Format<>("json", (all, to) -> to.append(json(all))));

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "File to write the report to, whose charts can be saved as SVG, PNG and CSV. Default: rubato-compare-TASK.html, or with a number if that"
              + " is another study's; where the current folder can't be written, in the system's"
              + " folder for temporary files.")
  private @Nullable String report;

  @Option(
      names = "--horizons",
      split = ",",
      paramLabel = "STEPS",
      description =
          "Several training lengths, such as 1000,2000,4000. Strategies that start the same at"
              + " every length, such as a constant rate with a cooldown, share those steps.")
  private List<Long> horizons = List.of();

  @Option(
      names = "--dry-run",
      description = "Shows what would run and roughly how long it would take, without running it.")
  private boolean dryRun;

  @Mixin private StudyOptions studies = new StudyOptions();

  private final Warnings warnings = new Warnings();

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return compare();
    } finally {
      studies.close();
    }
  }

  private int compare() throws IOException {
    studies.check();
    seeds.check();
    contenders.check();
    Map<OpenedTask, List<Compare.Plan>> plans = plans();
    warnings.tell(terminal);
    if (dryRun) {
      plans.forEach(
          (task, list) ->
              ComparePreview.tell(task, list, title(task, list), seeds.added(), studies, terminal));
      return 0;
    }
    Path page = page(plans.keySet());
    List<Comparison> comparisons = new ArrayList<>();
    List<String> studied = new ArrayList<>();
    List<String> made = new ArrayList<>();
    plans.forEach(
        (task, list) ->
            compare(task, list)
                .forEach(
                    comparison -> {
                      comparisons.add(comparison);
                      made.add(studies.made(task, command(task, list)));
                      studied.add(studies.identity(task) + ", " + comparison.horizon());
                    }));
    output.write(comparisons, terminal.out());
    terminal.out().flush();
    Path written = write(page, comparisons, studied, made);
    if (comparisons.size() == 1) {
      Map.Entry<OpenedTask, List<Compare.Plan>> only = plans.entrySet().iterator().next();
      studies.tell(next(comparisons.get(0), only.getKey(), only.getValue(), written), terminal);
    }
    return studies.status(comparisons.stream().anyMatch(CompareCommand::anyDone) ? 0 : Main.FAILED);
  }

  /** For each task a plan for each horizon. */
  private Map<OpenedTask, List<Compare.Plan>> plans() {
    Map<OpenedTask, List<Compare.Plan>> plans = new LinkedHashMap<>();
    double steps = 0;
    for (OpenedTask task : training.tasks(this::programLength)) {
      List<Compare.Plan> list = new ArrayList<>();
      for (Horizon each : horizons(task.task())) {
        Horizon horizon = task.checked(each);
        Compare.Plan plan =
            seeds.plan(
                contenders.entrants(horizon, task.every(horizon), warnings, terminal), horizon);
        plan.entrants().forEach(any -> warnings.check(any.strategy(), task.task()));
        steps += (double) plan.trials() * horizon.steps();
        list.add(plan);
      }
      plans.put(task, list);
    }
    Input.checkFits(steps);
    return plans;
  }

  private Horizon programLength() {
    return horizons.isEmpty() ? length.program() : Horizon.ofSteps(Math.max(1, horizons.get(0)));
  }

  private List<Horizon> horizons(Task task) {
    if (horizons.isEmpty()) {
      return List.of(length.horizon(task));
    }
    length.checkNone("--horizons");
    return new LinkedHashSet<>(horizons)
        .stream().map(steps -> Input.steps("--horizons", task, steps)).toList();
  }

  private List<Comparison> compare(OpenedTask task, List<Compare.Plan> plans) {
    return studies.run(
        terminal,
        "compare",
        task,
        command(task, plans),
        title(task, plans),
        List.of(),
        new StudyOptions.Work<>(
            study -> Compare.run(study, plans),
            phases(plans),
            comparisons -> comparisons.stream().anyMatch(CompareCommand::anyDone),
            (comparisons, to) -> tables(comparisons, terminal.paper(), true, to)));
  }

  private static List<String> phases(List<Compare.Plan> plans) {
    List<String> phases = new ArrayList<>();
    if (plans.stream().anyMatch(plan -> plan.entrants().stream().anyMatch(Entrant::isOpen))) {
      phases.add("peaks");
    }
    if (plans.stream().anyMatch(plan -> plan.raceTrials() > 0)) {
      phases.add("best peaks");
    }
    phases.add("fresh seeds");
    return phases;
  }

  /** Whether a strategy can be judged. */
  private static boolean anyDone(Comparison comparison) {
    double best = comparison.best().last(comparison.task().judged()).mean();
    return Double.isFinite(best);
  }

  private static String title(OpenedTask task, List<Compare.Plan> plans) {
    int count = plans.get(0).entrants().size();
    return "comparing %s on %s, %s steps per training"
        .formatted(
            count == 1 ? "1 strategy" : count + " strategies",
            task.about().name(),
            plans.stream()
                .map(plan -> Long.toString(plan.horizon().steps()))
                .collect(Collectors.joining(", ")));
  }

  /** The command that runs this again, whatever its defaults will be by then. */
  private String command(OpenedTask task, List<Compare.Plan> plans) {
    List<String> words = new ArrayList<>(List.of("rubato", "compare"));
    plans.get(0).entrants().forEach(each -> words.add(typed(each)));
    words.addAll(task.words());
    if (horizons.isEmpty()) {
      words.addAll(length.words(plans.get(0).horizon()));
    } else {
      words.add("--horizons");
      words.add(
          plans.stream()
              .map(plan -> Long.toString(plan.horizon().steps()))
              .collect(Collectors.joining(",")));
    }
    words.addAll(seeds.words());
    return Input.command(words);
  }

  static String typed(Entrant entrant) {
    return new Labelled(entrant.label(), entrant.strategy()).toString();
  }

  /** Where the report goes: the path given, else the current folder, else the temporary folder. */
  private Path page(Collection<OpenedTask> tasks) throws IOException {
    if (report != null) {
      return Input.writable("--report", report);
    }
    String names =
        tasks.stream()
            .map(task -> Input.fileName(task.about().name()))
            .collect(Collectors.joining("-"));
    String name = "rubato-compare-" + names + ".html";
    try {
      OutputFile.checkUnasked(Path.of(ANY_NAME));
      return Path.of(name);
    } catch (IOException e) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      OutputFile.checkUnasked(temporary.resolve(ANY_NAME));
      terminal
          .err()
          .println(
              "rubato: this folder can't be written, so the report goes to "
                  + Terminal.printable(temporary.toString())
                  + " (--report FILE names another place)");
      return temporary.resolve(name);
    }
  }

  /** A page for each comparison: the first at the requested path, the others next to it. */
  private Path write(
      Path page, List<Comparison> comparisons, List<String> studied, List<String> made)
      throws IOException {
    Path first = page;
    for (int i = 0; i < comparisons.size(); i++) {
      String html =
          ComparisonPage.html(
              comparisons.get(i),
              madeBy(comparisons.get(i), made.get(i)),
              warnings.ofGroups(comparisons.get(i).task().name()),
              comparisons);
      Path file = page;
      if (report != null && i == 0) {
        OutputFile.write(file, html);
      } else {
        Path name = i == 0 ? page : PageName.numbered(page, i + 1);
        file = PageName.write(name, html, studied.get(i));
      }
      first = i == 0 ? file : first;
      terminal.err().println("report: " + Terminal.printable(file.toString()));
    }
    return first;
  }

  /** What may be done after one comparison. */
  private NextSteps next(
      Comparison comparison, OpenedTask task, List<Compare.Plan> plans, Path written) {
    NextSteps next = new NextSteps();
    if (!anyDone(comparison)) {
      return next;
    }
    next.add("see the curves in a browser", written.toString());
    RankedEntrant advised = comparison.advised();
    List<String> words =
        new ArrayList<>(
            List.of("rubato", "train", advised.entrant().at(advised.peak()).toString()));
    words.addAll(task.words());
    words.addAll(length.words(comparison.horizon()));
    words.addAll(studies.words());
    next.add("train the advised one", Input.command(words));
    if (comparison.ties().size() > 1 && !seeds.areAdded()) {
      List<String> more = new ArrayList<>(List.of("--until-decided"));
      more.addAll(studies.words());
      next.add("add seeds until it is decided", command(task, plans) + " " + Input.command(more));
    }
    return next;
  }

  /** For each comparison the answer and its ranking, and a summary if there are several. */
  private static void tables(
      List<Comparison> comparisons, Terminal on, boolean verbose, Appendable to)
      throws IOException {
    boolean several = comparisons.size() > 1;
    for (Comparison comparison : comparisons) {
      if (several) {
        to.append(comparison.task().name())
            .append(String.format(Locale.ROOT, ", %d steps\n", comparison.horizon().steps()));
      }
      boolean moreWouldTell =
          comparison.needsSeeds()
              && Double.isFinite(comparison.best().last(comparison.task().judged()).mean());
      String more = moreWouldTell ? " Try --seeds 5." : "";
      to.append(on.bold(comparison.advice() + more)).append("\n\n");
      to.append(shown(ComparisonTable.table(comparison), on));
      to.append(on.wrapped(on.shown(ComparisonTable.legend(comparison, verbose))));
      for (String note : comparison.notes()) {
        to.append('\n').append(on.wrapped(on.shown(note)));
      }
      to.append('\n');
      to.append(several ? "\n" : "");
    }
    if (several) {
      to.append("across all tasks and lengths\n");
      to.append(
          shown(ComparisonTable.profile(comparisons, PerformanceProfile.of(comparisons)), on));
      to.append(on.shown(ComparisonTable.PROFILE_LEGEND));
    }
  }

  private void tables(List<Comparison> comparisons, Appendable to) throws IOException {
    tables(comparisons, terminal, studies.verbose(), to);
  }

  private static String csv(List<Comparison> all) {
    return all.size() == 1 ? ComparisonTable.csv(all.get(0)) : ComparisonTable.csv(all);
  }

  private static String json(List<Comparison> all) {
    return all.size() == 1
        ? ComparisonTable.json(all.get(0))
        : ComparisonTable.json(all, PerformanceProfile.of(all));
  }

  private static String shown(Table table, Terminal on) {
    return table.toText(on.tableWidth(), on.glyphs());
  }

  private static String madeBy(Comparison comparison, String made) {
    return String.format(
        Locale.ROOT,
        "%s%n%d steps requested, %d trained; final seeds %s, grid seeds %s.",
        made,
        comparison.stepsAsked(),
        comparison.stepsTrained(),
        comparison.seeds(),
        comparison.gridSeeds());
  }
}
