package dev.rubato.schedule;

import dev.rubato.argument.Numbers;
import org.jspecify.annotations.Nullable;

/** Warns of the phrases of one sequence that its length cuts off or leaves out. */
final class SequenceCheck {
  /** Far more than what rounding adds up to, and far less than a step. */
  private static final double CLOSE = 1e-6;

  private final Extent extent;
  private final double room;
  private double exact;
  private @Nullable Phrase unreached;
  private int furtherUnreached;
  private double before;

  SequenceCheck(Extent extent) {
    this.extent = extent;
    this.room = extent.steps(extent.length());
  }

  /** Looks at the next phrase, in the call's own time, and returns whether it has any step. */
  boolean runs(Phrase phrase, double offset, double length) {
    double start = extent.steps(offset);
    double planned = extent.unrounded(phrase, exact);
    exact += planned;
    if (start >= room) {
      if (unreached == null) {
        unreached = phrase;
        before = start;
      } else {
        furtherUnreached++;
      }
      return false;
    }
    if (length == 0) {
      extent.warn(
          "\"%s\" is left out: it is %s of %s, which rounds to 0"
              .formatted(phrase, steps(planned), Numbers.print(room)));
      return false;
    }
    // percentages whose rounded steps add up to one too many are as they were meant
    boolean cut = exact > room + CLOSE && start + extent.steps(length) > room;
    if (cut && phrase.span() != null && !extent.isCycle()) {
      extent.warn(
          "\"%s\" is cut off: it ends after %s, but there are %s"
              .formatted(phrase, steps(start + extent.steps(length)), Numbers.print(room)));
    }
    return true;
  }

  /** Tells of the phrases that are never reached, all at once. */
  void end() {
    if (unreached == null) {
      return;
    }
    String which =
        furtherUnreached == 0
            ? "\"" + unreached + "\" is"
            : "\""
                + unreached
                + "\" and "
                + furtherUnreached
                + (furtherUnreached == 1 ? " more phrase are" : " more phrases are");
    extent.warn(
        "%s never reached: what comes before ends after %s, and there are %s"
            .formatted(which, steps(before), Numbers.print(room)));
  }

  private static String steps(double steps) {
    return Numbers.print(Numbers.round(steps, 6)) + (steps == 1 ? " step" : " steps");
  }
}
