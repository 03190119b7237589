package dev.rubato.cli;

import java.io.IOException;
import java.io.PrintWriter;

/** Standard output that ends the work once its reader is gone. */
final class PipeOutput implements Appendable {
  private static final int EVERY = 1 << 16; // characters;

  private final PrintWriter out;
  private int count;

  PipeOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Appendable append(CharSequence text) throws IOException {
    out.append(text);
    count += text.length();
    if (count >= EVERY && out.checkError()) {
      throw new IOException("standard output is closed");
    }
    count = count >= EVERY ? 0 : count;
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
