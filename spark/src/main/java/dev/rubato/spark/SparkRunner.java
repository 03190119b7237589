package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.Stops;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.spark.work.Exchange;
import dev.rubato.spark.work.Tickets;
import dev.rubato.spark.work.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs groups of trials on the executors of a Spark cluster. The driver keeps the queue and hands
 * the groups out one by one; Spark places as many tasks as there are groups, and runs those again
 * whose executor was lost.
 */
final class SparkRunner implements Runner {
  private static final long POLL_MILLIS = 200;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** So many jobs in a row may fail before the study does. */
  private static final int MOST_FAILURES = 3;

  private final SparkCluster cluster;
  private final JavaSparkContext spark;
  private final ShippedTask shipped;
  private final @Nullable FolderExchange exchange;
  private final Duration checkpointEvery;
  private final Consumer<String> told;
  private final MasterWatch master;
  private final String jobGroup = "rubato-" + UUID.randomUUID();
  private final Stops stops = new Stops();

  /**
   * A runner.
   *
   * @param shipped opens the task on executors
   * @param exchange for large snapshots; deleted at the end
   */
  SparkRunner(
      SparkCluster cluster,
      ShippedTask shipped,
      @Nullable FolderExchange exchange,
      Duration checkpointEvery,
      Consumer<String> told) {
    this.cluster = cluster;
    this.spark = cluster.context();
    this.shipped = shipped;
    this.exchange = exchange;
    this.checkpointEvery = checkpointEvery;
    this.told = told;
    this.master = MasterWatch.of(cluster.context().master(), told);
  }

  @Override
  public void run(Task task, List<TrialGroup> groups, TrialListener listener) {
    Exchange large = exchange == null ? Exchange.NONE : exchange;
    WorkQueue queue = new WorkQueue(groups, stops, large, told);
    String run = UUID.randomUUID().toString();
    Jobs jobs = new Jobs(queue, ticket(run, task));
    RubatoPlugin.open(run, queue);
    try {
      jobs.submitMissing();
      while (!queue.deliver(listener, POLL_MILLIS)) {
        jobs.look();
        jobs.submitMissing();
      }
    } catch (InterruptedException e) {
      stop();
      spark.cancelJobGroup(jobGroup);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while trials were running", e);
    } catch (RuntimeException e) {
      Ending.await(); // Spark's own end is no failure of the study
      throw e;
    } finally {
      queue.abandon();
      RubatoPlugin.close(run);
    }
  }

  private Ticket ticket(String run, Task task) {
    FolderExchange.Place place = exchange == null ? null : exchange.place();
    return new Ticket(run, shipped.as(task), place, checkpointEvery);
  }

  @Override
  public void stop() {
    stops.all();
  }

  @Override
  public void giveUp(Predicate<Trial> trials, String reason) {
    stops.giveUp(trials, reason);
  }

  /** The cluster stays, for the next study of this process. */
  @Override
  public void close() {
    stop();
    master.close();
    cluster.news().hush();
    if (exchange != null) {
      exchange.close();
    }
  }

  /** The Spark jobs of one run: one for the groups that it has, more for those that these spawn. */
  private final class Jobs {
    private final WorkQueue queue;
    private final Ticket ticket;
    private final List<Job> open = new ArrayList<>();
    private int failures;
    private int claims;
    private long lastWork = System.nanoTime();
    private boolean toldOfWaiting;

    private record Job(JavaFutureAction<Void> future, Tickets tickets) {}

    Jobs(WorkQueue queue, Ticket ticket) {
      this.queue = queue;
      this.ticket = ticket;
    }

    /** As many tasks as there are groups without one. */
    void submitMissing() {
      Tickets tickets = queue.issue();
      if (tickets.count() == 0) {
        return;
      }
      List<Integer> numbers =
          new ArrayList<>(IntStream.range(tickets.from(), tickets.until()).boxed().toList());
      try {
        spark.setJobGroup(
            jobGroup,
            tickets.count() == 1
                ? "1 group of trainings"
                : tickets.count() + " groups of trainings",
            false);
        open.add(
            new Job(
                spark.parallelize(numbers, tickets.count()).foreachPartitionAsync(ticket),
                tickets));
      } catch (IllegalStateException e) {
        throw ended(e);
      }
    }

    /** Looks for jobs that have ended, and for those that don't begin. */
    void look() throws InterruptedException {
      for (Job job : List.copyOf(open)) {
        if (job.future().isDone()) {
          open.remove(job);
          end(job);
        }
      }
      if (spark.sc().isStopped()) {
        throw ended(null);
      }
      if (queue.claims() > claims) {
        claims = queue.claims();
        failures = 0;
        toldOfWaiting = false;
        lastWork = System.nanoTime();
      } else if (!queue.isIdle()) {
        lastWork = System.nanoTime();
      } else if (!toldOfWaiting && System.nanoTime() - lastWork > PATIENCE_NANOS) {
        toldOfWaiting = true;
        told.accept(
            claims == 0
                ? "Spark gives no executor yet: are its workers up, are cores free, and has each"
                    + " worker the memory that spark.executor.memory asks for?"
                : "no executor works now: trainings wait until Spark has started others");
      }
    }

    private void end(Job job) throws InterruptedException {
      try {
        job.future().get();
      } catch (ExecutionException | CancellationException e) {
        failures++;
        if (failures >= MOST_FAILURES || spark.sc().isStopped()) {
          throw ended(e);
        }
        Ending.await();
        told.accept("a Spark job ended early, and another goes on: " + e.getMessage());
      }
      queue.returned(job.tickets());
    }

    private StudyFailedException ended(@Nullable Exception cause) {
      return new StudyFailedException(
          "Spark ran no more trainings"
              + (cause == null ? "" : ": " + cause.getMessage())
              + "; what was stored is kept, and the same command goes on from there");
    }
  }
}
