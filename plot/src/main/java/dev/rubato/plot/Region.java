package dev.rubato.plot;

import dev.rubato.plot.draw.TextWidth;
import java.util.Objects;

/**
 * A part of the plane behind everything else, such as the range of good rates. An infinite edge is
 * wherever the picture ends; a finite one is in the picture.
 *
 * @param name see {@link Mark#name}
 * @param left the lower end across, or negative infinity
 * @param right the upper end across, at least left, or infinity
 * @param bottom the lower end upwards, or negative infinity
 * @param top the upper end upwards, at least bottom, or infinity
 */
public record Region(String name, double left, double right, double bottom, double top)
    implements Mark {

  public Region {
    Objects.requireNonNull(name, "name");
    if (!(left <= right && bottom <= top)) {
      throw new IllegalArgumentException(
          "region %s: must have left <= right and bottom <= top, was %s to %s, %s to %s"
              .formatted(TextWidth.quoted(name), left, right, bottom, top));
    }
  }

  /** Everything between two places across, at any height. */
  public static Region across(String name, double left, double right) {
    return new Region(name, left, right, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Everything between two heights, at any place across. */
  public static Region upwards(String name, double bottom, double top) {
    return new Region(name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, bottom, top);
  }
}
