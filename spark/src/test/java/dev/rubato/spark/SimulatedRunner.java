package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.GroupRun;
import dev.rubato.lab.run.Stops;
import dev.rubato.spark.work.Exchange;
import dev.rubato.spark.work.Item;
import dev.rubato.spark.work.Lease;
import dev.rubato.spark.work.Tickets;
import dev.rubato.spark.work.WorkQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A cluster of any size in virtual time: the real queue hands out real trainings, whose steps take
 * the time that they are said to take; the driver serves one message after the other.
 */
final class SimulatedRunner implements Runner {
  /** Seconds since the first study began. */
  double now;

  /** Seconds that executors trained, all together. */
  double busy;

  int groups;

  private final int executors;
  private final Times times;
  private final Random random = new Random(1);
  private final Stops stops = new Stops();
  private double driverFree;

  /**
   * How long things take.
   *
   * @param trainings seconds of whole trainings, as they were recorded; each group is as fast as
   *     one of them
   * @param steps of a whole training
   * @param launch seconds of the driver to place a task and answer its claim
   * @param report seconds of the driver to hear a report
   */
  record Times(List<Double> trainings, long steps, double launch, double report) {}

  private record Happening(double at, long order, long lease, List<Item> items, boolean over) {}

  SimulatedRunner(int executors, Times times) {
    this.executors = executors;
    this.times = times;
  }

  @Override
  public void run(Task task, List<TrialGroup> given, TrialListener listener) {
    WorkQueue queue = new WorkQueue(given, stops, Exchange.NONE, text -> {});
    PriorityQueue<Happening> coming =
        new PriorityQueue<>(
            Comparator.comparingDouble(Happening::at).thenComparingLong(Happening::order));
    Deque<Integer> tickets = new ArrayDeque<>();
    int idle = executors;
    try {
      while (!queue.deliver(listener, 0)) {
        Tickets more = queue.issue();
        for (int i = more.from(); i < more.until(); i++) {
          tickets.add(i);
        }
        while (idle > 0 && !tickets.isEmpty()) {
          Lease lease = queue.claim(tickets.remove(), "simulated");
          if (lease != null) {
            idle--;
            coming.addAll(train(task, lease, served(now, times.launch()), coming.size()));
          }
        }
        Happening next = coming.poll();
        if (next != null) {
          now = Math.max(now, served(next.at(), times.report()));
          queue.report(next.lease(), next.items(), next.over());
          idle += next.over() ? 1 : 0;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When the driver has served what comes at a time. */
  private double served(double at, double takes) {
    driverFree = Math.max(driverFree, at) + takes;
    return driverFree;
  }

  /** Trains a group at once, and says when what it tells would have come. */
  private List<Happening> train(Task task, Lease lease, double start, long order) {
    groups++;
    int drawn = random.nextInt(times.trainings().size());
    double step = times.trainings().get(drawn) / times.steps();
    List<Happening> all = new ArrayList<>();
    List<Item> gathered = new ArrayList<>();
    double[] at = {start, start}; // of the training, and of its last report
    long id = lease.id();
    TrialListener hearing =
        new TrialListener() {
          @Override
          public void hear(TrialEvent event) {
            if (event instanceof TrialEvent.Steps steps) {
              at[0] += steps.count() * step;
            }
            gathered.add(new Item.Event(event));
            if (at[0] - at[1] > lease.reportMillis() / 1000.0) {
              tell();
            }
          }

          private void tell() {
            all.add(new Happening(at[0], order, id, List.copyOf(gathered), false));
            gathered.clear();
            at[1] = at[0];
          }
        };
    GroupRun.run(
        task,
        lease.group(),
        hearing,
        Duration.ofDays(1),
        others -> {
          gathered.add(new Item.Spawned(others));
          all.add(new Happening(at[0], order, id, List.copyOf(gathered), false));
          gathered.clear();
        });
    all.add(new Happening(at[0], order, id, List.copyOf(gathered), true));
    busy += at[0] - start;
    return all;
  }

  double efficiency() {
    return busy / (executors * now);
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
