package dev.rubato.spark;

/** Whether this process is about to end, so that nothing more is to be said. */
final class Ending {
  private Ending() {}

  /** Whether its shutdown has begun, as by Ctrl-C: what Spark then reports is no news. */
  static boolean hasBegun() {
    Thread none = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(none);
      Runtime.getRuntime().removeShutdownHook(none);
      return false;
    } catch (IllegalStateException e) { // which says just that
      return true;
    }
  }

  /** Waits for the end, if it has begun. */
  static void await() {
    while (hasBegun()) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // it ends nevertheless
      }
    }
  }
}
