package dev.rubato.cli;

import dev.rubato.interop.Exports;
import dev.rubato.interop.Inexpressible;
import dev.rubato.interop.Target;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato export}: a strategy as code or numbers for other libraries. */
@Command(
    name = "export",
    description = {
      "Writes a strategy as code that gives the same numbers in another library, and says how"
          + " nearly; or its numbers at every step."
    },
    footer = {
      "",
      "Examples:",
      "  rubato export 'adamw: linear(0 -> 3e-4) for 5%% then cosine(-> 0)' --steps 1000 --to"
          + " pytorch",
      "  rubato export 'sgd: one-cycle(0.1)' --steps 1000 --to csv --out rates.csv"
    })
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "STRATEGY", description = "Strategy to write.")
  private String text = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET",
      description = "Where it goes: ${COMPLETION-CANDIDATES}. csv is what rubato.py reads.")
  private Target target = Target.CSV;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write to. Default: standard output.")
  private @Nullable Path out;

  @Mixin private StepsOptions length = new StepsOptions();

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Horizon horizon = length.horizon();
    Strategy strategy = Notation.labelled(text).strategy();
    if (!strategy.open().isEmpty()) {
      throw new BadInput("\"" + text + "\" can't be exported: replace each ? with a number first");
    }
    Warnings warnings = new Warnings();
    warnings.check(text, strategy, horizon);
    warnings.tell(terminal);
    StringBuilder code = new StringBuilder();
    try {
      Exports.write(strategy, horizon, target, code);
    } catch (Inexpressible e) {
      throw new BadInput("\"%s\" can't be said in %s: %s".formatted(text, target, e.getMessage()));
    }
    if (out == null) {
      terminal.out().print(code);
    } else {
      OutputFile.write(out, code.toString());
    }
    return 0;
  }
}
