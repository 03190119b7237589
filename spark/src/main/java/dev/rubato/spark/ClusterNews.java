package dev.rubato.spark;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Says which executors came and went, in words for a person. */
final class ClusterNews extends SparkListener {
  private static final Consumer<String> NOBODY = text -> {};

  private final AtomicReference<Consumer<String>> told = new AtomicReference<>(NOBODY);
  private int lost;

  /** Who is told from now on; null for nobody. */
  void tell(Consumer<String> listener) {
    told.set(listener);
  }

  /** Tells nobody any more. */
  void hush() {
    told.set(NOBODY);
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    if (lost > 0) { // those at the start are as asked for
      lost--;
      told.get()
          .accept(
              "executor "
                  + event.executorId()
                  + " on "
                  + event.executorInfo().executorHost()
                  + " came in its place");
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    lost++;
    told.get().accept("executor " + event.executorId() + " is gone: " + shortened(event.reason()));
  }

  private static String shortened(String reason) {
    String line = reason.strip().split("\\R", 2)[0];
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
