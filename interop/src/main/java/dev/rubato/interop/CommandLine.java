package dev.rubato.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of a training program's command line: {@code --name value}, {@code --name=value}. */
final class CommandLine {
  private static final String TELLING =
      ".*(lr|learning|warm|sched|decay|opt|momentum|beta|clip|grad_norm|ema|noise|adam).*";
  private static final String HARMLESS =
      ".*(log|eval|save|metric|remove|optimize|schema|filter|options|cooldown_epochs|accum).*|optim_args|lr_base.*";

  private CommandLine() {}

  /** Whether a text is one. */
  static boolean is(String text) {
    return text.strip().startsWith("--") || text.matches("(?s)[^\\n(]* --\\w.*");
  }

  /** The options by their names, a hyphen as an underscore; several values are a list. */
  static Map<String, Object> options(String text) {
    Map<String, Object> options = new LinkedHashMap<>();
    String name = "";
    for (String word : text.replace("\\\n", " ").strip().split("\\s+", -1)) {
      if (word.startsWith("--")) {
        String[] parts = word.substring(2).split("=", 2);
        name = parts[0].replace('-', '_');
        options.put(name, parts.length == 1 ? (Object) true : value(parts[1]));
      } else if (!name.isEmpty()) {
        Object before = options.getOrDefault(name, true);
        if (before instanceof List<?> several) {
          List<Object> more = new ArrayList<>(several);
          more.add(value(word));
          options.put(name, more);
        } else {
          options.put(name, before.equals(true) ? value(word) : List.of(before, value(word)));
        }
      }
    }
    return options;
  }

  /** Names the options that look as if they changed the optimizer, and that were not read. */
  static void tellUnread(ForeignCall options, List<String> notes) {
    List<String> unread = new ArrayList<>();
    for (String name : options.unread()) {
      Object value = options.named().get(name);
      boolean off =
          Boolean.FALSE.equals(value) || (value instanceof List<?> list && list.isEmpty());
      if (!off && name.matches(TELLING) && !name.matches(HARMLESS)) {
        unread.add(name);
      }
    }
    if (!unread.isEmpty()) {
      notes.add("not read: " + String.join(", ", unread));
    }
  }

  private static Object value(String word) {
    String plain = word.replaceAll("^[\"']|[\"']$", "");
    Double number = ForeignNumber.of(plain);
    return number != null ? number : plain;
  }
}
