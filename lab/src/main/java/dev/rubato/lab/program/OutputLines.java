package dev.rubato.lab.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The JSON lines of a program's standard output, read on a separate thread; other lines are
 * ignored. Never holds more than a few buffers, however long the output.
 */
final class OutputLines implements Runnable {
  /** Bytes that a JSON line has at most. */
  static final int LONGEST = 1 << 16;

  private static final int WAITING = 8;

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

  /** What each reading gave: one exchange between the threads for all of it. */
  private final BlockingQueue<List<Item>> readings = new ArrayBlockingQueue<>(WAITING);

  private final Deque<Item> waiting = new ArrayDeque<>(); // of the listener's thread
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private List<Item> items = new ArrayList<>(); // of the reader's thread
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
    readings.clear();
    waiting.clear();
    limits = other;
    linesBefore = lines;
    bytesBefore = heard;
  }

  /** The next item, or null on a timeout. */
  @Nullable Item poll(long milliseconds) throws InterruptedException {
    if (waiting.isEmpty()) {
      List<Item> reading = readings.poll(milliseconds, TimeUnit.MILLISECONDS);
      if (reading != null) {
        waiting.addAll(reading);
      }
    }
    return waiting.poll();
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
        take(buffer, count);
        if (lines - linesBefore > limits.lines() || bytes - bytesBefore > limits.bytes()) {
          add(Kind.TOO_MUCH, lines - linesBefore);
          pass();
          return;
        }
        pass();
      }
      if (begun) {
        endLine();
      }
      add(Kind.END, lines - linesBefore);
      pass();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no listener is left
    }
  }

  private void pass() throws InterruptedException {
    if (!items.isEmpty()) {
      readings.put(items);
      items = new ArrayList<>();
    }
  }

  private void add(Kind kind, long line) {
    items.add(new Item(kind, line, kind == Kind.LINE ? current.toByteArray() : new byte[0]));
    current.reset();
  }

  private int read(byte[] buffer) {
    try {
      return output.read(buffer);
    } catch (IOException e) { // closed, since the program has ended
      return -1;
    }
  }

  private void take(byte[] buffer, int count) {
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        piece(buffer, from, i);
        endLine();
        from = i + 1;
      }
    }
    piece(buffer, from, count);
  }

  private void piece(byte[] buffer, int from, int to) {
    if (from == to) {
      return;
    }
    if (!begun) {
      begun = true;
      kept = buffer[from] == '{';
    }
    if (kept) {
      current.write(buffer, from, to - from);
      if (current.size() > LONGEST) {
        add(Kind.TOO_LONG, lines + 1 - linesBefore);
        kept = false;
      }
    }
  }

  private void endLine() {
    ended++;
    lines = ended;
    if (kept) {
      add(Kind.LINE, lines - linesBefore);
    }
    begun = false;
    kept = false;
  }
}
