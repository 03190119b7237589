package dev.rubato.lab.program;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The line that programs print millions of times, {@code {"step": 7, "loss": 0.5}}, read without a
 * parser for JSON: a tenth of the work. Any other form, right or wrong, is left to {@link
 * ReportLine}.
 */
final class LossLine {
  private static final byte[] STEP = bytes("{\"step\":");
  private static final byte[] LOSS = bytes(",\"loss\":");
  private static final int MOST_DIGITS = 15; // exact as a double, and as a long

  private final byte[] line;
  private int at;

  private LossLine(byte[] line) {
    this.line = line;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What the line says, or null if it has another form. */
  static @Nullable ReportLine of(byte[] line) {
    return new LossLine(line).read();
  }

  private @Nullable ReportLine read() {
    if (!take(STEP)) {
      return null;
    }
    int begin = at;
    if (!digits() || at - begin > MOST_DIGITS) {
      return null;
    }
    long step = 0;
    for (int i = begin; i < at; i++) {
      step = 10 * step + line[i] - '0';
    }
    if (!take(LOSS)) {
      return null;
    }
    begin = at;
    if (!number() || at != line.length - 1 || line[at] != '}') {
      return null;
    }
    return new ReportLine(step, value(begin, at), Map.of(), Map.of());
  }

  /** The number between two places, which has the form of one. */
  private double value(int from, int to) {
    return NumberInput.parseDouble(
        new String(line, from, to - from, StandardCharsets.US_ASCII), true);
  }

  /** Takes this text and spaces behind each of its punctuation marks, as JSON allows. */
  private boolean take(byte[] text) {
    for (byte each : text) {
      if (!takes(each)) {
        return false;
      }
      while (each != '"' && (each < 'a' || each > 'z') && takes((byte) ' ')) {
        // at is moved
      }
    }
    return true;
  }

  private boolean takes(byte each) {
    boolean has = at < line.length && line[at] == each;
    at += has ? 1 : 0;
    return has;
  }

  /** Takes a whole number without leading zeros. */
  private boolean digits() {
    int begin = at;
    skipDigits();
    return at > begin && (line[begin] != '0' || at == begin + 1);
  }

  private void skipDigits() {
    while (at < line.length && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
  }

  /** Takes a number as JSON writes it. */
  private boolean number() {
    takes((byte) '-');
    if (!digits()) {
      return false;
    }
    if (takes((byte) '.')) {
      int begin = at;
      skipDigits();
      if (at == begin) {
        return false;
      }
    }
    if (takes((byte) 'e') || takes((byte) 'E')) {
      if (!takes((byte) '-')) {
        takes((byte) '+');
      }
      int begin = at;
      skipDigits();
      return at > begin;
    }
    return true;
  }
}
