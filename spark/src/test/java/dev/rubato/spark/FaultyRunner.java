package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.GroupRun;
import dev.rubato.lab.run.Stops;
import dev.rubato.spark.work.Exchange;
import dev.rubato.spark.work.Lease;
import dev.rubato.spark.work.Messages;
import dev.rubato.spark.work.Reporter;
import dev.rubato.spark.work.Tickets;
import dev.rubato.spark.work.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The scheduling of the cluster without one: executors on this thread that die before or after a
 * message, or sleep while another does their work and wake again.
 */
final class FaultyRunner implements Runner {
  final List<String> told = new ArrayList<>();
  int deaths;
  int sleeps;

  private final Exchange exchange;
  private final Random random;
  private final double faults;
  private final Stops stops = new Stops();
  private int depth;

  /**
   * A runner.
   *
   * @param exchange for large snapshots
   * @param faults the share of messages at which something goes wrong
   */
  FaultyRunner(Exchange exchange, long seed, double faults) {
    this.exchange = exchange;
    this.random = new Random(seed);
    this.faults = faults;
  }

  @Override
  public void run(Task task, List<TrialGroup> groups, TrialListener listener) {
    WorkQueue queue = new WorkQueue(groups, stops, exchange, told::add);
    Deque<Integer> tickets = new ArrayDeque<>();
    try {
      while (!queue.deliver(listener, 1)) {
        Tickets more = queue.issue();
        for (int i = more.from(); i < more.until(); i++) {
          tickets.add(i);
        }
        Integer next = tickets.poll();
        if (next != null && !works(queue, task, next)) {
          tickets.add(next); // as Spark does with a lost task
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean works(WorkQueue queue, Task task, int ticket) {
    try {
      Reporter.Link link = message -> ask(queue, task, ticket, message);
      Lease lease =
          Messages.readLease(
              link.ask(Messages.claim(new Messages.Claim("run", ticket, "executor " + ticket))),
              exchange);
      if (lease == null) {
        return true;
      }
      Reporter reporter = new Reporter("run", lease, link, exchange);
      try {
        GroupRun.run(task, lease.group(), reporter, Duration.ZERO, reporter::spawned);
      } catch (RuntimeException e) {
        // left
      }
      reporter.finish();
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private byte[] ask(WorkQueue queue, Task task, int ticket, byte[] message) throws Exception {
    if (random.nextDouble() >= faults) {
      return queue.receive(message);
    }
    int fault = random.nextInt(3);
    if (fault == 0) {
      deaths++;
      throw new IOException("died before its message");
    }
    if (fault == 1) {
      deaths++;
      byte[] unheard = queue.receive(message);
      throw new IOException("died with an answer of " + unheard.length + " bytes");
    }
    if (depth < 2) {
      sleeps++;
      depth++;
      boolean unused = works(queue, task, ticket);
      depth--;
    }
    return queue.receive(message);
  }

  @Override
  public void stop() {
    stops.all();
  }

  @Override
  public void giveUp(Predicate<Trial> trials, String reason) {
    stops.giveUp(trials, reason);
  }

  @Override
  public void close() {
    stop();
  }
}
