package dev.rubato.schedule;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What all phrases of one schedule are resolved with.
 *
 * @param horizon the length of the training
 * @param loop the closed-loop calls, and what they have seen
 * @param warnings gets what is probably a slip, in the order of reading
 * @param reached whether the training gets there
 */
record Resolution(Horizon horizon, ClosedLoop loop, Set<String> warnings, boolean reached) {
  Resolution(Horizon horizon, ClosedLoop loop, Set<String> warnings) {
    this(horizon, loop, warnings, true);
  }

  /** The same, for what is never reached, and should not warn. */
  Resolution silent() {
    return new Resolution(horizon, loop, new LinkedHashSet<>(), false);
  }
}
