package dev.rubato.descend;

import dev.rubato.plot.draw.Palette;

/**
 * The fills of the bands between contour lines: from the background's colour at the lowest band to
 * that of the first line of {@link Palette} at the highest, in light and dark mode.
 */
final class Shades {
  /** The highest band is pale too, so that a path is seen on it. */
  private static final double HIGHEST_LIGHT = 0.62;

  private static final double HIGHEST_DARK = 0.5;

  private final int levels;

  /** Shades for this many levels and so one more band. */
  Shades(int levels) {
    this.levels = levels;
  }

  /** A band's fill as SVG attributes with a space before them. */
  String fill(int band) {
    return " class=\"band" + band + "\" fill=\"" + light(band) + "\"";
  }

  /**
   * CSS for dark mode, inside or outside the bands: halos, marks and whatever is filled with it.
   */
  String dark() {
    StringBuilder css = new StringBuilder("@media screen and (prefers-color-scheme:dark){");
    css.append(".paper{fill:").append(Palette.DARK_PAPER).append('}');
    css.append(".halo{stroke:").append(Palette.DARK_PAPER).append('}');
    css.append(".mark{stroke:#e8eaed}");
    for (int band = 0; band <= levels; band++) {
      css.append(".band" + band + "{fill:");
      css.append(mix(Palette.DARK_PAPER, Palette.DARK.get(0), HIGHEST_DARK * share(band)));
      css.append('}');
    }
    return css.append('}').toString();
  }

  private String light(int band) {
    return mix(Palette.LIGHT_PAPER, Palette.LIGHT.get(0), HIGHEST_LIGHT * share(band));
  }

  private double share(int band) {
    return (double) band / Math.max(1, levels);
  }

  /** A colour between two, as hexadecimal text like them. */
  private static String mix(String from, String to, double share) {
    int start = Integer.parseInt(from.substring(1), 16);
    int end = Integer.parseInt(to.substring(1), 16);
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int low = start >> shift & 0xff;
      int high = end >> shift & 0xff;
      mixed |= (int) Math.round(low + (high - low) * share) << shift;
    }
    return "#" + Integer.toHexString(0x1000000 | mixed).substring(1);
  }
}
