package dev.rubato.schedule;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Span;

/**
 * What a schedule is resolved against: the length of its phrase in its own unit of time, where the
 * previous phrase ends, and the horizon.
 */
public final class Extent {
  private final Horizon horizon;
  private final ClosedLoop loop;
  private final double length;
  private final double stepsPerUnit;
  private final double start;
  private final double from;
  private final double until;

  private Extent(
      Horizon horizon,
      ClosedLoop loop,
      double length,
      double stepsPerUnit,
      double start,
      double from,
      double until) {
    this.horizon = horizon;
    this.loop = loop;
    this.length = length;
    this.stepsPerUnit = stepsPerUnit;
    this.start = start;
    this.from = from;
    this.until = until;
  }

  static Extent whole(Horizon horizon, ClosedLoop loop) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Extent(horizon, loop, horizon.steps(), 1, Double.NaN, 0, infinite);
  }

  /** The phrase's length in the call's own unit: steps, or epochs if it is {@code per epoch}. */
  public double length() {
    return length;
  }

  /** The horizon that the whole strategy is planned for. */
  public Horizon horizon() {
    return horizon;
  }

  /**
   * Where the previous phrase ends.
   *
   * @throws IllegalArgumentException if there is none: in a first phrase, or inside a product
   */
  public double start() {
    if (Double.isNaN(start)) {
      throw new IllegalArgumentException(Schedule.NO_START);
    }
    return start;
  }

  /**
   * A time among a call's arguments, in the call's own unit. A bare number counts that unit, and
   * like a number of steps is taken as written; epochs and percent are rounded to whole steps,
   * halves up.
   *
   * @throws IllegalArgumentException if the result is 0
   */
  public double units(String name, Span span) {
    double units =
        switch (span.unit()) {
          case BARE -> span.amount().number();
          case STEPS -> span.amount().number() / stepsPerUnit;
          case EPOCHS, PERCENT -> horizon.stepsOf(span) / stepsPerUnit;
        };
    if (units * stepsPerUnit < 0.5) {
      throw new IllegalArgumentException(
          name + " must come to at least one step, was " + span + " of " + horizon);
    }
    return units;
  }

  /**
   * The length in this unit of a phrase's own {@code for}, whose bare number always means steps.
   */
  double phraseLength(Span span) {
    return horizon.stepsOf(span) / stepsPerUnit;
  }

  /** The same phrase without anything before it: inside a product, or a list of schedules. */
  Extent alone() {
    return new Extent(horizon, loop, length, stepsPerUnit, Double.NaN, from, until);
  }

  /** The same phrase measured in whole epochs. */
  Extent perEpoch(Object call) {
    double unit = horizon.epochLength(call);
    return stepsPerUnit == unit
        ? this
        : new Extent(horizon, loop, length / unit, unit, start, from, until);
  }

  /** One phrase of the sequence that has this extent, or the {@code rest} of it. */
  Extent phrase(double offset, double phraseLength, double phraseStart, boolean rest) {
    double phraseFrom = from + offset * stepsPerUnit;
    double phraseUntil = rest ? until : Math.min(until, phraseFrom + phraseLength * stepsPerUnit);
    return new Extent(
        horizon, loop, phraseLength, stepsPerUnit, phraseStart, phraseFrom, phraseUntil);
  }

  /** A repeated cycle, in which nothing can watch a metric. */
  Extent cycle(double cycleLength) {
    return new Extent(horizon, loop, cycleLength, stepsPerUnit, Double.NaN, Double.NaN, Double.NaN);
  }

  /** The current level of a closed-loop call, which watches while its phrase lasts. */
  double watch(Plateau.Rule rule, double level) {
    if (Double.isNaN(from)) {
      throw new IllegalArgumentException(
          "plateau can't be used inside repeat, where it would forget its metric: put it in a sequence");
    }
    return loop.watch(rule, level, from, until);
  }

  @Override
  public String toString() {
    return Numbers.print(length) + " of " + horizon;
  }
}
