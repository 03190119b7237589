package dev.rubato.spark;

/** The valley at a millisecond a step, so that a training lasts long enough to be killed. */
public final class SlowValley extends Valley {
  /** Slow. */
  public SlowValley() {
    super(1000);
  }
}
