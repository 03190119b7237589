package dev.rubato.cli;

import java.io.IOException;

/**
 * A format in which a result can be written.
 *
 * @param name the word of {@code --format} that asks for it, in lower case
 * @param writer writes a result in it
 */
record Format<R>(String name, Writer<R> writer) {

  /** Writes results in one format. */
  interface Writer<R> {
    /** Appends long output piece by piece, so that a reader who has seen enough can end it. */
    void write(R result, Appendable to) throws IOException;
  }
}
