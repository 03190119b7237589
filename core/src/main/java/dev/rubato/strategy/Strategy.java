package dev.rubato.strategy;

import dev.rubato.argument.Value;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.Optimizers;
import dev.rubato.schedule.Schedule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How to learn: an optimizer, the schedule of its learning rate, and what is different for some
 * parameters. Prints as the notation, {@code adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)}.
 *
 * @param optimizer what moves the parameters, or null for a rate that suits any
 * @param rate the learning rate over time
 * @param groups what is different for some parameters; one that names no kinds only must match, and
 *     one that changes nothing is left out
 */
public record Strategy(@Nullable Optimizer optimizer, Schedule rate, List<ParameterGroup> groups) {
  private static final int MOST_GROUPS = 1000;

  public Strategy {
    if (rate.continues()) {
      throw new IllegalArgumentException("in a first phrase " + Schedule.NO_START);
    }
    if (groups.size() > MOST_GROUPS) {
      throw new IllegalArgumentException(
          "a strategy has at most " + MOST_GROUPS + " groups, was given " + groups.size());
    }
    Optimizer common = optimizer == null ? Optimizers.sgd() : optimizer;
    List<ParameterGroup> own = new ArrayList<>();
    for (ParameterGroup group : groups) {
      if (group.changesNothing()) {
        continue; // the last of layerwise, for which the text has no words
      }
      own.add(GroupNotation.checked(group, common.algorithm()));
    }
    groups = List.copyOf(own);
  }

  /** A strategy for all parameters alike. */
  public Strategy(@Nullable Optimizer optimizer, Schedule rate) {
    this(optimizer, rate, List.of());
  }

  /**
   * This strategy with more groups.
   *
   * @throws IllegalArgumentException for a group with an optimizer of its own, or a number that the
   *     optimizer has not
   */
  public Strategy with(ParameterGroup... more) {
    List<ParameterGroup> all = new ArrayList<>(groups);
    all.addAll(List.of(more));
    return new Strategy(optimizer, rate, all);
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

  /** This strategy with the usual range of its place for each open value that was given none. */
  public Strategy withUsualRanges() {
    return map(value -> value instanceof Value.Open open ? open.ranged() : value);
  }

  /** This strategy with every value in it, in the order of reading, replaced. */
  public Strategy map(UnaryOperator<Value> replacement) {
    return new Strategy(
        optimizer == null ? null : optimizer.map(replacement),
        rate.map(replacement),
        groups.stream().map(group -> group.map(replacement)).toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(optimizer == null ? "" : optimizer + ": ").append(rate);
    groups.forEach(group -> text.append(' ').append(group.notation()));
    return text.toString();
  }
}
