package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import dev.rubato.interop.Term.Kind;
import dev.rubato.interop.Term.Level;
import dev.rubato.interop.Term.Num;
import dev.rubato.interop.Term.Op;
import java.util.List;
import java.util.Locale;

/** How a language writes formulas: its names of functions, and its way to choose between two. */
enum Dialect {
  /** Plain Python, of a number t. */
  PYTHON("math.pi", "{2} if {0} < {1} else {3}", true, "math.", "min", "max"),
  /** Python with JAX, of an array t, which may be traced. */
  JAX("jnp.pi", "jnp.where({0} < {1}, {2}, {3})", true, "jnp.", "jnp.minimum", "jnp.maximum"),
  /** Python with Keras, of a tensor t. */
  KERAS("math.pi", "ops.where({0} < {1}, {2}, {3})", true, "ops.", "ops.minimum", "ops.maximum"),
  /** Java, of a double t. */
  JAVA("Math.PI", "{0} < {1} ? {2} : {3}", false, "Math.", "Math.min", "Math.max");

  private static final int CHOICE = 0;
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int SIGN = 3;
  private static final int POWER = 4;
  private static final int WHOLE = 5;

  private final String pi;
  private final String choice;
  private final boolean python;
  private final String prefix;
  private final String min;
  private final String max;

  Dialect(String pi, String choice, boolean python, String prefix, String min, String max) {
    this.pi = pi;
    this.choice = choice;
    this.python = python;
    this.prefix = prefix;
    this.min = min;
    this.max = max;
  }

  /** The name of a function. */
  private String function(Kind kind) {
    return switch (kind) {
      case MIN -> min;
      case MAX -> max;
      default -> prefix + kind.name().toLowerCase(Locale.ROOT);
    };
  }

  /** A formula. */
  String write(Term term) {
    return write(term, CHOICE);
  }

  /** A number, in Java always a double. */
  String number(double value) {
    if (value == Math.PI) {
      return pi;
    }
    if (Double.isInfinite(value)) {
      String infinite = python ? "float(\"inf\")" : "Double.POSITIVE_INFINITY";
      return value > 0 ? infinite : "-" + infinite;
    }
    String text = Numbers.print(value);
    return python || text.matches(".*[.e].*") ? text : text + ".0";
  }

  /** A formula where it stands inside another that binds so tightly. */
  private String write(Term term, int around) {
    int own = binding(term);
    String text = bare(term);
    return own < around ? "(" + text + ")" : text;
  }

  private int binding(Term term) {
    if (term instanceof Num number) {
      return number.value() < 0 ? SIGN : WHOLE;
    }
    if (term instanceof Op op) {
      return switch (op.kind()) {
        case ADD, SUBTRACT -> SUM;
        case MULTIPLY, DIVIDE -> PRODUCT;
        case POWER -> python ? POWER : WHOLE;
        case IF -> choice.endsWith(")") ? WHOLE : CHOICE;
        default -> WHOLE;
      };
    }
    return WHOLE;
  }

  private String bare(Term term) {
    if (term instanceof Num number) {
      return number(number.value());
    }
    if (term instanceof Level level) {
      return "watches[" + level.index() + (python ? "][\"level\"]" : "].level");
    }
    if (!(term instanceof Op op)) {
      return "t";
    }
    List<Term> of = op.of();
    return switch (op.kind()) {
      case ADD -> sides(of, " + ", SUM, SUM);
      case SUBTRACT -> sides(of, " - ", SUM, PRODUCT);
      case MULTIPLY -> sides(of, " * ", PRODUCT, PRODUCT + 1);
      case DIVIDE -> sides(of, " / ", PRODUCT, PRODUCT + 1);
      case POWER ->
          python
              ? sides(of, " ** ", WHOLE, SIGN)
              : "Math.pow(" + write(of.get(0)) + ", " + write(of.get(1)) + ")";
      case IF -> chosen(of);
      default -> {
        StringBuilder call = new StringBuilder(function(op.kind()));
        call.append('(').append(write(of.get(0)));
        of.subList(1, of.size()).forEach(each -> call.append(", ").append(write(each)));
        yield call.append(')').toString();
      }
    };
  }

  private String sides(List<Term> of, String sign, int left, int right) {
    return write(of.get(0), left) + sign + write(of.get(1), right);
  }

  private String chosen(List<Term> of) {
    boolean call = choice.endsWith(")");
    String text = choice;
    for (int i = 0; i < of.size(); i++) {
      text = text.replace("{" + i + "}", write(of.get(i), call ? CHOICE : SUM));
    }
    return text;
  }

  /**
   * The body of a function that returns a formula, its outermost choices as statements.
   *
   * @param indent before each line
   */
  String body(Term term, String indent) {
    StringBuilder text = new StringBuilder();
    Term rest = term;
    boolean statements = choice.endsWith("{3}"); // no choice of whole arrays
    while (statements && rest instanceof Op op && op.kind() == Kind.IF) {
      String when = write(op.of().get(0), SUM) + " < " + write(op.of().get(1), SUM);
      String then = write(op.of().get(2));
      text.append(indent).append(python ? "if " + when + ":" : "if (" + when + ") {").append('\n');
      text.append(indent).append(python ? "    " : "  ").append("return ").append(then);
      text.append(python ? "\n" : ";\n" + indent + "}\n");
      rest = op.of().get(3);
    }
    text.append(indent).append("return ").append(write(rest)).append(python ? "\n" : ";\n");
    return text.toString();
  }
}
