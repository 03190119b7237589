package dev.rubato.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a person may want to do after a result: numbered lines to paste, on standard error. */
final class NextSteps {
  private final List<String> what = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();

  /** One more step. */
  void add(String why, String command) {
    what.add(why);
    commands.add(command);
  }

  /** Writes them; nothing where there are none. */
  void tell(Terminal terminal) {
    if (what.isEmpty()) {
      return;
    }
    int width = what.stream().mapToInt(String::length).max().orElse(0);
    terminal.err().println("Next:");
    for (int i = 0; i < what.size(); i++) {
      terminal
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "  %d. %-" + width + "s  %s",
                  i + 1,
                  what.get(i),
                  Terminal.printable(commands.get(i))));
    }
    terminal.err().flush();
  }
}
