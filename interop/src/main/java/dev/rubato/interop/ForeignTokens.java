package dev.rubato.interop;

/** The characters of a text that {@link ForeignText} reads: each is passed a few times at most. */
final class ForeignTokens {
  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  private final String text;
  private int at;

  ForeignTokens(String text) {
    this.text = text;
  }

  /** A place that can't be read; caught where the next statement begins. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1;
    private final int place;
    private final boolean deep;

    /** Whether the text ends there, so that nothing can follow. */
    boolean isEnd(ForeignTokens tokens) {
      return place >= tokens.text.length();
    }

    private Failure(int place, boolean deep) {
      super(null, null, false, false);
      this.place = place;
      this.deep = deep;
    }
  }

  Failure failure() {
    return new Failure(at, false);
  }

  Failure deep() {
    return new Failure(at, true);
  }

  /** What to tell about a place. */
  Inexpressible wrong(Failure failure) {
    if (failure.deep) {
      return new Inexpressible("it is nested too deep to be a scheduler");
    }
    return new Inexpressible(
        "line %s can't be read: expected a constructor such as StepLR(optimizer, 30), a dictionary,"
                .formatted(line(failure.place))
            + " JSON, YAML, options, or CSV with step and rate");
  }

  private long line(int place) {
    return 1
        + text.substring(0, Math.min(place, text.length())).chars().filter(c -> c == '\n').count();
  }

  int at() {
    return at;
  }

  String from(int begin, int end) {
    return text.substring(begin, Math.max(begin, Math.min(end, text.length())));
  }

  private char here() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  char next() {
    return text.charAt(at++);
  }

  /** The next character on the line, '\0' at the end. */
  char peek() {
    while (here() == ' ' || here() == '\t' || here() == '\r' || (here() == '\\' && continues())) {
      at += here() == '\\' ? 2 : 1;
    }
    return here();
  }

  private boolean continues() {
    return at + 1 < text.length() && text.charAt(at + 1) == '\n';
  }

  /** The next character inside brackets, where lines and comments don't count. */
  char peekInside() throws Failure {
    while (Character.isWhitespace(peek()) || here() == '#') {
      if (here() == '#') {
        line();
      } else {
        at++;
      }
    }
    if (at >= text.length()) {
      throw failure();
    }
    return here();
  }

  void line() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  boolean follows(String word) {
    peek();
    return text.startsWith(word, at);
  }

  /** Goes to the next statement; false at the end. */
  boolean skipToStatement() {
    while (Character.isWhitespace(peek()) || here() == '#' || here() == ';' || here() == ',') {
      if (here() == '#') {
        line();
      } else {
        at++;
      }
    }
    return at < text.length();
  }

  /** Takes a word if it stands here. */
  boolean takesWord(String word) {
    int end = at + word.length();
    if (!text.startsWith(word, at)
        || (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end)))) {
      return false;
    }
    at = end;
    return true;
  }

  /** Passes what stands behind a statement on its line. */
  void endStatement(int begin) {
    if (at == begin) {
      at++;
    }
    while (at < text.length() && here() != '\n' && here() != ';') {
      step();
    }
  }

  /** Passes a statement that can't be read, to the end of its line, and returns it. */
  String pass(int begin) {
    at = begin;
    endStatement(begin);
    return from(begin, Math.min(at, begin + 200));
  }

  /** Whether a statement begins behind spaces, in the body of something. */
  boolean isIndented(int begin) {
    return begin > 0 && " \t".indexOf(text.charAt(begin - 1)) >= 0;
  }

  /** One character on, or a whole text in quotes. */
  private void step() {
    if (here() == '"' || here() == '\'') {
      try {
        quoted();
        return;
      } catch (Failure e) {
        // a quote alone, such as in a comment
      }
    }
    at++;
  }

  /** Passes a value that isn't understood, to what ends it inside brackets. */
  void skipValue() throws Failure {
    int depth = 0;
    while (at < text.length()) {
      char c = here();
      if (depth == 0 && (c == ',' || CLOSING.indexOf(c) >= 0)) {
        return;
      }
      depth += OPENING.indexOf(c) >= 0 ? 1 : CLOSING.indexOf(c) >= 0 ? -1 : 0;
      if (c == '#') {
        line();
      } else {
        step();
      }
    }
    throw failure();
  }

  /** Passes an attribute, an index or a further call. */
  void skipFurther() throws Failure {
    if (next() == '.') {
      name();
      return;
    }
    int depth = 1;
    while (depth > 0) {
      if (at >= text.length()) {
        throw failure();
      }
      char c = here();
      depth += OPENING.indexOf(c) >= 0 ? 1 : CLOSING.indexOf(c) >= 0 ? -1 : 0;
      step();
    }
  }

  /** Passes the type of what is assigned. */
  void skipUntilAssigned() {
    while (at < text.length() && here() != '=' && here() != '\n') {
      at++;
    }
  }

  /** A text in quotes, on one line unless there are three. */
  String quoted() throws Failure {
    char quote = here();
    String three = String.valueOf(quote).repeat(3);
    if (text.startsWith(three, at)) {
      int end = text.indexOf(three, at + 3);
      if (end < 0) {
        at += 3;
        throw failure();
      }
      String inside = text.substring(at + 3, end);
      at = end + 3;
      return inside;
    }
    StringBuilder inside = new StringBuilder();
    for (int i = at + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
      char c = text.charAt(i);
      if (c == quote) {
        at = i + 1;
        return inside.toString();
      }
      inside.append(c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c);
    }
    throw failure();
  }

  Object number() throws Failure {
    int begin = at;
    while (Character.isLetterOrDigit(here())
        || here() == '.'
        || here() == '_'
        || ((here() == '+' || here() == '-') && "eE".indexOf(text.charAt(at - 1)) >= 0)) {
      at++;
    }
    Double number = ForeignNumber.of(text.substring(begin, at).replace("_", ""));
    if (number == null) {
      at = begin;
      throw failure();
    }
    return number;
  }

  /** A name with its dots. */
  String name() {
    int begin = at;
    while ((Character.isJavaIdentifierPart(here()) && here() != '\0') || here() == '.') {
      at++;
    }
    return text.substring(begin, at);
  }
}
