package dev.rubato.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** By what, where and when a result was made, for people to read. */
final class Provenance {
  private Provenance() {}

  /**
   * All of it in two lines, the command as code.
   *
   * @param command that makes it again
   * @param place where it is kept
   */
  static String of(String command, String place) {
    return "`"
        + command.replace('`', '\'')
        + "`\n"
        + String.join(
            "; ", place, versions(), machine(), LocalDate.now(ZoneOffset.UTC) + " (UTC).");
  }

  static String versions() {
    return "Rubato " + Main.Version.number() + ", Java " + Runtime.version().feature();
  }

  static String machine() {
    return String.format(
        Locale.ROOT,
        "%s %s, %d cores",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors());
  }
}
