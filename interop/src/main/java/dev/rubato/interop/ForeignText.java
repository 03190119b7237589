package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import dev.rubato.interop.ForeignCall.None;
import dev.rubato.interop.ForeignCall.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what other libraries' users have: programs in Python, of which it takes calls, assignments
 * and arithmetic with numbers, and dictionaries and JSON. It runs nothing; a name stands for what
 * was assigned to it before. A statement that it can't read is passed over.
 */
final class ForeignText {
  private static final int DEEPEST = 30;
  private static final int MOST_PASSED = 1000;
  private static final Pattern CHANGED = Pattern.compile("([\\w.]+)\\s*[-+*/%]+=");
  private static final String ENDS = ",)]}:=;#\n";

  private final ForeignTokens tokens;
  private final Map<String, Object> variables = new LinkedHashMap<>();
  private final List<ForeignCall> calls = new ArrayList<>();
  private final List<String> passed = new ArrayList<>();
  private int depth;

  private ForeignText(String text) {
    this.tokens = new ForeignTokens(text);
  }

  /**
   * What a text says.
   *
   * @param calls and dictionaries that are statements, or assigned, in order
   * @param passed the first of the statements that could not be read
   */
  record Read(List<ForeignCall> calls, List<String> passed) {}

  /** Reads a text. */
  static Read read(String text) throws Inexpressible {
    ForeignText reader = new ForeignText(text);
    reader.statements();
    return new Read(reader.calls, reader.passed);
  }

  private void statements() throws Inexpressible {
    ForeignTokens.Failure failure = null;
    while (tokens.skipToStatement()) {
      int begin = tokens.at();
      depth = 0;
      try {
        statement();
        tokens.endStatement(begin);
      } catch (ForeignTokens.Failure e) {
        failure = failure == null ? e : failure;
        pass(tokens.pass(begin));
        if (e.isEnd(tokens)) {
          break; // something is open that nothing closes
        }
      }
    }
    if (failure != null && calls.isEmpty()) {
      throw tokens.wrong(failure);
    }
  }

  private void pass(String statement) {
    if (passed.size() < MOST_PASSED) {
      passed.add(statement);
    }
    Matcher changed = CHANGED.matcher(statement);
    if (changed.lookingAt()) {
      variables.put(changed.group(1), new Unknown(changed.group(1)));
    }
  }

  /** Assigns; what gets several values, perhaps in branches, has none that is known. */
  private void assign(String name, Object value, boolean indented) {
    Object before = variables.get(name);
    boolean several = indented && before instanceof Double && !before.equals(value);
    variables.put(name, several ? new Unknown(name) : value);
  }

  private void statement() throws ForeignTokens.Failure {
    if (tokens.takesWord("import") || tokens.takesWord("from")) {
      tokens.line();
      return;
    }
    if (tokens.takesWord("return")) {
      tokens.peek();
    }
    int begin = tokens.at();
    boolean indented = tokens.isIndented(begin);
    Object value = value();
    if (value instanceof Unknown && tokens.peek() == ':') {
      tokens.skipUntilAssigned(); // what type it is
    }
    if (tokens.peek() == '=' && !tokens.follows("==")) {
      tokens.next();
      String name = tokens.from(begin, tokens.at() - 1).strip().split("[\\s:]", 2)[0];
      int from = tokens.at();
      value = value();
      if (ENDS.indexOf(tokens.peek()) < 0 && tokens.peek() != '\0') { // such as a choice by if
        tokens.endStatement(begin);
        value = unknown(from);
      }
      assign(name, value, indented);
    }
    if (value instanceof ForeignCall call) {
      calls.add(call);
    }
  }

  /** A value where several may follow each other; what isn't known of it is skipped. */
  private Object value() throws ForeignTokens.Failure {
    if (++depth > DEEPEST) {
      throw tokens.deep();
    }
    int begin = tokens.at();
    Object value = tokens.takesWord("lambda") ? new Unknown("lambda") : sum();
    boolean further = depth > 1 && ENDS.indexOf(tokens.peekInside()) < 0;
    if (further || value.equals(new Unknown("lambda"))) {
      tokens.skipValue();
      value = new Unknown(tokens.from(begin, tokens.at()).strip());
    }
    depth--;
    return value;
  }

  private Object sum() throws ForeignTokens.Failure {
    int begin = tokens.at();
    Object left = product();
    while (tokens.peek() == '+' || tokens.peek() == '-') {
      char sign = tokens.next();
      Object right = product();
      left =
          left instanceof Double a && right instanceof Double b
              ? (Object) (sign == '+' ? a + b : a - b)
              : unknown(begin);
    }
    return left;
  }

