package dev.rubato.lab;

import java.util.List;

/** The tests' task and trials, for tests of other packages. */
public final class Examples {
  private Examples() {}

  /** A line through noisy points, whose trials take milliseconds. */
  public static SteppedTask leastSquares() {
    return new LeastSquares();
  }

  /** A trial of 48 steps. */
  public static Trial trial(String strategy, long seed) {
    return Runs.trial(strategy, seed);
  }

  /** All that trials found out, down to the last bit. */
  public static List<Object> bits(List<TrialResult> results) {
    return Runs.bits(results);
  }
}
