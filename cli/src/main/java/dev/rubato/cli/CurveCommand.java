package dev.rubato.cli;

import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.report.RateCurves;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final int MOST_ROWS = 30;

  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "STRATEGY", description = "Strategies to draw.")
  private List<String> strategies = List.of();

  @Mixin private StepsOptions length = new StepsOptions();

  @Mixin
  private OutputOptions<RateCurves> output =
      new OutputOptions<>(
          new Format<>("plot", this::plot),
          new Format<>("csv", RateCurves::csv),
          new Format<>("json", RateCurves::json),
          new Format<>("svg", (curves, to) -> to.append(svg(curves))),
          Format.png(CurveCommand::svg),
          new Format<>("html", (curves, to) -> to.append(page(curves))));

  CurveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Horizon horizon = length.horizon();
    Warnings warnings = new Warnings();
    List<Curve> curves = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<@Nullable String> labels = new ArrayList<>();
    for (String text : strategies) {
      Labelled labelled = Notation.labelled(text);
      curves.add(curve(text, labelled.strategy(), horizon, warnings));
      labels.add(labelled.label());
      names.add(labelled.label() == null ? text : labelled.label());
    }
    Input.checkLabels(labels);
    output.check();
    warnings.tell(terminal);
    output.write(new RateCurves(horizon, names, curves), terminal);
    return 0;
  }

  private Curve curve(String text, Strategy strategy, Horizon horizon, Warnings warnings) {
    if (!strategy.rate().open().isEmpty()) {
      throw new BadInput("\"" + text + "\" can't be drawn: replace each ? with a number first");
    }
    Strategy alone = new Strategy(null, strategy.rate()); // what the optimizer takes may be open
    warnings.check(text, alone, horizon);
    if (!new RunningStrategy(alone, horizon).metrics().isEmpty()) {
      terminal
          .err()
          .println(
              "rubato: \""
                  + Terminal.printable(text)
                  + "\" watches a metric; this is its curve while the metric improves");
    }
    return strategy.rate().over(horizon);
  }

  private void plot(RateCurves curves, Appendable to) throws IOException {
    int rows = Math.min(MOST_ROWS, terminal.rows() - 2);
    to.append(Pictures.text(curves.chart(""), terminal, rows, output.colour(terminal)));
  }

  private static String svg(RateCurves curves) {
    boolean one = curves.names().size() == 1;
    return Pictures.svg(curves.chart(one ? curves.names().get(0) : "Learning rates"));
  }

  private String page(RateCurves curves) {
    Chart chart = curves.chart("Learning rate");
    HtmlPage page =
        HtmlPage.titled("Learning rates")
            .chart(chart, "The rate at each update, over " + curves.horizon().steps() + " steps.");
    boolean positive =
        chart.lines().stream().anyMatch(line -> line.y().stream().anyMatch(y -> y > 0));
    if (positive) {
      Chart log =
          new Chart("On a logarithmic axis", chart.x(), Axis.log("learning rate"), chart.lines());
      page = page.chart(log, "Equal distances are equal ratios; zeros are not shown.");
    }
    for (String strategy : strategies) {
      page = page.code(strategy);
    }
    return page.toString();
  }
}
