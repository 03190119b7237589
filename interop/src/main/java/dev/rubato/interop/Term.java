package dev.rubato.interop;

import java.util.List;

/**
 * A formula of the step t, as code in any language can write it. An immutable value; what is
 * constant in it is folded when it is made, so that the code is what a person would write.
 */
sealed interface Term {
  /** The step t: the number of updates made before. */
  static Term time() {
    return new Time();
  }

  /** The value at a step. */
  double at(double t);

  /** A number. */
  record Num(double value) implements Term {
    @Override
    public double at(double t) {
      return value;
    }
  }

  /** The step. */
  record Time() implements Term {
    @Override
    public double at(double t) {
      return t;
    }
  }

  /**
   * The level of a phrase that watches a metric.
   *
   * @param index of the phrase
   * @param start the level before the first evaluation, which is its value here
   */
  record Level(int index, double start) implements Term {
    @Override
    public double at(double t) {
      return start;
    }
  }

  /** An operation on formulas. */
  record Op(Kind kind, List<Term> of) implements Term {
    public Op {
      of = List.copyOf(of);
    }

    @Override
    public double at(double t) {
      double a = of.get(0).at(t);
      if (kind == Kind.IF) {
        return a < of.get(1).at(t) ? of.get(2).at(t) : of.get(3).at(t);
      }
      double b = of.size() > 1 ? of.get(1).at(t) : 0;
      return switch (kind) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
        case POWER -> Math.pow(a, b);
        case MIN -> Math.min(a, b);
        case MAX -> Math.max(a, b);
        case SIN -> Math.sin(a);
        case EXP -> Math.exp(a);
        case LOG1P -> Math.log1p(a);
        case SQRT -> Math.sqrt(a);
        case TANH -> Math.tanh(a);
        case FLOOR -> Math.floor(a);
        case IF -> throw new IllegalStateException("it was answered above");
      };
    }
  }

  /** What an operation does; {@code IF} is its third where the first is less than the second. */
  enum Kind {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    MIN,
    MAX,
    SIN,
    EXP,
    LOG1P,
    SQRT,
    TANH,
    FLOOR,
    IF
  }

  static Term of(double value) {
    return new Num(value);
  }

  /** Whether evaluations of the model move it. */
  default boolean watches() {
    return this instanceof Level
        || (this instanceof Op op && op.of().stream().anyMatch(Term::watches));
  }

  private static boolean is(Term term, double value) {
    return term instanceof Num number && number.value() == value;
  }

  private static Term op(Kind kind, Term... of) {
    Op op = new Op(kind, List.of(of));
    return op.of().stream().allMatch(Num.class::isInstance) ? of(op.at(0)) : op;
  }

  default Term plus(Term other) {
    if (this instanceof Op op
        && op.kind() == Kind.SUBTRACT
        && op.of().get(1).equals(other)
        && other instanceof Num more
        && isWhole(more)) {
      return op.of().get(0); // the time from the start of what began later
    }
    return is(other, 0) ? this : is(this, 0) ? other : op(Kind.ADD, this, other);
  }

  default Term minus(Term other) {
    if (this instanceof Num whole
        && other instanceof Op op
        && op.kind() == Kind.SUBTRACT
        && op.of().get(1) instanceof Num less
        && isWhole(whole)
        && isWhole(less)) {
      // 950 - (t - 50) is 1000 - t
      return of(whole.value() + less.value()).minus(op.of().get(0));
    }
    return is(other, 0) ? this : op(Kind.SUBTRACT, this, other);
  }

  private static boolean isWhole(Num number) {
    return Math.abs(number.value()) < 1e15 && Math.rint(number.value()) == number.value();
  }

  default Term times(Term other) {
    if (is(this, 0) || is(other, 1)) {
      return this;
    }
    return is(other, 0) || is(this, 1) ? other : op(Kind.MULTIPLY, this, other);
  }

  default Term times(double factor) {
    return times(of(factor));
  }

  default Term over(Term other) {
    return is(this, 0) || is(other, 1) ? this : op(Kind.DIVIDE, this, other);
  }

  default Term over(double divisor) {
    return over(of(divisor));
  }

  default Term power(Term exponent) {
    return is(exponent, 1) || is(this, 1) ? this : op(Kind.POWER, this, exponent);
  }

  default Term min(Term other) {
    return op(Kind.MIN, this, other);
  }

  default Term max(Term other) {
    return op(Kind.MAX, this, other);
  }

  default Term sin() {
    return op(Kind.SIN, this);
  }

  default Term exp() {
    return op(Kind.EXP, this);
  }

  default Term log1p() {
    return op(Kind.LOG1P, this);
  }

  default Term sqrt() {
    return op(Kind.SQRT, this);
  }

  default Term tanh() {
    return op(Kind.TANH, this);
  }

  default Term floor() {
    return op(Kind.FLOOR, this);
  }

  /** One formula while this is less than a bound, and another from there on. */
  default Term below(double bound, Term before, Term after) {
    if (this instanceof Num number) {
      return number.value() < bound ? before : after;
    }
    return before.equals(after) ? before : op(Kind.IF, this, of(bound), before, after);
  }
}
