package dev.rubato.cli;

import dev.rubato.notation.Notation;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.SvgPlot;
import dev.rubato.plot.TerminalPlot;
import dev.rubato.report.RateCurves;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato curve}: learning rates over time, drawn or as numbers. */
@Command(
    name = "curve",
    description = "Draws the learning rate of one or more strategies over time.",
    footer = {
      "",
      "Examples:",
      "  rubato curve 'linear(0 -> 3e-4) for 5%% then cosine(-> 0)' --steps 1000",
      "  rubato curve 'cosine(0.1 -> 0)' 'one-cycle(0.1)' --steps 300 --format svg --out rates.svg"
    })
final class CurveCommand implements Callable<Integer> {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int MOST_ROWS = 30;

  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "STRATEGY", description = "What to draw.")
  private List<String> strategies = List.of();

  @Option(
      names = "--steps",
      required = true,
      paramLabel = "N",
      description = "The planned length: optimizer updates in all.")
  private long steps;

  @Option(
      names = "--steps-per-epoch",
      paramLabel = "E",
      description = "Updates in an epoch, for spans in epochs and 'per epoch'.")
  private @Nullable Long stepsPerEpoch;

  @Option(
      names = "--format",
      defaultValue = "plot",
      paramLabel = "FORMAT",
      description = "plot (the default), csv, json, svg or html.")
  private Format format = Format.PLOT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes to a file instead of standard output.")
  private @Nullable String out;

  enum Format {
    PLOT,
    CSV,
    JSON,
    SVG,
    HTML
  }

  CurveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (stepsPerEpoch != null) {
      Input.atLeast1("--steps-per-epoch", stepsPerEpoch);
    }
    Input.atLeast1("--steps", steps);
    if (steps > Horizon.MAX_STEPS) {
      throw new BadInput("--steps must be at most 2^53, was " + steps);
    }
    Horizon horizon = new Horizon(steps, stepsPerEpoch == null ? 0 : stepsPerEpoch);
    List<Curve> curves = new ArrayList<>();
    for (String text : strategies) {
      curves.add(curve(text, horizon));
    }
    Path file = out == null ? null : Input.writable("--out", out);
    write(new RateCurves(horizon, strategies, curves), file);
    return 0;
  }

  private Curve curve(String text, Horizon horizon) {
    Strategy strategy = Notation.strategy(text);
    if (!strategy.rate().open().isEmpty()) {
      throw new BadInput(
          "\"" + text + "\" can't be drawn: put a number in the place of each ? first");
    }
    Input.checkRuns(text, new Strategy(null, strategy.rate()), horizon);
    if (!new RunningSchedule(strategy.rate(), horizon).metrics().isEmpty()) {
      terminal
          .err()
          .println(
              "rubato: \""
                  + Terminal.printable(text)
                  + "\" follows a metric; this is its curve while the metric improves");
    }
    return strategy.rate().over(horizon);
  }

  private void write(RateCurves curves, @Nullable Path file) throws IOException {
    if (file == null) {
      print(curves, new PipeOutput(terminal.out()));
      return;
    }
    if (format == Format.CSV || format == Format.JSON) {
      Input.checkFits((double) steps * strategies.size());
    }
    StringBuilder text = new StringBuilder();
    print(curves, text);
    OutputFile.write(file, text.toString());
  }

  private void print(RateCurves curves, Appendable to) throws IOException {
    switch (format) {
      case CSV -> curves.csv(to);
      case JSON -> curves.json(to);
      case SVG -> to.append(SvgPlot.draw(curves.chart(""), WIDTH, HEIGHT));
      case HTML -> to.append(page(curves));
      case PLOT -> {
        int rows = Math.min(MOST_ROWS, terminal.rows() - 2);
        Chart chart = curves.chart("");
        boolean colour = terminal.colour() && out == null;
        to.append(TerminalPlot.draw(chart, terminal.columns(), rows, colour, terminal.glyphs()));
      }
    }
  }

  private String page(RateCurves curves) {
    Chart chart = curves.chart("Learning rate");
    HtmlPage page =
        HtmlPage.titled("Learning rates")
            .chart(chart, "The rate of each update, over " + steps + " steps.");
    boolean positive =
        chart.lines().stream()
            .anyMatch(line -> java.util.Arrays.stream(line.y()).anyMatch(y -> y > 0));
    if (positive) {
      Chart log =
          new Chart("On a logarithmic axis", chart.x(), Axis.log("learning rate"), chart.lines());
      page = page.chart(log, "Equal distances are equal ratios; what is 0 has no place here.");
    }
    for (String strategy : strategies) {
      page = page.code(strategy);
    }
    return page.toString();
  }
}
