package dev.rubato.lab.program;

import dev.rubato.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The end of a program's standard error, read on a separate thread, however long it is. */
final class Tail implements Runnable {
  private static final int LINES = 20;
  private static final int CHARACTERS = 2000;
  private static final int BYTES = 1 << 13;

  private final InputStream error;
  private final byte[] last = new byte[BYTES];
  private long count;
  private volatile long heard;

  Tail(InputStream error) {
    this.error = error;
  }

  /** How many bytes were read so far. */
  long heard() {
    return heard;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[BYTES];
    try {
      long bytes = 0;
      for (int read = error.read(buffer); read > 0; read = error.read(buffer)) {
        bytes += read;
        heard = bytes;
        keep(buffer, read);
      }
    } catch (IOException e) {
      // closed, since the program has ended
    }
  }

  private synchronized void keep(byte[] buffer, int read) {
    for (int i = 0; i < read; i++) {
      last[(int) (count++ % BYTES)] = buffer[i];
    }
  }

  /** Begins anew: what was read until now belongs to another trial. */
  synchronized void forget() {
    count = 0;
  }

  private synchronized byte[] kept() {
    int length = (int) Math.min(count, BYTES);
    byte[] kept = new byte[length];
    for (int i = 0; i < length; i++) {
      kept[i] = last[(int) ((count - length + i) % BYTES)];
    }
    return kept;
  }

  /** The last lines, sanitized; empty if there are none. */
  String text() {
    String all = new String(kept(), StandardCharsets.UTF_8);
    List<String> lines = all.lines().filter(line -> !line.isBlank()).map(SafeText::line).toList();
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    if (end.length() <= CHARACTERS) {
      return end;
    }
    int from = end.length() - CHARACTERS;
    return end.substring(Character.isLowSurrogate(end.charAt(from)) ? from + 1 : from);
  }
}
