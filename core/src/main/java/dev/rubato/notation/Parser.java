package dev.rubato.notation;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Span;
import dev.rubato.argument.Text;
import dev.rubato.argument.Value;
import dev.rubato.notation.Tokens.Kind;
import dev.rubato.notation.Tokens.Token;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Optimizers;
import dev.rubato.schedule.Call;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Form;
import dev.rubato.schedule.Forms;
import dev.rubato.schedule.Phrase;
import dev.rubato.schedule.Product;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Sequence;
import dev.rubato.schedule.Sum;
import dev.rubato.strategy.GroupNotation;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads strategies and schedules by recursive descent, each rule of the grammar a method. */
final class Parser {
  private static final int DEEPEST = 50;

  private final TokenReader in;
  private final boolean rate;
  private int depth;

  /** A parser of a text whose levels are learning rates, or of any levels. */
  Parser(String text, boolean rate) {
    this.in = new TokenReader(text);
    this.rate = rate;
  }

  private Parser(Parser outer) {
    this.in = outer.in;
    this.rate = false;
    this.depth = outer.depth;
  }

  /** Whether a level is a learning rate, and so may not be negative. */
  boolean readsRate() {
    return rate;
  }

  /** Where it reads from. */
  TokenReader in() {
    return in;
  }

  Labelled labelled() {
    if (in.peek().kind() != Kind.TEXT) {
      return new Labelled(null, strategy());
    }
    Token label = in.next();
    in.build(label, () -> Text.check(label.text()));
    in.expect("=", "= and a strategy after the label");
    return new Labelled(label.text(), strategy());
  }

  Strategy strategy() {
    if (in.peek().kind() == Kind.TEXT) {
      throw in.error(in.peek(), "a label can't be used here: write the strategy alone");
    }
    Optimizer optimizer = startsWithOptimizer() ? optimizer() : null;
    if (optimizer != null) {
      in.expect(":", "a colon and a schedule");
    }
    Schedule schedule = alone();
    List<ParameterGroup> groups = new ArrayList<>();
    Algorithm algorithm = (optimizer == null ? Optimizers.sgd() : optimizer).algorithm();
    Token first = in.peek();
    while (in.acceptWord("with")) {
      groups.add(group(algorithm));
    }
    if (!groups.isEmpty() && in.peek().kind() != Kind.END) {
      throw in.unexpected("with or the end, as groups come last, after the whole schedule");
    }
    checkEnd();
    Optimizer common = optimizer;
    return in.build(first, () -> new Strategy(common, schedule, groups));
  }

  /** What is different for some parameters; {@code with} was read. */
  private ParameterGroup group(Algorithm algorithm) {
    Token pattern = in.peek();
    if (pattern.kind() != Kind.TEXT) {
      throw in.unexpected("a pattern in quotes, such as \"head*\" or \"@bias\"");
    }
    in.next();
    in.build(pattern, () -> ParameterGroup.of(pattern.text()));
    in.expect("(", "an opening parenthesis and what is different, such as (weight-decay=0)");
    Map<String, Argument> arguments =
        new ArgumentParser(new Parser(this), GroupNotation.signature(algorithm)).arguments();
    return in.build(pattern, () -> GroupNotation.group(pattern.text(), arguments, algorithm));
  }

  Optimizer wholeOptimizer() {
    if (in.peek().kind() != Kind.NAME) {
      throw in.unexpected("the name of an optimizer");
    }
    Optimizer optimizer = optimizer();
    if (in.peek().is(":")) {
      throw in.error(in.peek(), "this takes an optimizer without a schedule: end the text here");
    }
    if (in.peek().kind() != Kind.END) {
      throw in.unexpected("the end");
    }
    return optimizer;
  }

  Span wholeSpan() {
    Span span = Values.span(in, "a span");
    if (in.peek().kind() != Kind.END) {
      throw in.unexpected("the end");
    }
    return span;
  }

  Schedule wholeSchedule() {
    Schedule schedule = alone();
    checkEnd();
    return schedule;
  }

  private void checkEnd() {
    if (in.peek().kind() != Kind.END) {
      throw in.unexpected(
          in.previous().kind() == Kind.NUMBER
              ? "a unit, *, +, for, until, then or the end"
              : "for, until, then, *, + or the end");
    }
  }

  /** A schedule with nothing before it. */
  private Schedule alone() {
    Token first = in.peek();
    Schedule schedule = schedule();
    if (schedule.continues()) {
      throw in.error(first, "in a first phrase " + Schedule.NO_START);
    }
    return schedule;
  }

  /** A name with a colon after it, or after its parentheses. */
  private boolean startsWithOptimizer() {
    if (in.peek().kind() != Kind.NAME) {
      return false;
    }
    Token after = in.peek(1).is("(") ? in.afterParentheses(1) : in.peek(1);
    if (after.is(":")) {
      return true;
    }
    String name = in.peek().text();
    if (Forms.find(name) == null && Algorithms.find(name) != null) {
      throw in.error(
          in.peek(), "\"" + name + "\" is an optimizer; it needs a schedule: " + name + ": 0.01");
    }
    return false;
  }

