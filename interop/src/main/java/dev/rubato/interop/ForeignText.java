package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what other libraries' users have: calls of constructors, assignments, Python's dictionaries
 * and JSON. It runs nothing; a name stands for what was assigned to it before.
 */
final class ForeignText {
  private static final int DEEPEST = 30;

  private final String text;
  private final Map<String, Object> variables = new LinkedHashMap<>();
  private final List<ForeignCall> calls = new ArrayList<>();
  private int at;
  private int depth;

  /**
   * A call, or a dictionary, whose name is empty.
   *
   * @param named its keyword arguments, or its entries
   */
  record ForeignCall(String name, List<Object> positional, Map<String, Object> named) {
    /** An argument by its name, or by its place behind the first, which is the optimizer. */
    @Nullable Object find(String argument, int place) {
      Object value = named.get(argument);
      return value == null && place >= 0 && place < positional.size()
          ? positional.get(place)
          : value;
    }

    /** A number, or the fallback; NaN where there is none and none is given. */
    double number(String argument, int place, double fallback) {
      Object value = find(argument, place);
      return value instanceof Double number
          ? number
          : value instanceof Boolean flag ? (flag ? 1 : 0) : fallback;
    }

    /** A text or word. */
    String word(String argument, int place, String fallback) {
      return find(argument, place) instanceof String word ? word : fallback;
    }
  }

  private ForeignText(String text) {
    this.text = text;
  }

  /** All calls and dictionaries that are statements, or assigned, in order. */
  static List<ForeignCall> read(String text) throws Inexpressible {
    ForeignText reader = new ForeignText(text);
    reader.statements();
    return reader.calls;
  }

  private void statements() throws Inexpressible {
    skip();
    while (at < text.length()) {
      if (begins("import ") || begins("from ")) {
        line();
      } else {
        statement();
      }
      skip();
    }
  }

  private void statement() throws Inexpressible {
    int begin = at;
    Object value = value();
    skipSpaces();
    if (value instanceof String name && at < text.length() && text.charAt(at) == '=') {
      at++;
      value = value();
      variables.put(name, value);
    }
    if (value instanceof ForeignCall call) {
      calls.add(call);
    }
    if (at == begin) {
      throw wrong();
    }
  }

  private boolean begins(String word) {
    return text.startsWith(word, at);
  }

  private void line() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void skipSpaces() {
    while (at < text.length() && " \t\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void skip() {
    while (at < text.length()) {
      if (text.charAt(at) == '#') {
        line();
      } else if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ';') {
        at++;
      } else {
        return;
      }
    }
  }

  private Inexpressible wrong() {
    long lines =
        text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
    return new Inexpressible(
        "line "
            + (lines + 1)
            + " can't be read: expected a constructor such as StepLR(optimizer, 30), a dictionary,"
            + " JSON, or CSV with step and rate");
  }

  private char peek() throws Inexpressible {
    skip();
    if (at >= text.length()) {
      throw wrong();
    }
    return text.charAt(at);
  }

  private Object value() throws Inexpressible {
    if (++depth > DEEPEST) {
      throw new Inexpressible("it is nested more than " + DEEPEST + " deep");
    }
    char c = peek();
    Object value;
    if (c == '"' || c == '\'') {
      value = quoted(c);
    } else if (c == '[' || c == '(') {
      value = list(c == '[' ? ']' : ')');
    } else if (c == '{') {
      value = arguments("", '}', ':');
    } else if (Character.isDigit(c) || c == '-' || c == '.' || c == '+') {
      value = number();
    } else if (Character.isJavaIdentifierStart(c)) {
      value = named();
    } else {
      throw wrong();
    }
    depth--;
    return value;
  }

  private String quoted(char quote) throws Inexpressible {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw wrong();
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    return inside;
  }

  private Object number() throws Inexpressible {
    int begin = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || text.charAt(at) == '_'
            || ("+-".indexOf(text.charAt(at)) >= 0
                && (at == begin || "eE".indexOf(text.charAt(at - 1)) >= 0)))) {
      at++;
    }
    try {
      double number = Double.parseDouble(text.substring(begin, at).replace("_", ""));
      skipSpaces();
      if (at < text.length() && (text.charAt(at) == '/' || text.charAt(at) == '*')) {
        char operation = text.charAt(at++);
        if (value() instanceof Double other) {
          return operation == '/' ? number / other : number * other;
        }
        throw wrong();
      }
      return number;
    } catch (NumberFormatException e) {
      at = begin;
      throw wrong();
    }
  }

  private Object named() throws Inexpressible {
    int begin = at;
    while (at < text.length()
        && (Character.isJavaIdentifierPart(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    String name = text.substring(begin, at);
    skipSpaces();
    if (at < text.length() && text.charAt(at) == '(') {
      return arguments(name.substring(name.lastIndexOf('.') + 1), ')', '=');
    }
    return switch (name) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
      default -> variables.getOrDefault(name, name);
    };
  }

  private List<Object> list(char end) throws Inexpressible {
    List<Object> items = new ArrayList<>();
    at++;
    while (peek() != end) {
      items.add(value());
      if (peek() == ',') {
        at++;
      } else if (peek() != end) {
        throw wrong();
      }
    }
    at++;
    return items;
  }

  private ForeignCall arguments(String name, char end, char between) throws Inexpressible {
    List<Object> positional = new ArrayList<>();
    Map<String, Object> named = new LinkedHashMap<>();
    at++;
    while (peek() != end) {
      int begin = at;
      Object value = value();
      String key = value instanceof Double number ? keyOf(number) : plain(value, begin);
      if (peek() == between && key != null) {
        at++;
        named.put(key, value());
      } else {
        positional.add(value);
      }
      if (peek() == ',') {
        at++;
      } else if (peek() != end) {
        throw wrong();
      }
    }
    at++;
    return new ForeignCall(name, positional, named);
  }

  private static String keyOf(double number) {
    return Numbers.print(number);
  }

  /** A key as it is written, also where a variable has its name. */
  private @Nullable String plain(Object value, int begin) {
    if (value instanceof String word) {
      return word;
    }
    int end = begin;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    return end == begin ? null : text.substring(begin, end);
  }
}
