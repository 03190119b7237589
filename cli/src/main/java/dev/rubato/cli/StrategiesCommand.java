package dev.rubato.cli;

import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.notation.Notation;
import dev.rubato.notation.OtherLibraries;
import dev.rubato.notation.Spelling;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.plot.Glyphs;
import dev.rubato.plot.TerminalPlot;
import dev.rubato.report.RateCurves;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Horizon;
import dev.rubato.text.Sparkline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code rubato strategies}: the catalogue of schedules and optimizers, or one of them explained.
 */
@Command(
    name = "strategies",
    description = "Lists the schedules and optimizers of the notation, or explains one.",
    footer = {"", "Example: rubato strategies cosine"})
final class StrategiesCommand implements Callable<Integer> {
  private static final Horizon EXAMPLE = Horizon.ofEpochs(100, 10);
  private static final String LEGEND =
      "u: local time in steps, D: the phrase's length, p = min(u/D, 1)";
  private static final int MINIATURE = 16;
  private static final int PLOT_ROWS = 14;

  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Candidates.OfStrategies.class,
      description = "Name to explain.")
  private @Nullable String name;

  StrategiesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (name == null) {
      list();
      return 0;
    }
    Form form = Forms.find(name);
    Algorithm algorithm = Algorithms.find(name);
    if (form != null) {
      explain(form.toString(), form.entry(), "value", LEGEND, form.signature());
      draw(form);
    } else if (algorithm != null) {
      explain(algorithm.toString(), algorithm.entry(), "update", "", algorithm.signature());
    } else {
      List<String> names = new ArrayList<>();
      Forms.all().forEach(each -> names.add(each.signature().name()));
      Algorithms.all().forEach(each -> names.add(each.signature().name()));
      String answer = OtherLibraries.answer(name);
      if (answer != null) {
        throw new BadInput(answer);
      }
      throw new BadInput(
          "no schedule or optimizer is called \"" + name + "\"" + Spelling.hint(name, names));
    }
    return 0;
  }

  private void list() {
    line("Schedules, each with its curve over a training:");
    line("");
    for (Form form : Forms.all()) {
      line("  " + miniature(form) + "  " + form);
      line("  " + " ".repeat(MINIATURE) + "  " + form.entry().summary());
    }
    line("");
    line("Optimizers:");
    line("");
    for (Algorithm algorithm : Algorithms.all()) {
      line("  " + algorithm);
      line("      " + algorithm.entry().summary());
    }
    line("");
    line("A strategy is an optimizer, a colon, and one or more schedules in sequence:");
    line("  adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)");
    line("Explain one: rubato strategies cosine");
  }

  private void explain(
      String title, CatalogueEntry entry, String label, String legend, Signature signature) {
    line(title + "  " + entry.summary());
    line("");
    tell(label, entry.formula());
    tell("", legend);
    for (Parameter parameter : signature.parameters()) {
      explain(parameter);
    }
    tell("source", entry.source());
    tell("differs", entry.differs());
    tell("example", entry.example());
  }

  private void explain(Parameter parameter) {
    line(
        "  "
            + pad(parameter.label(), 22)
            + parameter.takes()
            + (parameter.fallback() != null
                ? "; default " + parameter.fallback()
                : parameter.required() ? "" : "; optional"));
    line("    " + parameter.meaning());
  }

  private void draw(Form form) {
    String example = form.entry().example();
    RateCurves curves = new RateCurves(EXAMPLE, List.of(example), List.of(example(form)));
    int rows = Math.min(PLOT_ROWS, terminal.rows() - 2);
    line("");
    terminal
        .out()
        .print(
            TerminalPlot.draw(
                curves.chart(""),
                Math.min(terminal.columns(), 100),
                rows,
                terminal.colour(),
                terminal.glyphs()));
  }

  private void tell(String label, String text) {
    String start = label;
    for (String line : text.lines().toList()) {
      line("  " + pad(start, 10) + line);
      start = "";
    }
  }

  private static Curve example(Form form) {
    return Notation.strategy(form.entry().example()).rate().over(EXAMPLE);
  }

  /** The example's curve in one row of the terminal. */
  private String miniature(Form form) {
    Curve curve = example(form);
    double[] values = new double[MINIATURE];
    for (int i = 0; i < MINIATURE; i++) {
      values[i] = curve.at(EXAMPLE.steps() * i / MINIATURE + EXAMPLE.steps() / MINIATURE / 2);
    }
    return terminal.glyphs() == Glyphs.UNICODE ? Sparkline.of(values) : Sparkline.ascii(values);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
