package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;

/**
 * Something that a chart shows. In every mark a place with a NaN is a gap, and one that is
 * infinite, or that a logarithmic axis has no place for, is left out with a note that says so.
 */
public sealed interface Mark permits Series, Points, Bars, Region, Label {

  /**
   * Untrusted text: what the legend says. Points, bars and a region with the name of a mark before
   * them belong to it, as handles do to their curve: they share its colour and its entry in the
   * legend. A label has no entry; its name is what it says.
   */
  String name();

  /** Refuses coordinates that are not as many as x. */
  static void checkLength(String kind, String name, String part, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "%s %s: %s must have as many values as x (%d), had %d"
              .formatted(kind, TextWidth.quoted(name), part, expected, length));
    }
  }
}
