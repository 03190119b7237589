package dev.rubato.notation;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.notation.Tokens.Kind;
import dev.rubato.notation.Tokens.Token;
import java.math.BigDecimal;
import java.util.List;

/** Reads numbers, {@code ?}s, spans and ramps. */
final class Values {
  private Values() {}

  /** A number, {@code inf}, or a {@code ?} with or without a range. */
  static Value value(TokenReader in, String expected) {
    Token first = in.peek();
    if (in.accept("?")) {
      if (in.peek().kind() != Kind.NUMBER || !in.peek(1).is("..")) {
        return Value.open();
      }
      double low = number(in);
      in.next();
      if (in.peek().kind() != Kind.NUMBER) {
        throw in.unexpected("the upper end of the range");
      }
      double high = number(in);
      return in.build(first, () -> Value.open(low, high));
    }
    if (in.acceptWord("inf")) {
      return Value.of(Double.POSITIVE_INFINITY);
    }
    if (first.kind() != Kind.NUMBER) {
      throw in.unexpected(expected);
    }
    return Value.of(number(in));
  }

  private static double number(TokenReader in) {
    Token token = in.next();
    double number = Double.parseDouble(token.text());
    if (Double.isInfinite(number)) {
      throw in.error(token, "this number is too large: the largest is about 1.8e308");
    }
    return number;
  }

  /** A value that may not be negative if it is a learning rate. */
  static Value level(TokenReader in, boolean rate) {
    Token first = in.peek();
    Value value = value(in, "a number such as 0.1");
    if (in.peek().is("k") && in.peek().start() == in.previous().end()) {
      throw in.errorSince(
          first, "only times count in k, thousands of steps: write " + first.text() + "e3");
    }
    if (rate) {
      in.build(first, () -> Domain.AT_LEAST_0.check("a learning rate", lowest(value)));
    }
    return value;
  }

  private static double lowest(Value value) {
    return value instanceof Value.Known known
        ? known.number()
        : value instanceof Value.Open open && open.hasRange() ? open.low() : 0;
  }

  /** A value or a ramp. */
  static Argument levelOrRamp(TokenReader in, boolean rate) {
    if (in.accept("->")) {
      return new Ramp(null, level(in, rate));
    }
    Value from = level(in, rate);
    return in.accept("->") ? new Ramp(from, level(in, rate)) : from;
  }

  /** The value that was read, or a thousand times that where a k follows it, as in 20k. */
  private static Value thousands(TokenReader in, Value value) {
    boolean adjacent = in.peek().start() == in.previous().end();
    if (!adjacent || !(value instanceof Value.Known known) || !in.acceptWord("k")) {
      return value;
    }
    // decimal arithmetic, so that 1.1k is 1100
    return Value.of(BigDecimal.valueOf(known.number()).movePointRight(3).doubleValue());
  }

  /** A value with or without a unit of time, called {@code name} in errors. */
  static Span span(TokenReader in, String name) {
    Token first = in.peek();
    Value amount = thousands(in, value(in, "a span such as 30, 5 epochs or 10%"));
    in.build(first, () -> Domain.AT_LEAST_0.check(name, lowest(amount)));
    if (in.accept("%")) {
      return new Span(amount, Span.Unit.PERCENT);
    }
    if (in.acceptWord("steps") || in.acceptWord("step")) {
      return new Span(amount, Span.Unit.STEPS);
    }
    if (in.acceptWord("epochs") || in.acceptWord("epoch")) {
      return new Span(amount, Span.Unit.EPOCHS);
    }
    if (in.peek().kind() == Kind.NAME && !List.of("then", "with").contains(in.peek().text())) {
      throw in.error(
          in.peek(),
          "expected steps, epochs or %, but found "
              + TokenReader.quoted(in.peek())
              + Spelling.hint(in.peek().text(), List.of("steps", "epochs")));
    }
    return new Span(amount, Span.Unit.BARE);
  }
}
