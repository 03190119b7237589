package dev.rubato.interop;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A call in another library's text, or a dictionary, whose name is empty. It remembers what was
 * asked of it, so that whatever nobody read can be told.
 */
final class ForeignCall {
  private final String name;
  private final List<Object> positional;
  private final Map<String, Object> named;
  private final Set<String> asked = new HashSet<>();

  ForeignCall(String name, List<Object> positional, Map<String, Object> named) {
    this.name = name;
    this.positional = List.copyOf(positional);
    this.named = named;
  }

  /** A dictionary. */
  static ForeignCall of(Map<String, Object> entries) {
    return new ForeignCall("", List.of(), entries);
  }

  String name() {
    return name;
  }

  List<Object> positional() {
    return positional;
  }

  /** Its keyword arguments, or its entries. */
  Map<String, Object> named() {
    return named;
  }

  /** The keyword arguments that have a value and that nobody asked for. */
  Set<String> unread() {
    Set<String> unread = new TreeSet<>(named.keySet());
    unread.removeAll(asked);
    unread.removeIf(each -> named.get(each) == None.NONE);
    return unread;
  }

  /**
   * Refuses what nobody asked for, such as a misspelt word.
   *
   * @param known what makes no difference to the rates
   */
  void checkRead(Set<String> known) throws Inexpressible {
    Set<String> unread = unread();
    unread.removeAll(known);
    if (!unread.isEmpty()) {
      throw new Inexpressible(
          "%s has no %s that is known here: is it misspelt?"
              .formatted(name.isEmpty() ? "this" : name, String.join(" and no ", unread)));
    }
  }

  /**
   * What a text doesn't say: a name that nothing was assigned to, or code.
   *
   * @param text as it stands there
   */
  record Unknown(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** Python's None, as if nothing were given. */
  enum None {
    NONE
  }

  /** An argument by its name, or by its place; None is as if it weren't there. */
  @Nullable Object find(String argument, int place) {
    asked.add(argument);
    Object value = named.get(argument);
    if (value == null && place >= 0 && place < positional.size()) {
      value = positional.get(place);
    }
    return value == None.NONE ? null : value;
  }

  /**
   * A number, or the fallback where there is none.
   *
   * @throws Inexpressible where something is given that is no number
   */
  double number(String argument, int place, double fallback) throws Inexpressible {
    Object value = find(argument, place);
    if (value instanceof Double number) {
      return number;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    Double written = value instanceof String text ? ForeignNumber.of(text) : null;
    if (written != null) {
      return written; // YAML takes 1e-4 for a word
    }
    if (value != null) {
      throw new Inexpressible(
          "%s%s must be a number, was %s: write the number, or the line that gives it one"
              .formatted(name.isEmpty() ? "" : name + "'s ", argument, said(value)));
    }
    return fallback;
  }

  /** A number that must be there. */
  double need(String argument, int place) throws Inexpressible {
    double value = number(argument, place, Double.NaN);
    if (Double.isNaN(value)) {
      throw new Inexpressible(
          (name.isEmpty() ? "this" : name) + " needs its " + argument + ", as a number");
    }
    return value;
  }

  /** Whether a flag is set. */
  boolean flag(String argument, int place, boolean fallback) throws Inexpressible {
    Object value = find(argument, place);
    if (value instanceof String word && word.toLowerCase(Locale.ROOT).matches("true|false")) {
      return word.equalsIgnoreCase("true");
    }
    return number(argument, place, fallback ? 1 : 0) != 0;
  }

  /** A text or word. */
  String word(String argument, int place, String fallback) throws Inexpressible {
    Object value = find(argument, place);
    if (value instanceof String word) {
      return word;
    }
    if (value instanceof Unknown name && name.text().matches("[\\w.]+")) {
      return name.text().substring(name.text().lastIndexOf('.') + 1); // such as of an enumeration
    }
    if (value != null) {
      throw new Inexpressible("%s must be a word, was %s".formatted(argument, said(value)));
    }
    return fallback;
  }

  /** Refuses an argument that a scheduler's code would decide. */
  void without(String argument, int place) throws Inexpressible {
    Object value = find(argument, place);
    if (value != null) {
      throw new Inexpressible(
          "%s's %s runs code, which is not read: give its rates as CSV with step and rate"
              .formatted(name, argument));
    }
  }

  private static String said(Object value) {
    String text =
        value instanceof ForeignCall call
            ? call.name().isEmpty() ? "a dictionary" : call.name() + "(…)"
            : value instanceof List ? "a list" : value.toString();
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
