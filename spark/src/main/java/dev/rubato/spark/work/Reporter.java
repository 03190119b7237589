package dev.rubato.spark.work;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the driver what a group does, from the thread that runs it: now and then what has gathered,
 * and at once what must not be lost. Once its lease does not count any more, or the driver can't be
 * reached, it stops the training by an exception, and is silent from then on.
 */
public final class Reporter implements TrialListener {
  private final String run;
  private final long lease;
  private final List<Trial> trials;
  private final Link link;
  private final Exchange exchange;
  private final List<Item> items = new ArrayList<>();
  private long millis;
  private long last = System.nanoTime();
  private boolean over;
  private @Nullable Exception failure;

  /** The way to the driver. */
  @FunctionalInterface
  public interface Link {
    /** Sends a message and waits for its answer. */
    byte[] ask(byte[] message) throws Exception;
  }

  /** The work does not count any more: another executor does it, or nobody. */
  private static final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AbandonedException(String message) {
      super(message);
    }
  }

  /**
   * Before the lease's group begins.
   *
   * @param exchange for large snapshots
   */
  public Reporter(String run, Lease lease, Link link, Exchange exchange) {
    this.run = run;
    this.lease = lease.id();
    this.trials = lease.group().trials().stream().map(TrialResult::trial).toList();
    this.link = link;
    this.exchange = exchange;
    this.millis = lease.reportMillis();
  }

  /** A training for which the memory is too small here may find enough elsewhere: it is lost. */
  private static boolean lacksMemory(TrialEvent event) {
    return event instanceof TrialEvent.Ended ended
        && ended.result().status() == Status.FAILED
        && ended.result().reason().startsWith(OutOfMemoryError.class.getName());
  }

  @Override
  public void hear(TrialEvent event) {
    if (lacksMemory(event) && !over) {
      over = true;
      failure =
          new IOException(
              "the executor ran out of memory: give executors more with --runner-option"
                  + " spark.executor.memory=4g, or fewer cores");
      throw new AbandonedException("there is too little memory here");
    }
    add(new Item.Event(event), event instanceof TrialEvent.Checkpointed);
  }

  /** Trials have left the group: soon others can run them. */
  public void spawned(TrialGroup group) {
    add(new Item.Spawned(group), true);
  }

  private void add(Item item, boolean now) {
    if (over) {
      return;
    }
    items.add(item);
    boolean ends = // these come one after the other, and the last report is near
        item instanceof Item.Event event
            && (event.event() instanceof TrialEvent.Paused
                || event.event() instanceof TrialEvent.Ended);
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last);
    if (now || (waited >= millis && !ends)) {
      send(false);
    }
    if (over) {
      throw new AbandonedException("this training is no longer needed here");
    }
  }

  /**
   * Tells the rest: the group is finished.
   *
   * @throws Exception why the driver could not be told, or that it has given the work to another;
   *     then it is as if never done here
   */
  public void finish() throws Exception {
    if (!over) {
      send(true);
    }
    if (failure != null) {
      throw failure;
    }
    if (over) { // so that Spark, if it runs a ticket twice, does not take this attempt for the
      // other
      throw new IOException("this work was given to another executor");
    }
  }

  private void send(boolean finished) {
    Messages.Heading heading = new Messages.Heading(run, lease);
    try {
      byte[] report = Messages.report(heading, trials, List.copyOf(items), finished, exchange);
      items.clear();
      Messages.Answer answer = Messages.readAnswer(link.ask(report));
      over = !answer.counts();
      millis = answer.reportMillis();
    } catch (Exception e) {
      over = true;
      failure = e;
    }
    last = System.nanoTime();
  }
}