  private Optimizer optimizer() {
    Token name = in.next();
    Algorithm algorithm = Algorithms.find(name.text());
    if (algorithm == null) {
      List<String> names =
          Algorithms.all().stream().map(known -> known.signature().name()).toList();
      throw in.unknown(
          name,
          "no optimizer is called " + TokenReader.quoted(name) + Spelling.hint(name.text(), names));
    }
    Map<String, Argument> arguments = Map.of();
    if (in.accept("(")) {
      arguments = new ArgumentParser(new Parser(this), algorithm.signature()).arguments();
    }
    Map<String, Argument> given = arguments;
    return in.build(name, () -> Optimizer.of(algorithm, given));
  }

  /** Phrases joined by then. A single phrase without a length is its schedule. */
  Schedule schedule() {
    List<Phrase> phrases = new ArrayList<>();
    while (true) {
      Token first = in.peek();
      Schedule schedule = sum();
      boolean until = in.acceptWord("until");
      boolean lasts = until || in.acceptWord("for");
      Token place = in.peek();
      Span span = lasts ? Values.span(in, until ? "until" : "for") : null;
      phrases.add(in.build(place, () -> new Phrase(schedule, span, until)));
      if (!in.peek().is("then")) {
        break;
      }
      if (span == null) {
        throw in.error(
            first,
            "a phrase followed by another must say how long it lasts: for 100, for 5%, until 90%");
      }
      in.next();
    }
    Phrase only = phrases.get(0);
    return phrases.size() == 1 && only.span() == null ? only.schedule() : new Sequence(phrases);
  }

  private Schedule sum() {
    return joined("+", "in a sum ", this::product, Sum::new);
  }

  private Schedule product() {
    return joined("*", "in a product ", this::factor, Product::new);
  }

  /** One operand, or several joined by a mark, each of which has a start of its own. */
  private Schedule joined(
      String mark,
      String where,
      Supplier<Schedule> operand,
      Function<List<Schedule>, Schedule> whole) {
    Token first = in.peek();
    Schedule one = operand.get();
    if (!in.peek().is(mark)) {
      return one;
    }
    List<Schedule> all = new ArrayList<>();
    checkStart(first, one, where);
    all.add(one);
    while (in.accept(mark)) {
      Token next = in.peek();
      Schedule more = operand.get();
      checkStart(next, more, where);
      all.add(more);
    }
    return whole.apply(all);
  }

  private void checkStart(Token place, Schedule schedule, String where) {
    if (schedule.continues()) {
      throw in.error(place, where + Schedule.NO_START);
    }
  }

  private Schedule factor() {
    Token token = in.peek();
    if (token.is("(")) {
      return nested(
          () -> {
            in.next();
            Schedule inner = schedule();
            in.expect(")", "a closing parenthesis, for, until, then, * or +");
            return inner;
          });
    }
    if (token.kind() == Kind.NUMBER || token.is("?")) {
      Constant constant = new Constant(Values.level(in, rate));
      if (in.peek().is("->")) {
        throw in.error(in.peek(), "a ramp must be inside a call, such as linear(0 -> 0.1)");
      }
      return constant;
    }
    if (token.kind() == Kind.NAME) {
      return nested(this::call);
    }
    if (token.is("+")) {
      throw in.error(token, "a number is written without +; a + stands between what is added");
    }
    throw in.unexpected("a number or a schedule");
  }

  /** One level deeper, so that nesting is an error long before the stack ends. */
  Schedule nested(Supplier<Schedule> inner) {
    if (++depth > DEEPEST) {
      throw in.error(in.peek(), "nested more than " + DEEPEST + " levels deep");
    }
    Schedule schedule = inner.get();
    depth--;
    return schedule;
  }

  private Schedule call() {
    Token name = in.next();
    Form form = form(name);
    if (!in.accept("(")) {
      throw in.error(
          name, "\"" + name.text() + "\" is called with parentheses: " + form.signature());
    }
    Map<String, Argument> arguments = new ArgumentParser(this, form.signature()).arguments();
    Schedule call = in.build(name, () -> build(form, arguments));
    boolean perEpoch = in.acceptWord("per");
    if (perEpoch) {
      in.expect("epoch", "epoch after per");
    }
    Schedule own = perEpoch ? call.perEpoch() : call;
    if (!in.acceptWord("from")) {
      return own;
    }
    in.expect("start", "start after from");
    return in.build(name, own::fromStart);
  }

  private static Schedule build(Form form, Map<String, Argument> arguments) {
    return form == Forms.CONSTANT
        ? new Constant((Value) Arguments.of(form.signature(), arguments).get("a"))
        : Call.of(form, arguments);
  }

  private Form form(Token name) {
    @Nullable Form form = Forms.find(name.text());
    if (form != null) {
      return form;
    }
    if (Algorithms.find(name.text()) != null) {
      throw in.error(
          name, "\"" + name.text() + "\" is an optimizer; it comes first, before a colon");
    }
    List<String> names = Forms.all().stream().map(known -> known.signature().name()).toList();
    throw in.unknown(
        name,
        "no schedule is called " + TokenReader.quoted(name) + Spelling.hint(name.text(), names));
  }
}
