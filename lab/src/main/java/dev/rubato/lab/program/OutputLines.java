package dev.rubato.lab.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The JSON lines of a program's standard output, read on a separate thread; other lines are
 * ignored. Never holds more than a few lines, however long the output.
 */
final class OutputLines implements Runnable {
  /** Bytes that a JSON line has at most. */
  static final int LONGEST = 1 << 16;

  private static final int WAITING = 64;

  /** What was read. */
  enum Kind {
    /** A line that begins with a brace. */
    LINE,
    /** A line that begins with a brace and is too long. */
    TOO_LONG,
    /** More output than the limits allow; nothing more is read. */
    TOO_MUCH,
    /** Nothing more will come. */
    END
  }

  /**
   * What was read.
   *
   * @param text of a line, otherwise empty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Item(Kind kind, long line, byte[] text) {}

  private final InputStream output;
  private volatile Limits limits;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(WAITING);
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private boolean begun;
  private boolean kept;
  private long ended;
  private volatile long lines; // that ended, for others
  private volatile long heard;
  private volatile long linesBefore;
  private volatile long bytesBefore;

  OutputLines(InputStream output, Limits limits) {
    this.output = output;
    this.limits = limits;
  }

  /** Begins anew: lines and limits count from here, and what nobody has asked for is dropped. */
  void begin(Limits other) {
    items.clear();
    limits = other;
    linesBefore = lines;
    bytesBefore = heard;
  }

  /** The next item, or null on a timeout. */
  @Nullable Item poll(long milliseconds) throws InterruptedException {
    return items.poll(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** How many bytes were read so far. */
  long heard() {
    return heard;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[1 << 13];
    try {
      long bytes = 0;
      for (int count = read(buffer); count > 0; count = read(buffer)) {
        bytes += count;
        heard = bytes;
        for (int i = 0; i < count; i++) {
          take(buffer[i]);
        }
        if (lines - linesBefore > limits.lines() || bytes - bytesBefore > limits.bytes()) {
          items.put(new Item(Kind.TOO_MUCH, lines - linesBefore, new byte[0]));
          return;
        }
      }
      if (begun) {
        endLine();
      }
      items.put(new Item(Kind.END, lines - linesBefore, new byte[0]));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no listener is left
    }
  }

  private int read(byte[] buffer) {
    try {
      return output.read(buffer);
    } catch (IOException e) { // closed, since the program has ended
      return -1;
    }
  }

  private void take(byte next) throws InterruptedException {
    if (next == '\n') {
      endLine();
      return;
    }
    if (!begun) {
      begun = true;
      kept = next == '{';
    }
    if (kept) {
      current.write(next);
      if (current.size() > LONGEST) {
        items.put(new Item(Kind.TOO_LONG, lines + 1 - linesBefore, new byte[0]));
        current.reset();
        kept = false;
      }
    }
  }

  private void endLine() throws InterruptedException {
    ended++;
    lines = ended;
    if (kept) {
      items.put(new Item(Kind.LINE, lines - linesBefore, current.toByteArray()));
      current.reset();
    }
    begun = false;
    kept = false;
  }
}
