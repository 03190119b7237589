package dev.rubato.text;

/** Numbers as one row of characters of growing height: {@code ▁▄█▇▆▄▃▂}. */
public final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.,-~=*#";

  private Sparkline() {}

  /** Numbers from 0 to their largest as block characters; what is negative or NaN is lowest. */
  public static String of(double[] values) {
    return draw(values, BLOCKS);
  }

  /** The same in ASCII. */
  public static String ascii(double[] values) {
    return draw(values, ASCII);
  }

  private static String draw(double[] values, String levels) {
    double highest = 0;
    for (double value : values) {
      highest = Math.max(highest, Double.isNaN(value) ? 0 : value);
    }
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      int level = highest == 0 ? 0 : (int) Math.floor(value / highest * levels.length());
      text.append(levels.charAt(Math.max(0, Math.min(levels.length() - 1, level))));
    }
    return text.toString();
  }
}
