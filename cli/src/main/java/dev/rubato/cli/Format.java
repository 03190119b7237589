package dev.rubato.cli;

import dev.rubato.plot.PngPicture;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A format in which a result can be written: as text, or as bytes that only a file takes.
 *
 * @param name the word of {@code --format} that asks for it, in lower case
 * @param writer writes a result in it as text
 * @param bytes writes a result in it as bytes; null for a text
 */
record Format<R>(String name, Writer<R> writer, @Nullable ByteWriter<R> bytes) {

  /** A format that is a text. */
  Format(String name, Writer<R> writer) {
    this(name, writer, null);
  }

  /** The PNG file of what a function draws as an SVG file. */
  static <R> Format<R> png(Function<R, String> svg) {
    return new Format<>(
        "png",
        (result, to) -> {
          throw new IllegalStateException("a PNG is not a text");
        },
        (result, to) -> PngPicture.write(svg.apply(result), to));
  }

  /** Writes results in one format. */
  interface Writer<R> {
    /** Appends long output piece by piece, so that a reader who has seen enough can end it. */
    void write(R result, Appendable to) throws IOException;
  }

  /** Writes results in one format that is no text. */
  interface ByteWriter<R> {
    void write(R result, OutputStream to) throws IOException;
  }
}
