package dev.rubato.spark.work;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Stops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work of one call of a runner, as its driver hands it out. Each ticket that an executor holds
 * claims one group: first those that were lost with their executor, then those that others spawned,
 * so that few snapshots are kept, then the longest. A claim gives a {@link Lease}; a ticket that
 * claims again has lost its lease, whose group goes on from its last checkpoint with another. For
 * any thread; events are kept for the one that {@linkplain #deliver delivers} them.
 */
public final class WorkQueue {
  /** Losses of one group without progress between them, after which its trials fail. */
  static final int MOST_LOSSES = 4;

  private static final long SOONEST_MILLIS = 250;

  /** A report costs the driver about so much of a millisecond, of which it should keep the half. */
  private static final long REPORT_COSTS_MILLIS = 1;

  private final Stops stops;
  private final Exchange exchange;
  private final Consumer<String> told;
  private final Deque<Work> lost = new ArrayDeque<>();
  private final Deque<Work> spawned = new ArrayDeque<>();
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong((Waiting each) -> -each.steps()).thenComparing(Waiting::place));
  private final Map<Long, Leased> leases = new HashMap<>();
  private final Map<Integer, Long> tickets = new HashMap<>();
  private final Deque<TrialEvent> events = new ArrayDeque<>();
  private final BitSet free = new BitSet(); // tickets that were issued and have not claimed
  private int issued;
  private int claims;
  private long lastLease;
  private boolean broken;

  private record Waiting(Work work, long steps, int place) {}

  private record Leased(Work work, int ticket, String worker, List<Trial> trials) {}

  /**
   * All groups wait.
   *
   * @param stops asked before a group is given away
   * @param exchange for large snapshots
   * @param told of losses, in words for a person
   */
  public WorkQueue(List<TrialGroup> groups, Stops stops, Exchange exchange, Consumer<String> told) {
    this.stops = stops;
    this.exchange = exchange;
    this.told = told;
    for (TrialGroup group : groups) {
      Work work = new Work(group, false);
      waiting.add(new Waiting(work, work.remaining(), waiting.size()));
    }
  }

  /** The next group for a ticket; null if there is none now. */
  public synchronized @Nullable Lease claim(int ticket, String worker) {
    free.clear(ticket);
    claims++;
    lose(ticket, worker);
    Work work = next();
    while (work != null) {
      TrialGroup all = work.group();
      TrialGroup group = all == null ? null : stops.left(all, events::add);
      notifyAll();
      if (group != null) {
        work.restrict(group);
        List<Trial> trials = group.trials().stream().map(TrialResult::trial).toList();
        if (work.begins()) {
          events.add(new TrialEvent.Begun(trials, group.made()));
        }
        lastLease++;
        leases.put(lastLease, new Leased(work, ticket, worker, trials));
        tickets.put(ticket, lastLease);
        return new Lease(lastLease, group, reportMillis());
      }
      work = next();
    }
    return null;
  }

  private @Nullable Work next() {
    if (broken) {
      return null;
    }
    if (!lost.isEmpty()) {
      return lost.poll();
    }
    if (!spawned.isEmpty()) {
      return spawned.pollLast();
    }
    Waiting longest = waiting.poll();
    return longest == null ? null : longest.work();
  }

  /** The more executors, the less often each reports; and less often while events pile up. */
  private long reportMillis() {
    return Math.max(
        SOONEST_MILLIS,
        2 * REPORT_COSTS_MILLIS * leases.size() + REPORT_COSTS_MILLIS * events.size());
  }

  /** Tickets for the groups that wait and for which there are none yet. */
  public synchronized Tickets issue() {
    int more = missing();
    free.set(issued, issued + more);
    issued += more;
    return new Tickets(issued - more, issued);
  }

  private int missing() {
    return Math.max(0, lost.size() + spawned.size() + waiting.size() - free.cardinality());
  }

  /** These tickets claim and report no more, as their job has ended: what they hold is lost. */
  public synchronized void returned(Tickets ended) {
    free.clear(ended.from(), ended.until());
    for (int ticket = ended.from(); ticket < ended.until(); ticket++) {
      lose(ticket, "another executor");
    }
    notifyAll();
  }

  private void lose(int ticket, String where) {
    Long id = tickets.remove(ticket);
    Leased lease = id == null ? null : leases.remove(id);
    if (lease != null) {
      lose(lease, where);
    }
  }

  private void lose(Leased lease, String where) {
    Work work = lease.work();
    TrialGroup group = work.group();
    if (group == null || broken) {
      return;
    }
    work.losses++;
    boolean one = group.trials().size() == 1;
    String what = one ? "a training" : group.trials().size() + " trainings that are one so far";
    if (work.losses >= MOST_LOSSES) {
      String reason =
          String.format(
              Locale.ROOT,
              "its executor was lost %d times, each time before it came further (the last was %s);"
                  + " has it enough memory?",
              work.losses,
              lease.worker());
      group
          .trials()
          .forEach(soFar -> events.add(new TrialEvent.Ended(soFar.with(Status.FAILED, reason))));
      told.accept(
          lease.worker()
              + " was lost with "
              + what
              + (one ? ", which fails: " : ", which fail: ")
              + reason);
      return;
    }
    List<Trial> trials = group.trials().stream().map(TrialResult::trial).toList();
    events.add(new TrialEvent.Begun(trials, group.made()));
    lost.add(work);
    told.accept(
        String.format(
            Locale.ROOT,
            "%s was lost with %s, which %s on %s",
            lease.worker(),
            what,
            goesOn(group.made(), one),
            where));
  }

  private static String goesOn(int made, boolean one) {
    return made == 0
        ? one ? "starts again" : "start again"
        : (one ? "goes on" : "go on") + " after step " + made;
  }

  /** The trials of a lease, in the order of its group; null if it does not count any more. */
  public synchronized @Nullable List<Trial> trials(long lease) {
    Leased leased = leases.get(lease);
    return leased == null ? null : leased.trials();
  }

  /**
   * A worker tells what its group did.
   *
   * @param over whether the group is finished
   * @return whether the lease still counts, and when to report again
   */
  public synchronized Messages.Answer report(long lease, List<Item> items, boolean over) {
    Leased leased = leases.get(lease);
    if (leased == null || broken) {
      return new Messages.Answer(false, SOONEST_MILLIS);
    }
    Work work = leased.work();
    for (Item item : items) {
      if (item instanceof Item.Spawned group) {
        work.leave(group.group());
        spawned.add(new Work(group.group(), true));
      } else if (item instanceof Item.Event event) {
        TrialEvent fresh = work.fresh(event.event());
        if (fresh != null) {
          events.add(fresh);
        }
      }
    }
    if (over && !work.isOver()) { // the executor's ticket fails, and it is counted as a loss
      throw new IllegalStateException("a group is said to be over, but a trial has no end");
    }
    if (over) {
      leases.remove(lease);
      tickets.remove(leased.ticket());
    }
    notifyAll();
    return new Messages.Answer(true, reportMillis());
  }

  private int unfinished() {
    return lost.size() + spawned.size() + waiting.size() + leases.size();
  }

  /** Whether groups wait, and none is being run. */
  public synchronized boolean isIdle() {
    return leases.isEmpty() && unfinished() > 0;
  }

  /** How many claims there were. */
  public synchronized int claims() {
    return claims;
  }

  /**
   * Tells a listener what has happened so far, or waits until something happens.
   *
   * @param millis to wait at most; 0 for not at all
   * @return whether all groups are finished and all events told
   * @throws RuntimeException what the listener threw; no lease counts any more then
   */
  public boolean deliver(TrialListener listener, long millis) throws InterruptedException {
    List<TrialEvent> news;
    synchronized (this) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      long left = millis;
      while (left > 0 && events.isEmpty() && unfinished() > 0 && missing() == 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      }
      news = new ArrayList<>(events);
      events.clear();
    }
    try {
      news.forEach(listener::hear);
    } catch (RuntimeException | Error e) {
      abandon();
      throw e;
    }
    synchronized (this) {
      return events.isEmpty() && unfinished() == 0;
    }
  }

  /** Gives no more work, and hears no more of what was given. */
  public synchronized void abandon() {
    broken = true;
    lost.clear();
    spawned.clear();
    waiting.clear();
    leases.clear();
    tickets.clear();
    events.clear();
  }

  /** What a message from an executor is answered. */
  public byte[] receive(byte[] message) {
    if (Messages.isClaim(message)) {
      Messages.Claim claim = Messages.readClaim(message);
      return Messages.lease(claim(claim.ticket(), claim.worker()), exchange);
    }
    long lease = Messages.readHeading(message).lease();
    List<Trial> trials = trials(lease);
    if (trials == null) {
      return Messages.answer(new Messages.Answer(false, SOONEST_MILLIS));
    }
    List<Item> items = Messages.readItems(message, Objects.requireNonNull(trials), exchange);
    return Messages.answer(report(lease, items, Messages.isOver(message)));
  }
}
