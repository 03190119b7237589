package dev.rubato.lab.program;

import dev.rubato.lab.TrialResult.Status;

/**
 * How a run of a program ended.
 *
 * @param reason empty where all went well
 */
record Verdict(Status status, String reason) {
  static final Verdict DONE = new Verdict(Status.DONE, "");
  static final Verdict CANCELLED = new Verdict(Status.CANCELLED, "its study ended first");

  static Verdict failed(String reason) {
    return new Verdict(Status.FAILED, reason);
  }

  static Verdict diverged(String reason) {
    return new Verdict(Status.DIVERGED, reason);
  }
}
