package dev.rubato.plot.draw;

import dev.rubato.text.SafeText;
import java.util.List;

/**
 * Untrusted text escaped for markup, measured and cut to a width. Widths are terminal columns: 2
 * for East Asian wide characters and emoji, 0 for combining marks.
 */
public final class TextWidth {

  /** Marks the place of a cut. */
  public static final String ELLIPSIS = "…";

  /** First and last code points of the ranges that a terminal draws two columns wide. */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x231a, 0x231b, 0x23e9, 0x23ec, 0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648, 0x2653,
    0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea,
    0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b,
    0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e,
    0x3041, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60,
    0xffe0, 0xffe6, 0x16fe0, 0x1b2ff, 0x1f000, 0x1faff, 0x20000, 0x3fffd
  };

  private TextWidth() {}

  /** The sanitized text as content or as a quoted attribute of HTML or XML. */
  public static String escape(String text) {
    String clean = SafeText.line(text);
    StringBuilder out = new StringBuilder(clean.length() + 16);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** A name as an error message shows it: sanitized, in quotes, not too long. */
  public static String quoted(String name) {
    return '"' + cut(SafeText.line(name), 60, ELLIPSIS) + '"';
  }

  /** The sanitized text with a question mark for each character that is not ASCII. */
  public static String ascii(String text) {
    return SafeText.line(text).replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** How many terminal columns the text takes. */
  public static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      width += width(c);
    }
    return width;
  }

  /** The text itself, or its start and an ellipsis if it is too wide. */
  public static String cut(String text, int width, String ellipsis) {
    if (width(text) <= width) {
      return text;
    }
    String tail = start(ellipsis, width);
    return start(text, width - width(tail)).stripTrailing() + tail;
  }

  /** Like {@link #cut}, but cuts the middle and keeps the end of the text too. */
  static String cutMiddle(String text, int width, String ellipsis) {
    if (width(text) <= width) {
      return text;
    }
    String middle = start(ellipsis, width);
    int rest = width - width(middle);
    String end = new StringBuilder(start(reversed(text), rest / 2)).reverse().toString();
    return start(text, rest - rest / 2).stripTrailing() + middle + end.stripLeading();
  }

  /**
   * Names cut to a width: all at the end, or, if that would make two different ones look the same,
   * all in the middle.
   */
  public static List<String> cutAll(List<String> names, int width, String ellipsis) {
    List<String> starts = names.stream().map(name -> cut(name, width, ellipsis)).toList();
    boolean different = starts.stream().distinct().count() == names.stream().distinct().count();
    return different
        ? starts
        : names.stream().map(name -> cutMiddle(name, width, ellipsis)).toList();
  }

  /** The text at the left of this many columns, padded with spaces. */
  public static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  /** The text at the right of this many columns, padded with spaces. */
  public static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - width(text))) + text;
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  /** As much of the text's start as fits into the width. */
  private static String start(String text, int width) {
    int used = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > width) {
        break;
      }
      i += Character.charCount(c);
    }
    return text.substring(0, i);
  }

  private static int width(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    for (int i = 0; i < WIDE.length; i += 2) {
      if (c >= WIDE[i] && c <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }
}
