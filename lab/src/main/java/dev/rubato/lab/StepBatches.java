package dev.rubato.lab;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells a listener of a training's steps in batches: many steps when they are fast, each as soon as
 * it is made when they are slow. Used by one thread.
 */
public final class StepBatches {
  private static final int MOST = 256;
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(100);

  private final TrialListener listener;
  private int told;
  private long last = System.nanoTime();

  /**
   * Before the first batch.
   *
   * @param made updates made before, which the listener has been told of
   */
  public StepBatches(TrialListener listener, int made) {
    this.listener = listener;
    this.told = made;
  }

  /**
   * Updates were made; tells the listener if a batch is due.
   *
   * @param trials whose steps are not reported yet
   * @param rates of each step from the first
   * @param losses of each step from the first
   */
  public void made(List<Trial> trials, double[] rates, double[] losses, int made) {
    if (made - told >= MOST || System.nanoTime() - last >= LONGEST) {
      flush(trials, rates, losses, made);
    }
  }

  /** Tells the listener of all updates made. */
  public void flush(List<Trial> trials, double[] rates, double[] losses, int made) {
    if (made > told) {
      listener.hear(
          new TrialEvent.Steps(
              trials,
              told,
              Arrays.copyOfRange(rates, told, made),
              Arrays.copyOfRange(losses, told, made)));
      told = made;
      last = System.nanoTime();
    }
  }
}
