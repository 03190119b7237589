package dev.rubato.lab.run;

import java.time.Duration;

/**
 * Says when a running training is to be checkpointed: every so often, but never so often that
 * checkpoints take more than a small share of its time. Used by one thread.
 */
public final class CheckpointClock {
  /** The usual time between two checkpoints, which is what a kill costs at most. */
  public static final Duration USUAL = Duration.ofSeconds(30);

  /** Checkpoints nothing. */
  static final CheckpointClock NEVER = new CheckpointClock(Duration.ofNanos(Long.MAX_VALUE));

  /** A checkpoint may take this part of the time until the next. */
  private static final int SHARE = 20;

  private final long every;
  private long wait;
  private long last = System.nanoTime();

  /**
   * A clock that starts now.
   *
   * @param every the time between two checkpoints, if they take little of it; zero for one after
   *     every step, whatever it takes
   */
  public CheckpointClock(Duration every) {
    this.every = every.toNanos();
    this.wait = this.every;
  }

  boolean isDue() {
    return System.nanoTime() - last >= wait;
  }

  /** A checkpoint was made. */
  void took(long nanos) {
    last = System.nanoTime();
    wait = every == 0 ? 0 : Math.max(every, SHARE * nanos);
  }
}
