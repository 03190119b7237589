package dev.rubato.spark;

import dev.rubato.spark.work.Exchange;
import dev.rubato.spark.work.Messages;
import dev.rubato.spark.work.WorkQueue;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The way between executors and driver while trainings run: a Spark plugin, whose messages travel
 * as Spark's own do, with its encryption and authentication where they are configured.
 */
public final class RubatoPlugin implements SparkPlugin {
  private static final Map<String, WorkQueue> QUEUES = new ConcurrentHashMap<>();
  private static volatile @Nullable PluginContext executor;

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /** At the driver: messages about a run go to its queue. */
  static void open(String run, WorkQueue queue) {
    QUEUES.put(run, queue);
  }

  /** At the driver: the run is over, and whoever still works for it is told so. */
  static void close(String run) {
    QUEUES.remove(run);
  }

  /** On an executor: asks the driver. */
  static byte[] ask(byte[] message) throws Exception {
    return (byte[]) context().ask(message);
  }

  /** On an executor: its name, for people. */
  static String worker() throws IOException {
    PluginContext context = context();
    // the context's own host name is null on executors of Spark 4.1, which don't listen
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    return "executor " + context.executorID() + " on " + host;
  }

  private static PluginContext context() throws IOException {
    PluginContext context = executor;
    if (context == null) {
      throw new IOException(
          "Rubato's plugin was not loaded: spark.plugins must name "
              + RubatoPlugin.class.getName());
    }
    return context;
  }

  private static final class Driver implements DriverPlugin {
    @Override
    public Object receive(Object message) {
      byte[] bytes = (byte[]) message;
      boolean claims = Messages.isClaim(bytes);
      String run = claims ? Messages.readClaim(bytes).run() : Messages.readHeading(bytes).run();
      WorkQueue queue = QUEUES.get(run);
      if (queue == null) {
        return claims
            ? Messages.lease(null, Exchange.NONE)
            : Messages.answer(new Messages.Answer(false, 0));
      }
      return queue.receive(bytes);
    }
  }

  private static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> settings) {
      executor = context;
    }
  }
}
