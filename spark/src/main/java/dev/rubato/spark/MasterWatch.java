package dev.rubato.spark;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says when the master of a standalone cluster goes and comes back, of which Spark tells its
 * applications nothing: until it is closed.
 */
final class MasterWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(3);

  /** One refusal may be a full queue of connections. */
  private static final int ENOUGH = 2;

  private final String address;
  private final Supplier<@Nullable Exception> refusal;
  private final Duration every;
  private final Consumer<String> told;
  private boolean closed;

  /** Watches the masters at an address; does nothing where there are none. */
  static MasterWatch of(String address, Consumer<String> told) {
    return new MasterWatch(address, () -> Standalone.refusal(address), EVERY, told);
  }

  /**
   * A watch.
   *
   * @param refusal why no master can be reached, or null
   * @param every the time between two looks
   */
  MasterWatch(
      String address,
      Supplier<@Nullable Exception> refusal,
      Duration every,
      Consumer<String> told) {
    this.address = address;
    this.refusal = refusal;
    this.every = every;
    this.told = told;
    if (Standalone.isAt(address)) {
      Thread looking = new Thread(this::look, "rubato-spark-master");
      looking.setDaemon(true);
      looking.start();
    }
  }

  private void look() {
    int refusals = 0;
    while (waits()) {
      Exception refused = refusal.get();
      if (refused != null && ++refusals == ENOUGH) {
        tell(
            "the Spark master at "
                + address
                + " does not answer ("
                + refused.getMessage()
                + "): the executors that it gave go on, but none that is lost is replaced until it"
                + " is back; start it again at the same address");
      } else if (refused == null) {
        if (refusals >= ENOUGH) {
          tell("the Spark master at " + address + " is back");
        }
        refusals = 0;
      }
    }
  }

  private synchronized void tell(String text) {
    if (!closed && !Ending.hasBegun()) {
      told.accept(text);
    }
  }

  /** Waits for the next look; false if there is none. */
  private synchronized boolean waits() {
    long until = System.nanoTime() + every.toNanos();
    try {
      for (long left = every.toMillis(); left > 0 && !closed; ) {
        wait(left);
        left = Duration.ofNanos(until - System.nanoTime()).toMillis();
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
