package dev.rubato.cli;

import dev.rubato.lab.program.PythonHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rubato program}: writes what a training program needs to be driven by Rubato. */
@Command(
    name = "program",
    description = "Writes rubato.py, with which a training in Python is driven by Rubato.",
    footer = {
      "",
      "Examples:",
      "  rubato program --python",
      "  rubato compare --command 'python3 train.py' --steps 400"
    })
final class ProgramCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--python",
      required = true,
      description = "For programs in Python: one file, which needs no packages.")
  private boolean python;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it: beside the program. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of(PythonHelper.NAME);

  ProgramCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (!python) {
      throw new BadInput("--python must be given: there are no files for other languages");
    }
    if (Files.isRegularFile(out) && !PythonHelper.isIt(Files.readString(out))) {
      throw new BadInput(
          out + " is a file of yours, which would be lost: name another one with --out");
    }
    OutputFile.write(out, PythonHelper.text());
    terminal.err().println("rubato: wrote " + Terminal.printable(out.toString()));
    return 0;
  }
}
