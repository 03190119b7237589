package dev.rubato.cli;

import dev.rubato.argument.Numbers;
import dev.rubato.file.FileFailure;
import dev.rubato.interop.Imported;
import dev.rubato.interop.Imports;
import dev.rubato.interop.Inexpressible;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rubato import}: what other libraries say about rates, in the notation. */
@Command(
    name = "import",
    description = {
      "Reads what another library says about rates, and says it in the notation: a scheduler of"
          + " PyTorch (a program, its constructor or state_dict), Keras or Optax; arguments of"
          + " Hugging Face, timm, Lightning or DeepSpeed as a command line, JSON or YAML; a CSV of"
          + " step and rate."
    },
    footer = {
      "",
      "Examples:",
      "  rubato import 'CosineAnnealingLR(optimizer, T_max=1000)' --lr 0.1",
      "  rubato import '--learning_rate 5e-5 --lr_scheduler_type cosine --warmup_steps 100'",
      "  rubato import --file rates.csv"
    })
final class ImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "What to read.")
  private @Nullable String text;

  @Option(names = "--file", paramLabel = "FILE", description = "File to read instead.")
  private @Nullable Path file;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "The optimizer's learning rate, where the text has no optimizer.")
  private @Nullable Double lr;

  @Option(
      names = "--per-epoch",
      description = "PyTorch's scheduler is stepped once an epoch. Default: after each update.")
  private boolean epochs;

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new BadInput("can't read " + file + ": " + FileFailure.words(e));
    }
  }

  @Override
  public Integer call() throws IOException {
    if ((text == null) == (file == null)) {
      throw new BadInput("give a text, or a file by --file");
    }
    String all = file == null ? String.valueOf(text) : read(file);
    try {
      Imported imported = Imports.read(all, lr == null ? Double.NaN : lr, epochs);
      terminal.out().println(imported.strategy());
      if (!Double.isNaN(imported.residual())) {
        terminal
            .err()
            .println(
                "rubato: over its %s it differs from the given rates by at most %s"
                    .formatted(
                        Numbers.count(imported.steps(), "step"),
                        Numbers.print(Numbers.round(imported.residual(), 2))));
      }
      for (String note : imported.notes()) {
        terminal.err().println("rubato: " + Terminal.printable(note));
      }
      return 0;
    } catch (Inexpressible e) {
      throw new BadInput("it can't be said in the notation: " + e.getMessage());
    }
  }
}
