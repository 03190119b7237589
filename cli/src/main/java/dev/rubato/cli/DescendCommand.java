package dev.rubato.cli;

import dev.rubato.descend.ContourPlot;
import dev.rubato.descend.Descent;
import dev.rubato.descend.DescentExport;
import dev.rubato.descend.Point;
import dev.rubato.descend.TerminalContours;
import dev.rubato.descend.TestFunction;
import dev.rubato.descend.TestFunctions;
import dev.rubato.notation.Notation;
import dev.rubato.notation.Spelling;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato descend}: walks of optimizers over a test function, drawn or as numbers. */
@Command(
    name = "descend",
    description = {
      "Walks one optimizer, or up to four side by side, over a function of two variables, and draws"
          + " the paths.",
      "x and y are one float32 parameter. Row k of the numbers is the state before update k, as an"
          + " evaluation would see it, and lr the rate that update k will use. After each update the"
          + " loss is observed once as the metric validation-loss, which plateau watches."
    },
    footer = {
      "",
      "A walk that diverges ends there, with exit status 1 and the path so far.",
      "",
      "Examples:",
      "  rubato descend 'sgd(momentum=0.9): 0.005' --function himmelblau --steps 200",
      "  rubato descend 'adam: cosine(0.1 -> 0)' --function rosenbrock --steps 1000 --out path.svg",
      "  rubato descend 'sgd: 1e-3' 'sgd(momentum=0.9): 1e-3' 'adam: 0.1' --function rosenbrock"
          + " --steps 200"
    })
final class DescendCommand implements Callable<Integer> {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 600;
  private static final int MOST_ROWS = 45;

  /** More paths would hide each other. */
  private static final int MOST_WALKS = 4;

  private static final String NUMBER = "\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*";
  private static final Pattern START = Pattern.compile(NUMBER + "," + NUMBER);

  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "STRATEGY", description = "Strategies to use, up to 4.")
  private List<String> texts = List.of();

  @Option(
      names = "--function",
      paramLabel = "NAME",
      completionCandidates = Candidates.OfFunctions.class,
      description =
          "quadratic, rosenbrock, beale, himmelblau, saddle or rastrigin. Default: rosenbrock.")
  private String functionName = "rosenbrock";

  @Option(
      names = "--start",
      paramLabel = "X,Y",
      description = "Starting point, such as -4,2. Default: the function's own.")
  private @Nullable String start;

  @Mixin private StepsOptions length = new StepsOptions();

  @Mixin
  private OutputOptions<List<Descent>> output =
      new OutputOptions<>(
          new Format<>("plot", this::plot),
          new Format<>("csv", DescentExport::csv),
          new Format<>("json", DescentExport::json),
          new Format<>("svg", (walks, to) -> to.append(svg(walks))),
          Format.png(DescendCommand::svg));

  DescendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    TestFunction function = function(functionName);
    Point from = start == null ? function.start() : point(start);
    Input.checkFits(length.steps());
    Horizon horizon = length.horizon();
    Warnings warnings = new Warnings();
    if (texts.size() > MOST_WALKS) {
      throw new BadInput(
          "at most " + MOST_WALKS + " strategies can walk side by side, were " + texts.size());
    }
    List<Strategy> strategies = new ArrayList<>();
    for (String text : texts) {
      strategies.add(strategy(text, horizon, warnings));
    }
    output.check();
    warnings.tell(terminal);
    List<Descent> walks =
        strategies.stream().map(each -> Descent.run(each, function, from, horizon)).toList();
    output.write(walks, terminal);
    boolean done = true;
    for (int i = 0; i < walks.size(); i++) {
      Descent walk = walks.get(i);
      if (walk.status() != Descent.Status.DONE) {
        String which = walks.size() == 1 ? "" : " of \"" + texts.get(i) + "\"";
        String status = walk.status().name().toLowerCase(Locale.ROOT);
        String told = "the walk" + which + " " + status + ": " + walk.reason();
        terminal.err().println("rubato: " + Terminal.printable(told));
        done = false;
      }
    }
    return done ? 0 : Main.FAILED;
  }

  private static Strategy strategy(String text, Horizon horizon, Warnings warnings) {
    Strategy strategy = Notation.strategy(text);
    if (!strategy.open().isEmpty()) {
      throw new BadInput("\"" + text + "\" can't walk: replace each ? with a number first");
    }
    warnings.check(text, strategy, horizon);
    for (String metric : new RunningStrategy(strategy, horizon).metrics()) {
      if (!metric.equals(Descent.METRIC)) {
        throw new BadInput(
            "\"%s\" watches %s, but a walk has only %s".formatted(text, metric, Descent.METRIC));
      }
    }
    return strategy;
  }

  private static TestFunction function(String name) {
    TestFunction function = TestFunctions.find(name);
    if (function == null) {
      List<String> names = TestFunctions.all().stream().map(TestFunction::name).toList();
      String hint = Spelling.hint(name, names);
      throw new BadInput(
          "no function is called \""
              + name
              + "\""
              + (hint.isEmpty() ? "; available: " + String.join(", ", names) : hint));
    }
    return function;
  }

  private static Point point(String text) {
    Matcher numbers = START.matcher(text);
    if (numbers.matches()) {
      Point point =
          new Point(Double.parseDouble(numbers.group(1)), Double.parseDouble(numbers.group(2)));
      if (point.toFloat().isFinite()) {
        return point;
      }
    }
    throw new BadInput(
        "--start must be two numbers of at most 3.4e38, such as -4,2, was \"" + text + "\"");
  }

  private static String svg(List<Descent> walks) {
    return ContourPlot.draw(walks, WIDTH, HEIGHT);
  }

  private void plot(List<Descent> walks, Appendable to) throws IOException {
    int rows = Math.min(MOST_ROWS, terminal.rows() - 2);
    boolean colour = output.colour(terminal);
    to.append(TerminalContours.draw(walks, terminal.columns(), rows, colour, terminal.glyphs()));
  }
}
