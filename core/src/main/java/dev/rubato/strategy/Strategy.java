package dev.rubato.strategy;

import dev.rubato.argument.Value;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Optimizers;
import dev.rubato.schedule.Schedule;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How to learn: an optimizer, and the schedule of its learning rate. Prints as the notation, {@code
 * adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)}.
 *
 * @param optimizer what moves the parameters, or null for a rate that suits any
 * @param rate the learning rate over time
 */
public record Strategy(@Nullable Optimizer optimizer, Schedule rate) {
  public Strategy {
    if (rate.continues()) {
      throw new IllegalArgumentException("in a first phrase " + Schedule.NO_START);
    }
  }

  /** The optimizer, or {@code sgd} where none is named. */
  public Optimizer optimizerOrSgd() {
    return optimizer == null ? Optimizers.sgd() : optimizer;
  }

  /** The values still to be found, in the order of reading. */
  public List<Value.Open> open() {
    return Value.openIn(this::map);
  }

  /**
   * This strategy with numbers in the places of its open values.
   *
   * @param numbers one for each of {@link #open}, in that order
   * @throws IllegalArgumentException where there are more or fewer, or one is outside its domain
   */
  public Strategy with(List<Double> numbers) {
    int open = open().size();
    if (numbers.size() != open) {
      throw new IllegalArgumentException(
          this + " has " + open + " open values, was given " + numbers.size() + " numbers");
    }
    Iterator<Double> next = numbers.iterator();
    return map(value -> value.isOpen() ? Value.of(next.next()) : value);
  }

  /** This strategy with every value in it, in the order of reading, replaced. */
  public Strategy map(UnaryOperator<Value> replacement) {
    return new Strategy(
        optimizer == null ? null : optimizer.map(replacement), rate.map(replacement));
  }

  @Override
  public String toString() {
    return optimizer == null ? rate.toString() : optimizer + ": " + rate;
  }
}