  private Object product() throws ForeignTokens.Failure {
    int begin = tokens.at();
    Object left = signed();
    while ("*/%".indexOf(tokens.peek()) >= 0 && !tokens.follows("**")) {
      char sign = tokens.next();
      boolean whole = sign == '/' && tokens.peek() == '/';
      if (whole) {
        tokens.next();
      }
      Object right = signed();
      left =
          left instanceof Double a && right instanceof Double b
              ? (Object)
                  switch (sign) {
                    case '*' -> a * b;
                    case '%' -> a - Math.floor(a / b) * b;
                    default -> whole ? Math.floor(a / b) : a / b;
                  }
              : unknown(begin);
    }
    return left;
  }

  private Object signed() throws ForeignTokens.Failure {
    if (tokens.peekInside() == '-' || tokens.peekInside() == '+') {
      int begin = tokens.at();
      char sign = tokens.next();
      if (++depth > DEEPEST) {
        throw tokens.deep();
      }
      Object of = signed();
      depth--;
      return of instanceof Double number
          ? (Object) (sign == '-' ? -number : number)
          : unknown(begin);
    }
    int begin = tokens.at();
    Object base = simple();
    if (tokens.follows("**") && depth < DEEPEST) {
      tokens.next();
      tokens.next();
      depth++;
      Object exponent = signed();
      depth--;
      return base instanceof Double a && exponent instanceof Double b
          ? (Object) Math.pow(a, b)
          : unknown(begin);
    }
    return base;
  }

  private Unknown unknown(int begin) {
    return new Unknown(tokens.from(begin, tokens.at()).strip());
  }

  private Object simple() throws ForeignTokens.Failure {
    char c = tokens.peekInside();
    if (c == '"' || c == '\'') {
      return tokens.quoted();
    }
    if (c == '[' || c == '(') {
      return list(c == '[' ? ']' : ')');
    }
    if (c == '{') {
      return arguments("", '}', ':');
    }
    if (Character.isDigit(c) || c == '.') {
      return tokens.number();
    }
    if (c == '*') { // what is unpacked
      tokens.skipValue();
      return new Unknown("*");
    }
    if (!Character.isJavaIdentifierStart(c)) {
      throw tokens.failure();
    }
    int begin = tokens.at();
    Object value = named(tokens.name());
    boolean further = false;
    while (tokens.peek() == '[' || tokens.peek() == '(' || tokens.peek() == '.') {
      further = true;
      tokens.skipFurther();
    }
    return further ? unknown(begin) : value;
  }

  private Object named(String name) throws ForeignTokens.Failure {
    if (tokens.peek() == '(') {
      ForeignCall call = arguments(name.substring(name.lastIndexOf('.') + 1), ')', '=');
      return call.positional().size() == 1 && call.positional().get(0) instanceof Double number
          ? switch (name) {
            case "int" -> (Object) (number < 0 ? Math.ceil(number) : Math.floor(number));
            case "float" -> number;
            case "round" -> Math.rint(number);
            case "math.sqrt" -> Math.sqrt(number);
            default -> call;
          }
          : call;
    }
    return switch (name) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "None", "null" -> None.NONE;
      case "inf", "Infinity", "math.inf" -> Double.POSITIVE_INFINITY;
      default -> variables.getOrDefault(name, new Unknown(name));
    };
  }

  /** A list, or what stands in parentheses alone. */
  private Object list(char end) throws ForeignTokens.Failure {
    List<Object> items = new ArrayList<>();
    tokens.next();
    boolean comma = false;
    while (tokens.peekInside() != end) {
      items.add(value());
      if (tokens.peekInside() == ',') {
        tokens.next();
        comma = true;
      } else if (tokens.peekInside() != end) {
        throw tokens.failure();
      }
    }
    tokens.next();
    return end == ')' && !comma && items.size() == 1 ? items.get(0) : items;
  }

  private ForeignCall arguments(String name, char end, char between) throws ForeignTokens.Failure {
    List<Object> positional = new ArrayList<>();
    Map<String, Object> named = new LinkedHashMap<>();
    tokens.next();
    while (tokens.peekInside() != end) {
      int begin = tokens.at();
      Object value = value();
      String key = key(value, begin);
      if (tokens.peekInside() == between && key != null) {
        tokens.next();
        named.put(key, value());
      } else {
        positional.add(value);
      }
      if (tokens.peekInside() == ',') {
        tokens.next();
      } else if (tokens.peekInside() != end) {
        throw tokens.failure();
      }
    }
    tokens.next();
    boolean dictionary = name.equals("dict") && positional.isEmpty();
    return new ForeignCall(dictionary ? "" : name, positional, named);
  }

  /** A key as it is written, also where a variable has its name. */
  private @Nullable String key(Object value, int begin) {
    if (value instanceof String word) {
      return word;
    }
    if (value instanceof Double number) {
      return Numbers.print(number);
    }
    String written = tokens.from(begin, tokens.at()).strip();
    return written.matches("[A-Za-z_]\\w*") ? written : null;
  }
}
