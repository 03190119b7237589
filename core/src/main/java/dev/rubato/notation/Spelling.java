package dev.rubato.notation;

import java.util.Collection;

/** Suggests the name that a misspelt one was meant to be. */
public final class Spelling {
  private static final int LONGEST = 40;

  private Spelling() {}

  /**
   * A question that names the nearest of {@code names}, as {@code ; did you mean "cosine"?}, or
   * nothing if none is close.
   */
  public static String hint(String wrong, Collection<String> names) {
    if (wrong.length() > LONGEST) {
      return "";
    }
    String nearest = "";
    int least = 1 + Math.max(1, wrong.length() / 3);
    for (String name : names) {
      int distance = distance(wrong, name);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean \"" + nearest + "\"?";
  }

  /** Letters to insert, delete, change or swap (Damerau 1964, without moves across a swap). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
