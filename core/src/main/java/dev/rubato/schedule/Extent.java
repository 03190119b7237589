package dev.rubato.schedule;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Span;

/**
 * What a schedule is resolved against: the length of its phrase in its own unit of time, where the
 * previous phrase ends, and the horizon.
 */
public final class Extent {
  /** A step, as the fraction of an epoch that it is may be rounded. */
  private static final double ALMOST_1 = 1 - 1e-9;

  private final Resolution resolution;
  private final double length;
  private final double stepsPerUnit;
  private final double start;
  private final double from;
  private final double until;

  private Extent(
      Resolution resolution,
      double length,
      double stepsPerUnit,
      double start,
      double from,
      double until) {
    this.resolution = resolution;
    this.length = length;
    this.stepsPerUnit = stepsPerUnit;
    this.start = start;
    this.from = from;
    this.until = until;
  }

  static Extent whole(Resolution resolution) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Extent(resolution, resolution.horizon().steps(), 1, Double.NaN, 0, infinite);
  }

  /** The phrase's length in the call's own unit: steps, or epochs if it is {@code per epoch}. */
  public double length() {
    return length;
  }

  /** The horizon that the whole strategy is planned for. */
  public Horizon horizon() {
    return resolution.horizon();
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
   * halves up, and where that is none they are one step, with a warning.
   *
   * @throws IllegalArgumentException if less than one step is written
   */
  public double units(String name, Span span) {
    double units =
        switch (span.unit()) {
          case BARE -> span.amount().number();
          case STEPS -> span.amount().number() / stepsPerUnit;
          case EPOCHS, PERCENT -> horizon().stepsOf(span) / stepsPerUnit;
        };
    if (units * stepsPerUnit < ALMOST_1) {
      if (span.unit() == Span.Unit.PERCENT || span.unit() == Span.Unit.EPOCHS) {
        warn("%s=%s of %s rounds to 0, and is taken as 1 step".formatted(name, span, horizon()));
        return 1 / stepsPerUnit;
      }
      throw new IllegalArgumentException(
          name
              + " must come to at least one step, was "
              + span
              + " of "
              + horizon()
              + span.percentHint());
    }
    return units;
  }

  /** A time that recurs, of which a call that is {@code per epoch} sees whole epochs only. */
  double period(String name, Span span) {
    double units = units(name, span);
    if (units < 1) {
      warn(
          "%s=%s is less than an epoch, but a call that is per epoch counts whole epochs"
              .formatted(name, span));
    }
    return units;
  }

  /** Tells of what is probably a slip, without a full stop. */
  void warn(String warning) {
    resolution.warnings().add(warning);
  }

  /** The length in words: {@code 100 steps}, {@code 12 epochs}. */
  String lengthInWords() {
    String unit = stepsPerUnit == 1 ? "step" : "epoch";
    return Numbers.print(length) + " " + unit + (length == 1 ? "" : "s");
  }

  /**
   * The length in this unit of a phrase that begins at {@code offset}; the bare number of a {@code
   * for} or {@code until} always means steps.
   *
   * @throws IllegalArgumentException where it would be over before it begins
   */
  double phraseLength(Phrase phrase, double offset) {
    Span span = phrase.span();
    if (span == null) {
      return Math.max(0, length - offset);
    }
    double steps = horizon().stepsOf(span);
    if (!phrase.until()) {
      return steps / stepsPerUnit;
    }
    double begins = from("until") + offset * stepsPerUnit;
    if (steps <= begins) {
      throw new IllegalArgumentException(
          "\"%s\" is over before it begins: it begins after %s steps, and %s is after %s of %s"
              .formatted(
                  phrase,
                  Numbers.print(begins),
                  span,
                  Numbers.print(steps),
                  Numbers.print(horizon().steps())));
    }
    return (steps - begins) / stepsPerUnit;
  }

  /** The steps of a phrase before they are rounded, which begins after {@code exact} ones. */
  double unrounded(Phrase phrase, double exact) {
    Span span = phrase.span();
    if (span == null) {
      return 0;
    }
    double steps = horizon().unrounded(span);
    return phrase.until() ? Math.max(0, steps - from - exact) : steps;
  }

  /** Where in the whole training this begins. */
  private double from(String what) {
    if (Double.isNaN(from)) {
      throw new IllegalArgumentException(
          what
              + " can't be used inside repeat, where time begins again: write it outside, or use"
              + " for");
    }
    return from;
  }

  /** How many steps {@code units} of the call's own time are. */
  double steps(double units) {
    return units * stepsPerUnit;
  }

  /** The same, for what is never reached: what is wrong inside it is no news. */
  Extent unreached() {
    return new Extent(resolution.silent(), length, stepsPerUnit, start, from, until);
  }

  /** Whether the training gets there. */
  boolean isReached() {
    return resolution.reached();
  }

  /** Whether what this is for goes on to the training's end: nobody wrote how long it lasts. */
  boolean isOpenEnded() {
    return until == Double.POSITIVE_INFINITY;
  }

  /** Whether this is a cycle of a repeat, which cuts off what is longer. */
  boolean isCycle() {
    return Double.isNaN(from);
  }

  /** The same phrase without anything before it: inside a product, or a list of schedules. */
  Extent alone() {
    return new Extent(resolution, length, stepsPerUnit, Double.NaN, from, until);
  }

  /** The whole training, in this phrase's unit, of which this phrase sees its part. */
  Extent whole() {
    from("from start");
    double all = horizon().steps() / stepsPerUnit;
    return new Extent(resolution, all, stepsPerUnit, Double.NaN, 0, until);
  }

  /** Where in the whole training this begins, in its own unit. */
  double fromInUnits() {
    return from / stepsPerUnit;
  }

  /** The same phrase measured in whole epochs. */
  Extent perEpoch(Object call) {
    double unit = horizon().epochLength(call);
    return stepsPerUnit == unit
        ? this
        : new Extent(resolution, length / unit, unit, start, from, until);
  }

  /** One phrase of the sequence that has this extent, or the {@code rest} of it. */
  Extent phrase(double offset, double phraseLength, double phraseStart, boolean rest) {
    double phraseFrom = from + offset * stepsPerUnit;
    double phraseUntil = rest ? until : Math.min(until, phraseFrom + phraseLength * stepsPerUnit);
    return new Extent(resolution, phraseLength, stepsPerUnit, phraseStart, phraseFrom, phraseUntil);
  }

  /** A repeated cycle, in which nothing can watch a metric. */
  Extent cycle(double cycleLength) {
    return new Extent(resolution, cycleLength, stepsPerUnit, Double.NaN, Double.NaN, Double.NaN);
  }

  /** The current level of a closed-loop call, which watches while its phrase lasts. */
  double watch(String call, WatchRule<?> rule, double level) {
    if (Double.isNaN(from)) {
      throw new IllegalArgumentException(
          call
              + " can't be used inside repeat, where it would forget its metric: put it in a"
              + " sequence");
    }
    return resolution.loop().watch(rule, level, from, until);
  }

  @Override
  public String toString() {
    return Numbers.print(length) + " of " + horizon();
  }
}
