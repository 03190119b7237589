package dev.rubato.plot;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table: its heading, the alignment of its cells, and the pictures that stand in
 * their place where there is room, or null.
 */
public record Column(String title, Align align, @Nullable CellPictures pictures) {

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
    return new Column(title, Align.LEFT, null);
  }

  /** A column of numbers. */
  public static Column number(String title) {
    return new Column(title, Align.RIGHT, null);
  }

  /** A column of pictures, one for each row, whose cells' text says what they show. */
  public static Column pictures(String title, CellPictures pictures) {
    return new Column(title, Align.LEFT, pictures);
  }
}
