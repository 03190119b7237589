package dev.rubato.notation;

import java.util.ArrayList;
import java.util.List;

/**
 * A text split into names, numbers, texts in quotes and punctuation, without white space and
 * comments.
 */
final class Tokens {
  /** What a token is. */
  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    MARK,
    END
  }

  /**
   * One token, from {@code start} to before {@code end} of the text; of a text in quotes what is
   * inside.
   */
  record Token(Kind kind, String text, int start, int end) {
    boolean is(String mark) {
      return kind != Kind.END && kind != Kind.TEXT && text.equals(mark);
    }
  }

  private static final int LONGEST = 30;
  private static final String THOUSANDS = "KMGT";
  private static final String MARKS = "()[],=:*+?%";
  private static final List<String> MARK_TEXTS = List.of(MARKS.split(""));

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Tokens(String text) {
    this.text = text;
  }

  /**
   * Tokenizes a text, in time linear in its length.
   *
   * @throws NotationException for a character that belongs to no token
   */
  static List<Token> of(String text) {
    return new Tokens(text).cut();
  }

  private List<Token> cut() {
    while (true) {
      skip();
      if (position == text.length()) {
        // the end is after the last token, not after the blanks and comments that follow it
        int end = tokens.isEmpty() ? position : tokens.get(tokens.size() - 1).end();
        tokens.add(new Token(Kind.END, "", end, end));
        return tokens;
      }
      tokens.add(next());
    }
  }

  private void skip() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '#') {
        while (position < text.length() && text.charAt(position) != '\n') {
          position++;
        }
      } else if (Character.isWhitespace(c)) {
        position++;
      } else {
        return;
      }
    }
  }

  private Token next() {
    char c = text.charAt(position);
    if (c >= 'a' && c <= 'z') {
      int end = endOfName();
      if (isForeign(end)) {
        checkForeign();
      }
      return token(Kind.NAME, end);
    }
    if (c >= 'A' && c <= 'Z') {
      checkForeign();
    }
    if ((c == '-' && peek(1) == '>') || (c == '.' && peek(1) == '.')) {
      return token(Kind.MARK, position + 2);
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      int end = endOfNumber(position);
      checkThousands(end);
      return token(Kind.NUMBER, end);
    }
    if (c == '-' && (isDigit(peek(1)) || (peek(1) == '.' && isDigit(peek(2))))) {
      return token(Kind.NUMBER, endOfNumber(position + 1));
    }
    if (c == '"') {
      return quoted();
    }
    int mark = MARKS.indexOf(c);
    if (mark >= 0) {
      position++;
      return new Token(Kind.MARK, MARK_TEXTS.get(mark), position - 1, position);
    }
    throw new NotationException(text, position, position + 1, strange(c));
  }

  /** Answers a number such as 20M: of these letters only k is one of ours, and only in times. */
  private void checkThousands(int end) {
    int zeros = 3 * (1 + THOUSANDS.indexOf(at(end) == 'B' ? 'G' : at(end)));
    if (zeros == 0 || isLetter(at(end + 1)) || isDigit(at(end + 1)) || at(end + 1) == '_') {
      return;
    }
    String number = text.substring(position, end);
    if (number.indexOf('e') < 0 && number.indexOf('E') < 0 && number.length() <= LONGEST) {
      throw new NotationException(
          text, position, end + 1, number + at(end) + " is written " + number + "e" + zeros);
    }
  }

  /** A text in quotes, on one line. */
  private Token quoted() {
    int start = position;
    StringBuilder inside = new StringBuilder();
    for (int i = start + 1; i < text.length() && at(i) != '\n'; i++) {
      char c = at(i);
      if (c == '"') {
        position = i + 1;
        return new Token(Kind.TEXT, inside.toString(), start, position);
      }
      if (c == '\\') {
        i++;
        c = at(i);
        if (c != '"' && c != '\\') {
          throw new NotationException(
              text,
              i - 1,
              Math.min(i + 1, text.length()),
              "in quotes a \\ stands before \" or \\ only");
        }
      }
      inside.append(c);
    }
    throw new NotationException(text, start, start + 1, "this text needs a closing \" on its line");
  }

  private static String strange(char c) {
    return switch (c) {
      case '→' -> "a ramp is written with ->";
      case '-' -> "a - starts a negative number, such as -1, or the arrow ->";
      case ';' -> "phrases are joined by then, and a colon follows the optimizer";
      case '\'' -> "a text is written in double quotes";
      default ->
          isUpper(c)
              ? "names are written in lower case"
              : "this character is not part of the notation";
    };
  }

  /** Whether a name goes on as none of the notation does, but one of Python's. */
  private boolean isForeign(int end) {
    char c = at(end);
    return c == '_' || isUpper(c) || (c == '.' && isLetter(at(end + 1)));
  }

  /** Answers a name that starts here and is written as in another library. */
  private void checkForeign() {
    int end = position;
    while (isLetter(at(end)) || isDigit(at(end)) || isForeign(end)) {
      end++;
    }
    String name = text.substring(position, end);
    String answer = isMetric() ? "write a metric's name in quotes: \"" + name + "\"" : null;
    if (answer == null) {
      answer = OtherLibraries.answer(name, isCall(end));
    }
    if (answer == null && name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)+")) {
      answer = KnownNames.answer(name);
    }
    if (answer != null) {
      throw new NotationException(text, position, end, answer);
    }
  }

  /** Whether what ends here is called with arguments of its own. */
  private boolean isCall(int end) {
    return at(end) == '(' && at(end + 1) != ')';
  }

  /** Whether a metric's name is what comes next. */
  private boolean isMetric() {
    int count = tokens.size();
    return count >= 2 && tokens.get(count - 1).is("=") && tokens.get(count - 2).is("metric");
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || isUpper(c);
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private Token token(Kind kind, int end) {
    Token token = new Token(kind, text.substring(position, end), position, end);
    position = end;
    return token;
  }

  /** A hyphen belongs to a name only between two of its words, so that {@code a->b} is a ramp. */
  private int endOfName() {
    int end = position;
    while (end < text.length() && (isWord(at(end)) || (at(end) == '-' && isWord(at(end + 1))))) {
      end++;
    }
    return end;
  }

  private int endOfNumber(int start) {
    int end = digits(start);
    // "1..2" is a range: its dots are not a decimal point
    if (at(end) == '.' && at(end + 1) != '.') {
      end = digits(end + 1);
    }
    if (at(end) == 'e' || at(end) == 'E') {
      int exponent = at(end + 1) == '-' || at(end + 1) == '+' ? end + 2 : end + 1;
      if (isDigit(at(exponent))) {
        end = digits(exponent);
      }
    }
    return end;
  }

  private int digits(int start) {
    int end = start;
    while (isDigit(at(end))) {
      end++;
    }
    return end;
  }

  private char peek(int ahead) {
    return at(position + ahead);
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || isDigit(c);
  }
}
