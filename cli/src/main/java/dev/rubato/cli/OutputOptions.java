package dev.rubato.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say in which format a command writes its result, and to which file. */
class OutputOptions<R> extends FormatOptions<R> {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Writes to a file instead of standard output, in the format that its ending names.")
  private @Nullable String out;

  private @Nullable Path file;

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  OutputOptions(Format<R>... formats) {
    super(formats);
  }

  /** Refuses a file that can't be written, before the work whose result it is for. */
  final void check() {
    if (out != null) {
      chooseBy(Input.path("--out", out));
      file = Input.writable("--out", out);
    } else if (chosen().bytes() != null) {
      String name = chosen().name();
      throw new BadInput(
          "--format %s is not a text: name its file, such as --out picture.%s"
              .formatted(name, name));
    }
  }

  /** Whether pictures are coloured: only on a terminal that shows colours. */
  final boolean colour(Terminal terminal) {
    return terminal.colour() && out == null;
  }

  /** Writes the result to the file, or to standard output while it has a reader. */
  final void write(R result, Terminal terminal) throws IOException {
    if (file == null) {
      write(result, new PipeOutput(terminal.out()));
      return;
    }
    Format.ByteWriter<R> writer = chosen().bytes();
    if (writer != null) {
      OutputFile.write(file, bytes -> writer.write(result, bytes));
      return;
    }
    OutputFile.write(
        file,
        bytes -> {
          Writer text = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
          write(result, text);
          text.flush();
        });
  }
}
