package dev.rubato.schedule;

/**
 * A recurring time.
 *
 * <p>Whole numbers are divided exactly. A fraction of an epoch is rounded, and so is what it is
 * divided into: 35 epochs are 15 times 7/3 of one, but floor to 14. So a multiple up to the last
 * digits counts as one.
 */
final class Period {
  private final double length;
  private final boolean whole;

  Period(double length) {
    this.length = length;
    this.whole = length == Math.rint(length);
  }

  /** How many whole periods have passed at {@code u}. */
  double count(double u) {
    double count = u / length;
    double nearest = Math.rint(count);
    return !whole && Math.abs(count - nearest) <= 2 * Math.ulp(count) ? nearest : Math.floor(count);
  }

  /** The time since the last period began, from 0 to before the length. */
  double within(double u) {
    return Math.max(0, u - count(u) * length);
  }

  /** Whether a period ends at {@code u}. */
  boolean endsAt(double u) {
    return u > 0 && within(u) == 0;
  }

  /** How many periods have passed just before {@code u}. */
  double countBefore(double u) {
    return endsAt(u) ? count(u) - 1 : count(u);
  }
}
