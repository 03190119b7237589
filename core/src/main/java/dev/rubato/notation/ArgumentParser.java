package dev.rubato.notation;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Items;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.argument.Span;
import dev.rubato.argument.Text;
import dev.rubato.argument.Word;
import dev.rubato.notation.Tokens.Kind;
import dev.rubato.notation.Tokens.Token;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments between the parentheses of one call, each as its parameter requires. */
final class ArgumentParser {
  private final Parser parser;
  private final TokenReader in;
  private final Signature signature;
  private final Map<String, Argument> arguments = new LinkedHashMap<>();

  ArgumentParser(Parser parser, Signature signature) {
    this.parser = parser;
    this.in = parser.in();
    this.signature = signature;
  }

  /** The arguments up to and including the closing parenthesis; the opening one was read. */
  Map<String, Argument> arguments() {
    if (in.accept(")")) {
      return arguments;
    }
    do {
      argument();
    } while (in.accept(","));
    in.expect(")", "a comma or a closing parenthesis");
    return arguments;
  }

  private void argument() {
    Token first = in.peek();
    boolean named = first.kind() == Kind.NAME && in.peek(1).is("=");
    Parameter parameter = named ? named() : positional();
    Token place = in.peek();
    Argument argument = read(parameter);
    if (arguments.put(parameter.name(), argument) != null) {
      throw in.errorSince(first, "\"" + parameter.name() + "\" is given twice");
    }
    in.build(place, () -> Arguments.check(parameter, argument));
  }

  private Parameter named() {
    Token name = in.next();
    in.next(); // the =
    Parameter parameter = signature.find(name.text());
    if (parameter == null || !parameter.label().equals(parameter.name())) { // a ramp has no name
      throw in.unknown(
          name,
          signature.name()
              + " has no argument called "
              + TokenReader.quoted(name)
              + hint(name.text()));
    }
    return parameter;
  }

  private String hint(String name) {
    String hint = Spelling.hint(name, signature.labels());
    return hint.isEmpty() ? "; it takes " + String.join(", ", signature.labels()) : hint;
  }

  private Parameter positional() {
    Parameter parameter = signature.positional();
    if (parameter == null || !arguments.isEmpty()) {
      in.checkDecimalComma(-2);
      throw in.error(
          in.peek(), "this argument needs its name: " + signature.name() + " takes " + takes());
    }
    return parameter;
  }

  private String takes() {
    return signature.labels().isEmpty() ? "no arguments" : String.join(", ", signature.labels());
  }

  private Argument read(Parameter parameter) {
    return switch (parameter.kind()) {
      case LEVEL, LEVEL_OR_RAMP, RAMP -> Values.levelOrRamp(in, parser.readsRate());
      case NUMBER -> Values.value(in, "a number");
      case SPAN -> Values.span(in, parameter.name());
      case SHARE -> {
        Span span = Values.span(in, parameter.name());
        yield span.unit() == Span.Unit.BARE ? span.amount() : span;
      }
      case SPANS -> spans(parameter);
      case CHOICE, FLAG -> word(parameter);
      case WORD -> in.peek().kind() == Kind.TEXT ? text() : word(parameter);
      case HYPERPARAMETER ->
          in.peek().is("inf") ? Values.value(in, "a number") : schedule(parameter.name());
      case SCHEDULE -> schedule(signature.name());
      case SCHEDULES -> schedules();
    };
  }

  private Word word(Parameter parameter) {
    if (parameter.name().equals("decay") && in.peek().kind() == Kind.NUMBER) {
      throw in.error(
          in.peek(),
          "decay says how weight decay acts: one of "
              + String.join(", ", parameter.choices())
              + "; how much is weight-decay, and the decay of TensorFlow's rmsprop is alpha here");
    }
    if (in.peek().kind() != Kind.NAME) {
      throw in.unexpected(
          parameter.choices().isEmpty()
              ? parameter.kind().expected()
              : "one of " + String.join(", ", parameter.choices()));
    }
    Token name = in.next();
    if (!parameter.choices().isEmpty() && !parameter.choices().contains(name.text())) {
      throw in.unknown(
          name,
          parameter.name()
              + " must be one of "
              + String.join(", ", parameter.choices())
              + Spelling.hint(name.text(), parameter.choices()));
    }
    return new Word(name.text());
  }

  private Argument text() {
    Token text = in.next();
    return in.build(text, () -> Text.orWord(text.text()));
  }

  private Items spans(Parameter parameter) {
    List<Argument> spans = new ArrayList<>();
    if (in.accept("[")) {
      do {
        spans.add(Values.span(in, parameter.name()));
      } while (in.accept(","));
      in.expect("]", "a comma or a closing bracket");
    } else {
      throw in.unexpected("a list of spans such as [30, 60]");
    }
    return new Items(spans, true);
  }

  /** Schedules to the closing parenthesis, as nothing else can follow. */
  private Items schedules() {
    List<Argument> schedules = new ArrayList<>();
    do {
      schedules.add(schedule(signature.name()));
    } while (in.accept(","));
    return new Items(schedules, false);
  }

  /** A schedule with nothing before it. */
  private Schedule schedule(String where) {
    Token first = in.peek();
    Schedule schedule = parser.schedule();
    if (schedule.continues()) {
      throw in.errorSince(first, "inside " + where + " " + Schedule.NO_START);
    }
    return schedule;
  }
}
