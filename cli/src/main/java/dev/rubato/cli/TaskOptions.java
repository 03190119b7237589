package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.program.Limits;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.CommandSpec;
import dev.rubato.lab.spec.EvaluatedSpec;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.notation.Spelling;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.MetricNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that trains: what to learn. */
final class TaskOptions {
  @Option(
      names = "--task",
      split = ",",
      paramLabel = "NAME",
      completionCandidates = Candidates.OfTasks.class,
      description = {
        "Task to train on (rubato tasks lists them), or the name of your own class that implements"
            + " dev.rubato.lab.Task. Default: digits."
      })
  private List<String> names = List.of();

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description = "Class path of your own class: jars and folders.")
  private @Nullable String classpath;

  @Option(
      names = "--command",
      paramLabel = "COMMAND",
      description =
          "Your own training program in any language, such as 'python3 train.py', that follows"
              + " docs/protocol.md. Needs --steps.")
  private @Nullable String command;

  @Option(
      names = "--judged-by",
      paramLabel = "METRIC",
      description =
          "Metric by which trainings are judged, such as accuracy. Default: validation-loss.")
  private @Nullable String judged;

  @Option(
      names = "--higher-is-better",
      description =
          "Higher values of that metric are better. Needed unless its name implies it, like"
              + " accuracy.")
  private boolean higher;

  @Option(
      names = "--lower-is-better",
      description =
          "Lower values of that metric are better. Needed unless its name implies it, like loss.")
  private boolean lower;

  @Option(
      names = "--validate-every",
      paramLabel = "SPAN",
      description =
          "How often a training is evaluated: '100 steps', '1 epoch' or '10%%' of it. A plateau's"
              + " patience counts evaluations. Default: three times an epoch, or about 30 times in"
              + " a training without epochs.")
  private @Nullable String validateEvery;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "What the program should reach in few steps, such as 'accuracy >= 0.9'.")
  private @Nullable String target;

  @Option(
      names = "--silence",
      paramLabel = "SECONDS",
      description = "Timeout for a program that prints nothing. Default: 600.")
  private @Nullable Long silence;

  @Option(
      names = "--watch",
      paramLabel = "PATH",
      description =
          "File or folder on which the program's results depend, besides the files that its command"
              + " names and their Python imports: stored results are reused only while it is the"
              + " same. May be repeated.")
  private List<String> watch = List.of();

  /**
   * The one task that is named.
   *
   * @param program how long a program's training is
   */
  OpenedTask task(Supplier<Horizon> program) {
    List<OpenedTask> tasks = tasks(program);
    if (tasks.size() > 1) {
      throw new BadInput("--task must name one task here, was " + String.join(",", names));
    }
    return tasks.get(0);
  }

  /** Whether a task is named at all. */
  boolean isNamed() {
    return !names.isEmpty() || command != null || classpath != null;
  }

  /** The tasks that are named. */
  List<OpenedTask> tasks(Supplier<Horizon> program) {
    return specs(program).stream().map(spec -> new OpenedTask(spec, open(spec))).toList();
  }

  private List<TaskSpec> specs(Supplier<Horizon> program) {
    if (watch.stream().anyMatch(String::isBlank)) {
      throw new BadInput("--watch needs the name of a file or a folder, was empty");
    }
    if (command != null) {
      if (!names.isEmpty() || classpath != null) {
        throw new BadInput("--command can't be used with --task or --classpath");
      }
      return List.of(
          evaluated(
              new CommandSpec(
                  command, program.get(), judged, isHigherBetter(), target, limits(), watch),
              null));
    }
    if (target != null || silence != null || !watch.isEmpty()) {
      throw new BadInput("--target, --silence and --watch need --command");
    }
    if (judged == null && (higher || lower)) {
      throw new BadInput("--higher-is-better and --lower-is-better need --judged-by or --command");
    }
    Metric metric = judged == null ? null : new Metric(judged, !isHigherBetter());
    List<TaskSpec> specs = new ArrayList<>();
    for (String name : names.isEmpty() ? List.of("digits") : new LinkedHashSet<>(names)) {
      boolean own = classpath != null || name.indexOf('.') > 0;
      specs.add(evaluated(own ? new ClassSpec(name, classpath) : new BundledSpec(name), metric));
    }
    return specs;
  }

  /** The task as it is evaluated here. */
  private TaskSpec evaluated(TaskSpec spec, @Nullable Metric metric) {
    if (metric == null && validateEvery == null) {
      return spec;
    }
    try {
      Span every = validateEvery == null ? null : Notation.span(validateEvery);
      if (every != null
          && (every.unit() == Span.Unit.STEPS || every.unit() == Span.Unit.BARE)
          && every.amount() instanceof Value.Known known
          && known.number() < 1) {
        throw new BadInput(
            "--validate-every "
                + validateEvery
                + " is less than a step"
                + (known.number() > 0
                    ? "; did you mean " + Numbers.print(100 * known.number()) + "%?"
                    : "; leave it out for the task's own evaluations"));
      }
      return new EvaluatedSpec(spec, metric, every);
    } catch (NotationException e) {
      throw new BadInput(
          "--validate-every must be like '100 steps', '1 epoch' or '10%%', was \"%s\""
              .formatted(validateEvery));
    } catch (IllegalArgumentException e) {
      throw BadInput.of("--validate-every: ", e);
    }
  }

  /** As given, or else as the metric's name implies. */
  private boolean isHigherBetter() {
    if (higher && lower) {
      throw new BadInput("--higher-is-better and --lower-is-better can't be used together");
    }
    if (judged != null && judged.isBlank()) {
      throw new BadInput("--judged-by needs the name of a metric, such as accuracy, was empty");
    }
    if (higher || lower || judged == null) {
      return higher;
    }
    Metric named = Metric.named(judged);
    if (named == null) {
      throw new BadInput(
          "--judged-by: the name \""
              + judged
              + "\" does not say which way is better: add --higher-is-better or"
              + " --lower-is-better"
              + Spelling.hint(judged.toLowerCase(Locale.ROOT), MetricNames.known()));
    }
    return !named.lowerIsBetter();
  }

  private @Nullable Limits limits() {
    if (silence == null) {
      return null;
    }
    Input.atLeast1("--silence", silence);
    try {
      return Limits.DEFAULT.withSilence(Duration.ofSeconds(silence));
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
  }

  /** Opens a task, or fails with what is wrong with the input. */
  static Task open(TaskSpec spec) {
    try {
      return spec.open();
    } catch (IllegalArgumentException e) {
      boolean lost =
          e.getCause() instanceof ClassNotFoundException
              && spec instanceof ClassSpec own
              && own.classPath() == null;
      throw new BadInput(e.getMessage() + (lost ? "; give its jar or folder as --classpath" : ""));
    }
  }
}
