package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.Locale;

/**
 * Something that a chart shows. In every mark a NaN is a gap, and a point that is infinite, or that
 * a logarithmic axis can't show, is left out with a note that says so.
 */
public sealed interface Mark permits Series, Points, Bars, Region, Label {

  /**
   * Untrusted text: the legend's entry. Points, bars and a region with the name of an earlier mark
   * belong to it, as handles do to their curve: they share its colour and its entry in the legend.
   * A label has no entry; its name is its text.
   */
  String name();

  /** Rejects coordinates that are not as many as x. */
  static void checkLength(String kind, String name, String part, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s %s: %s must have as many values as x (%d), had %d",
              kind,
              TextWidth.quoted(name),
              part,
              expected,
              length));
    }
  }
}
