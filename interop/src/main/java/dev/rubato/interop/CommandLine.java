package dev.rubato.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of a training program's command line: {@code --name value}, {@code --name=value}. */
final class CommandLine {
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

  private static Object value(String word) {
    String plain = word.replaceAll("^[\"']|[\"']$", "");
    return plain.length() < 400 && plain.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
        ? (Object) Double.valueOf(plain)
        : plain;
  }
}
