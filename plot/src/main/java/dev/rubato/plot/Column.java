package dev.rubato.plot;

import java.util.Objects;

/** One column of a table: its heading and the alignment of its cells. */
public record Column(String title, Align align) {

  /** Words are aligned left, numbers right. */
  public enum Align {
    LEFT,
    RIGHT
  }

  public Column {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(align, "align");
  }

  /** A column of words. */
  public static Column text(String title) {
    return new Column(title, Align.LEFT);
  }

  /** A column of numbers. */
  public static Column number(String title) {
    return new Column(title, Align.RIGHT);
  }
}
