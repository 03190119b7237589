package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Arguments;
import dev.rubato.argument.Text;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A form of the catalogue with its arguments, such as {@code cosine(0.1 -> 0)}. */
public final class Call implements Schedule {
  private final Form form;
  private final Arguments arguments;
  private final boolean epochs;
  private final boolean start;

  private Call(Form form, Arguments arguments, boolean epochs, boolean start) {
    this.form = form;
    this.arguments = arguments;
    this.epochs = epochs;
    this.start = start;
    if (form == Forms.CONSTANT) {
      throw new IllegalArgumentException("a constant is not a call: write new Constant(a)");
    }
    form.check(arguments);
    if (start && continues()) {
      throw new IllegalArgumentException(
          "from start needs a value of its own to start from: write both ends, such as 0.1 -> 0, or"
              + " a value");
    }
  }

  /**
   * A call of a form.
   *
   * @throws IllegalArgumentException for arguments that do not fit the form's signature, and for
   *     {@link Forms#CONSTANT}, which is represented by {@link Constant}
   */
  public static Call of(Form form, Map<String, ? extends Argument> arguments) {
    return new Call(form, Arguments.of(form.signature(), arguments), false, false);
  }

  /**
   * This call with one argument changed: a ramp, a span, a schedule, an open value.
   *
   * @throws IllegalArgumentException for an unknown name, or an argument that does not fit
   */
  public Call with(String name, Argument argument) {
    return new Call(form, arguments.with(name, argument), epochs, start);
  }

  /** This call with a number changed, such as {@code decay} to 0.5. */
  public Call with(String name, double number) {
    return with(name, Value.of(number));
  }

  /** This call with a word or a text changed, such as {@code mode} to {@code triangular2}. */
  public Call with(String name, String word) {
    return with(name, Text.orWord(word));
  }

  /** This call with a flag changed, such as {@code staircase} to true. */
  public Call with(String name, boolean flag) {
    return with(name, Word.of(flag));
  }

  /** The form that is called. */
  public Form form() {
    return form;
  }

  /** What it is called with. */
  public Arguments arguments() {
    return arguments;
  }

  /** Whether its time is measured in whole epochs. */
  public boolean isPerEpoch() {
    return epochs;
  }

  /** Whether its time is measured from the first step of the whole training. */
  public boolean isFromStart() {
    return start;
  }

  @Override
  public Call perEpoch() {
    return new Call(form, arguments, true, start);
  }

  @Override
  public Call fromStart() {
    return new Call(form, arguments, epochs, true);
  }

  @Override
  public Shape shape(Extent extent) {
    if (!start) {
      return ownShape(extent);
    }
    Extent whole = extent.whole();
    Shape inWhole = ownShape(whole);
    double from = extent.fromInUnits();
    double until = from + extent.length();
    return from == 0 && extent.length() == whole.length()
        ? inWhole
        : new Part(inWhole, from, until, whole.length());
  }

  private Shape ownShape(Extent extent) {
    if (!epochs) {
      return form.shape(arguments, extent);
    }
    Extent inEpochs = extent.perEpoch(this);
    // inside a call that is per epoch too, time comes in epochs, but not always in whole ones
    double unit = inEpochs == extent ? 1 : extent.horizon().epochLength(this);
    return new PerEpoch(form.shape(arguments, inEpochs), unit);
  }

  @Override
  public boolean continues() {
    return form.continues(arguments);
  }

  @Override
  public Call map(UnaryOperator<Value> replacement) {
    return new Call(form, arguments.map(replacement), epochs, start);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Call that
        && form.equals(that.form)
        && arguments.equals(that.arguments)
        && epochs == that.epochs
        && start == that.start;
  }

  @Override
  public int hashCode() {
    return Objects.hash(arguments, epochs, start);
  }

  @Override
  public String toString() {
    return form.signature().name()
        + ("(" + arguments + ")")
        + (epochs ? " per epoch" : "")
        + (start ? " from start" : "");
  }

  /** A shape in epochs, asked in steps: u = ⌊local step / steps per epoch⌋. */
  private static final class PerEpoch extends Shape {
    private final Shape shape;
    private final Period epoch;

    PerEpoch(Shape shape, double epochLength) {
      this.shape = shape;
      this.epoch = new Period(epochLength);
    }

    @Override
    public double at(double u) {
      return shape.at(epoch.count(u));
    }

    @Override
    public double end() {
      return shape.end();
    }
  }

  /** A part of a shape that is as long as the whole training. */
  private static final class Part extends Shape {
    private final Shape whole;
    private final double from;
    private final double end;

    Part(Shape whole, double from, double until, double length) {
      this.whole = whole;
      this.from = from;
      this.end = until >= length ? whole.end() : whole.at(Shape.before(until));
    }

    @Override
    public double at(double u) {
      return whole.at(from + u);
    }

    @Override
    public double end() {
      return end;
    }
  }
}
