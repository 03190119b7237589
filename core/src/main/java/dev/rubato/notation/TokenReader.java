package dev.rubato.notation;

import dev.rubato.notation.Tokens.Kind;
import dev.rubato.notation.Tokens.Token;
import java.util.List;
import java.util.function.Supplier;

/** Reads tokens one by one, and creates errors that point at them. */
final class TokenReader {
  private static final int LONGEST_SHOWN = 30;

  private final String text;
  private final List<Token> tokens;
  private int next;

  TokenReader(String text) {
    this.text = text;
    this.tokens = Tokens.of(text);
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  /** The token read last, or the first if none was. */
  Token previous() {
    return tokens.get(Math.max(0, next - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Kind.END) {
      next++;
    }
    return token;
  }

  /** The token after the parenthesis that closes the one {@code ahead}. */
  Token afterParentheses(int ahead) {
    int depth = 0;
    for (int i = next + ahead; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0) {
        return tokens.get(Math.min(i + 1, tokens.size() - 1));
      }
    }
    return tokens.get(tokens.size() - 1);
  }

  boolean accept(String mark) {
    if (peek().is(mark)) {
      next++;
      return true;
    }
    return false;
  }

  boolean acceptWord(String word) {
    return peek().kind() == Kind.NAME && accept(word);
  }

  void expect(String mark, String expected) {
    if (!accept(mark)) {
      throw unexpected(expected);
    }
  }

  NotationException unexpected(String expected) {
    Token token = peek();
    if (token.is(",")) {
      checkDecimalComma(-1);
    }
    String found = token.kind() == Kind.END ? "the text ends" : "found " + quoted(token);
    return error(token, "expected " + expected + ", but " + found);
  }

  /**
   * Refuses a number with a decimal comma, whose whole part is the token {@code ahead}: two numbers
   * with nothing but a comma between them.
   */
  void checkDecimalComma(int ahead) {
    if (next + ahead < 0) {
      return;
    }
    Token whole = peek(ahead);
    Token comma = peek(ahead + 1);
    Token part = peek(ahead + 2);
    if (whole.kind() == Kind.NUMBER
        && comma.is(",")
        && part.kind() == Kind.NUMBER
        && whole.end() == comma.start()
        && comma.end() == part.start()
        && whole.text().length() + part.text().length() <= LONGEST_SHOWN) {
      throw new NotationException(
          text,
          whole.start(),
          part.end(),
          "a number has a decimal point: " + whole.text() + "." + part.text());
    }
  }

  /** A token in quotes, cut where it is long. */
  static String quoted(Token token) {
    String text = token.text();
    boolean fits = text.length() <= LONGEST_SHOWN;
    return "\"" + (fits ? text : text.substring(0, LONGEST_SHOWN) + "…") + "\"";
  }

  /**
   * An error at a name that is unknown: how a name from elsewhere is said here, or else as told.
   */
  NotationException unknown(Token name, String reason) {
    String answer = OtherLibraries.answer(name.text());
    return error(name, answer == null ? reason : answer);
  }

  NotationException error(Token place, String reason) {
    return new NotationException(text, place.start(), Math.max(place.start(), place.end()), reason);
  }

  /** An error at everything read since {@code first}. */
  NotationException errorSince(Token first, String reason) {
    return new NotationException(
        text, first.start(), Math.max(first.end(), previous().end()), reason);
  }

  /** Builds a value from what was read since {@code first}, with errors that point there. */
  <T> T build(Token first, Supplier<T> builder) {
    try {
      return builder.get();
    } catch (NotationException e) {
      throw e; // points at a place already
    } catch (IllegalArgumentException e) {
      throw errorSince(first, String.valueOf(e.getMessage()));
    }
  }
}
