package dev.rubato.cli;

import java.io.IOException;
import java.io.PrintWriter;

/** Standard output that ends the work once its reader is gone. */
final class PipeOutput implements Appendable {
  private static final int EVERY = 4096;

  private final PrintWriter out;
  private int count;

  PipeOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Appendable append(CharSequence text) throws IOException {
    out.append(text);
    if (++count % EVERY == 0 && out.checkError()) {
      throw new IOException("standard output is closed");
    }
    return this;
  }

  @Override
  public Appendable append(CharSequence text, int start, int end) throws IOException {
    return append(text.subSequence(start, end));
  }

  @Override
  public Appendable append(char c) throws IOException {
    return append(String.valueOf(c));
  }
}
