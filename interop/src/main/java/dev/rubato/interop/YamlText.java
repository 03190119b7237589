package dev.rubato.interop;

import dev.rubato.interop.ForeignCall.None;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the YAML that training programs are configured by: mappings and lists by indentation, and
 * plain values, quoted ones, and lists in brackets. It makes no objects and follows no anchors.
 */
final class YamlText {
  private static final int DEEPEST = 30;
  private static final int MOST_LINES = 100_000;

  private final List<Line> lines = new ArrayList<>();
  private int at;

  private record Line(int number, int indent, String text) {}

  private YamlText() {}

  /** Whether a text begins as a mapping does. */
  static boolean is(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.equals("---"))
        .limit(1)
        .anyMatch(
            line ->
                line.matches("[\\w.\"'/-]+\\s*:(\\s.*)?")
                    && !line.matches("(try|else|finally)\\s*:.*"));
  }

  /** The mapping that a text is. */
  static ForeignCall read(String text) throws Inexpressible {
    YamlText reader = new YamlText();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String plain = uncommented(line);
      if (!plain.isBlank() && !plain.startsWith("---")) {
        int indent = plain.length() - plain.stripLeading().length();
        reader.lines.add(new Line(number, indent, plain.strip()));
      }
      if (number > MOST_LINES) {
        throw new Inexpressible("it has more than %s lines of YAML".formatted(MOST_LINES));
      }
    }
    Object value = reader.block(0, 0);
    if (reader.at < reader.lines.size() || !(value instanceof ForeignCall mapping)) {
      throw reader.wrong();
    }
    return mapping;
  }

  private static String uncommented(String line) {
    int hash = line.startsWith("#") ? 0 : line.indexOf(" #");
    boolean quoted = hash > 0 && line.substring(0, hash).matches("[^\"']*([\"'])[^\"']*");
    return hash < 0 || quoted ? line : line.substring(0, hash);
  }

  private Inexpressible wrong() {
    Line line = lines.get(Math.min(at, lines.size() - 1));
    return new Inexpressible(
        "line %s can't be read as YAML: expected \"name: value\"".formatted(line.number));
  }

  private Object block(int indent, int depth) throws Inexpressible {
    if (depth > DEEPEST) {
      throw new Inexpressible("it is nested more than " + DEEPEST + " deep");
    }
    return lines.get(at).text.startsWith("- ") || lines.get(at).text.equals("-")
        ? items(lines.get(at).indent, depth)
        : mapping(Math.max(indent, lines.get(at).indent), depth);
  }

  private List<Object> items(int indent, int depth) throws Inexpressible {
    List<Object> items = new ArrayList<>();
    while (at < lines.size()
        && lines.get(at).indent == indent
        && lines.get(at).text.startsWith("-")) {
      Line line = lines.get(at);
      String rest = line.text.substring(1).strip();
      if (rest.isEmpty()) {
        at++;
        items.add(at < lines.size() && lines.get(at).indent > indent ? block(0, depth + 1) : "");
      } else if (rest.matches("[\\w.\"'/-]+:(\\s.*)?")) {
        int inner = indent + line.text.length() - rest.length();
        lines.set(at, new Line(line.number, inner, rest));
        items.add(mapping(inner, depth + 1));
      } else {
        items.add(scalar(rest));
        at++;
      }
    }
    return items;
  }

  private ForeignCall mapping(int indent, int depth) throws Inexpressible {
    Map<String, Object> entries = new LinkedHashMap<>();
    while (at < lines.size() && lines.get(at).indent == indent) {
      String text = lines.get(at).text;
      int colon = text.indexOf(':');
      if (colon < 1 || (colon + 1 < text.length() && text.charAt(colon + 1) != ' ')) {
        throw wrong();
      }
      String name = unquoted(text.substring(0, colon).strip());
      String rest = text.substring(colon + 1).strip();
      at++;
      if (!rest.isEmpty()) {
        entries.put(name, scalar(rest));
      } else if (at < lines.size()
          && (lines.get(at).indent > indent
              || (lines.get(at).indent == indent && lines.get(at).text.startsWith("-")))) {
        entries.put(name, block(indent + 1, depth + 1));
      } else {
        entries.put(name, None.NONE);
      }
    }
    return ForeignCall.of(entries);
  }

  private static String unquoted(String text) {
    boolean quotes = text.length() > 1 && text.matches("\".*\"|'.*'");
    return quotes ? text.substring(1, text.length() - 1) : text;
  }

  private Object scalar(String text) throws Inexpressible {
    if (text.startsWith("[") || text.startsWith("{")) {
      return inline(text);
    }
    if (text.matches("\".*\"|'.*'")) {
      return unquoted(text);
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "null", "~", "none" -> None.NONE;
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      case ".inf" -> Double.POSITIVE_INFINITY;
      default ->
          text.length() < 400 && text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
              ? (Object) Double.valueOf(text)
              : text;
    };
  }

  private Object inline(String text) throws Inexpressible {
    if (text.equals("[]")) {
      return List.of();
    }
    if (text.startsWith("[") && text.endsWith("]") && text.indexOf('[', 1) < 0) {
      List<Object> items = new ArrayList<>();
      for (String each : text.substring(1, text.length() - 1).split(",", -1)) {
        items.add(scalar(each.strip()));
      }
      return items;
    }
    ForeignText.Read read = ForeignText.read(text);
    if (read.calls().size() != 1) {
      throw wrong();
    }
    return read.calls().get(0);
  }
}
