package dev.rubato.schedule;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A description of how a number (a learning rate, a momentum) changes over training: an immutable
 * value that prints as the notation, and becomes a {@link Curve} once the {@link Horizon} is known.
 *
 * <p>Schedules are created by {@link Schedules} and combined here:
 *
 * <pre>{@code
 * Schedule warm = linear(0, 3e-4).forPercent(5).then(cosineTo(0));
 * Curve curve = warm.over(Horizon.ofSteps(1000));
 * curve.at(50); // 3e-4
 * curve.at(1000); // 0
 * warm.toString(); // linear(0 -> 3e-4) for 5% then cosine(-> 0)
 * }</pre>
 */
public sealed interface Schedule extends Argument permits Constant, Call, Product, Sum, Sequence {

  /** The error for a schedule that continues a previous phrase where there is none. */
  String NO_START =
      "there is no previous phrase to start from: write both ends, such as 0.1 -> 0, or a value";

  /**
   * This schedule as a pure function of the step. A schedule that watches a metric gives the curve
   * of a training in which the metric always improves; {@link RunningSchedule} follows the metric.
   *
   * @throws IllegalArgumentException for a span in epochs where the horizon has none, a span that
   *     comes to no step, or a {@code ->} without a start and nothing before it
   * @throws IllegalStateException if a {@code ?} is still open
   */
  default Curve over(Horizon horizon) {
    return Resolved.of(
        this, new Resolution(horizon, new ClosedLoop(List.of()), new LinkedHashSet<>()));
  }

  /** This schedule for one phrase. */
  Shape shape(Extent extent);

  /** Whether this starts where the previous phrase ends, and so can't come first. */
  boolean continues();

  @Override
  Schedule map(UnaryOperator<Value> replacement);

  /** The values still to be found, in the order of reading. */
  default List<Value.Open> open() {
    return Value.openIn(this::map);
  }

  /** This schedule for this many steps, to be followed by another. */
  default Sequence forSteps(long steps) {
    return lasting(Span.of(steps));
  }

  /** This schedule for this many epochs (half steps rounded up), to be followed by another. */
  default Sequence forEpochs(double epochs) {
    return lasting(Span.epochs(epochs));
  }

  /** This schedule for a percentage of the horizon, to be followed by another. */
  default Sequence forPercent(double percent) {
    return lasting(Span.percent(percent));
  }

  /** This schedule for a span, to be followed by another. */
  default Sequence lasting(Span span) {
    return new Sequence(List.of(new Phrase(this, span)));
  }

  /** This schedule until this step of the whole training, to be followed by another. */
  default Sequence untilStep(long step) {
    return until(Span.of(step));
  }

  /** This schedule until this epoch of the whole training (half steps rounded up), then another. */
  default Sequence untilEpoch(double epoch) {
    return until(Span.epochs(epoch));
  }

  /** This schedule until a percentage of the horizon has passed, to be followed by another. */
  default Sequence untilPercent(double percent) {
    return until(Span.percent(percent));
  }

  /** This schedule until a time of the whole training, to be followed by another. */
  default Sequence until(Span time) {
    return new Sequence(List.of(new Phrase(this, time, true)));
  }

  /** The product of this schedule and another at every step. */
  default Schedule times(Schedule other) {
    List<Schedule> factors = new ArrayList<>();
    factors.addAll(this instanceof Product product ? product.factors() : List.of(this));
    factors.add(other);
    return new Product(factors);
  }

  /** The product of this schedule and a number. */
  default Schedule times(double factor) {
    return times(new Constant(factor));
  }

  /** The sum of this schedule and another at every step. */
  default Schedule plus(Schedule other) {
    List<Schedule> terms = new ArrayList<>();
    terms.addAll(this instanceof Sum sum ? sum.terms() : List.of(this));
    terms.add(other);
    return new Sum(terms);
  }

  /** The sum of this schedule and a number. */
  default Schedule plus(double term) {
    return plus(new Constant(term));
  }

  /** This call with its time in whole epochs. */
  default Schedule perEpoch() {
    throw new IllegalArgumentException("only a call can be per epoch, not " + this);
  }

  /** This call with its time measured from the first step of the whole training. */
  default Schedule fromStart() {
    throw new IllegalArgumentException("only a call can be from start, not " + this);
  }

  /**
   * A custom schedule: a function of local time u and the phrase's length, both in steps (in epochs
   * after {@link #perEpoch}). It composes with all others and prints as its name.
   *
   * @param name lower-case words joined by hyphens
   * @param formula the value; must be pure, and is also evaluated at the length itself for where it
   *     ends
   */
  static Schedule of(String name, DoubleBinaryOperator formula) {
    return new Lambda(name, formula).call();
  }
}
