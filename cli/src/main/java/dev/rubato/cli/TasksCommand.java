package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Task;
import dev.rubato.lab.TaskParameter;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.plot.Column;
import dev.rubato.plot.Table;
import dev.rubato.tasks.Fashion;
import dev.rubato.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato tasks}: the tasks that strategies can be tried on. */
@Command(
    name = "tasks",
    description = "Lists the bundled tasks, or describes one.",
    footer = {"", "Example: rubato tasks digits"})
final class TasksCommand implements Callable<Integer> {
  /** The one task whose data are not bundled. */
  private static final String FASHION = "fashion";

  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "TASK",
      completionCandidates = Candidates.OfTasks.class,
      description = "Task to describe.")
  private @Nullable String name;

  TasksCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Option(
      names = "--download",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FOLDER",
      description =
          "Downloads and verifies the data of the task fashion, 30 MB. Default folder:"
              + " ~/.cache/rubato/fashion-mnist, where the task looks for it.")
  private @Nullable String download;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (download != null) {
      if (!FASHION.equals(name)) {
        throw new BadInput("--download is only for the task fashion: the others are bundled");
      }
      Path folder =
          Fashion.download(download.isEmpty() ? null : Input.path("--download", download));
      terminal.err().println("Fashion-MNIST is in " + Terminal.printable(folder.toString()));
      return 0;
    }
    if (name != null) {
      Task task = TaskOptions.open(new BundledSpec(name));
      tell(task.about());
      tell(task.parameters());
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Task task : Tasks.all()) {
      Task.About about = task.about();
      rows.add(
          List.of(
              about.name(),
              Numbers.print(about.epochs() * about.stepsPerEpoch()),
              about.summary()));
    }
    List<Column> columns =
        List.of(Column.text("task"), Column.number("steps"), Column.text("what it is"));
    terminal.out().print(new Table(columns, rows).toText(terminal.tableWidth(), terminal.glyphs()));
    return 0;
  }

  /** The parameters, as the patterns of groups find them. */
  private void tell(@Nullable List<TaskParameter> parameters) {
    String label = "parameters";
    for (TaskParameter each : parameters == null ? List.<TaskParameter>of() : parameters) {
      terminal.out().println(String.format(Locale.ROOT, "  %-11s %s", label, each));
      label = "";
    }
  }

  private void tell(Task.About about) {
    terminal.out().println(about.name() + ": " + about.summary());
    terminal.out().println("  data        " + about.data());
    if (about.name().equals(FASHION)) {
      terminal.out().println("  download    rubato tasks fashion --download");
    }
    terminal
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "  length      %d epochs of %d steps unless --epochs is given",
                about.epochs(),
                about.stepsPerEpoch()));
    terminal.out().println("  judged by   " + about.judged().name());
    terminal
        .out()
        .println(
            "  target      "
                + about.target().name()
                + (about.target().lowerIsBetter() ? " at most " : " at least ")
                + Numbers.print(about.targetValue()));
  }
}
