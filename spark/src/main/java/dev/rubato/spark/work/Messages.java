package dev.rubato.spark.work;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages between executors and the driver, as bytes: a claim of work and a report, each with
 * its answer. Strategies travel as text, curves as doubles, snapshots as checkpoints, or by their
 * names in the exchange.
 */
public final class Messages {
  private Messages() {}

  /**
   * A ticket asks for work. One that holds a lease already has lost it, with its executor.
   *
   * @param worker which executor, for people
   */
  public record Claim(String run, int ticket, String worker) {}

  /** The first part of a report, by which its reader finds the trials that it is about. */
  public record Heading(String run, long lease) {}

  /**
   * What the driver answers a report.
   *
   * @param counts whether the lease still counts; if not, the work is to be left at once
   * @param reportMillis how long to gather events before the next report
   */
  public record Answer(boolean counts, long reportMillis) {}

  /** A claim as bytes. */
  public static byte[] claim(Claim claim) {
    return new WireOutput()
        .flag(true)
        .text(claim.run())
        .number(claim.ticket())
        .text(claim.worker())
        .bytes();
  }

  /** Whether a message is a claim; otherwise it is a report. */
  public static boolean isClaim(byte[] message) {
    return new WireInput(message).flag();
  }

  /** Reads a claim. */
  public static Claim readClaim(byte[] message) {
    WireInput in = new WireInput(message);
    in.flag();
    String run = in.text();
    int ticket = in.number();
    return new Claim(run, ticket, in.text());
  }

  /** A lease as bytes, or that there is no work. */
  public static byte[] lease(@Nullable Lease lease, Exchange exchange) {
    WireOutput out = new WireOutput(exchange).flag(lease != null);
    if (lease == null) {
      return out.bytes();
    }
    TrialGroup group = lease.group();
    out.number(lease.id()).number(lease.reportMillis()).number(group.until());
    out.number(group.trials().size());
    for (TrialResult soFar : group.trials()) {
      Trial trial = soFar.trial();
      out.text(trial.strategy().toString());
      out.number(trial.horizon().steps()).number(trial.horizon().stepsPerEpoch());
      out.number(trial.seed()).evaluations(soFar.evaluations());
    }
    TrialResult first = group.trials().get(0); // they were one training so far
    return out.numbers(first.rates()).numbers(first.losses()).snapshot(group.from()).bytes();
  }

  /** Reads a lease; null where there is no work. */
  public static @Nullable Lease readLease(byte[] message, Exchange exchange) {
    WireInput in = new WireInput(message, exchange);
    if (!in.flag()) {
      return null;
    }
    long id = in.longNumber();
    long millis = in.longNumber();
    long until = in.longNumber();
    int count = in.number();
    List<TrialResult> bare = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String strategy = in.text();
      Horizon horizon = new Horizon(in.longNumber(), in.longNumber());
      Trial trial = new Trial(Notation.strategy(strategy), horizon, in.longNumber());
      bare.add(ItemCodec.soFar(trial, in.evaluations()));
    }
    double[] rates = in.numbers();
    double[] losses = in.numbers();
    Snapshot from = in.snapshot();
    List<TrialResult> trials =
        bare.stream()
            .map(
                each ->
                    new TrialResult(
                        each.trial(),
                        Status.PAUSED,
                        "",
                        rates,
                        losses,
                        each.evaluations(),
                        each.test()))
            .toList();
    return new Lease(id, new TrialGroup(trials, from, until), millis);
  }

  /**
   * A report as bytes.
   *
   * @param trials of the lease's group, in its order
   * @param over whether nothing more will come, as the group is finished
   */
  public static byte[] report(
      Heading heading, List<Trial> trials, List<Item> items, boolean over, Exchange exchange) {
    WireOutput out =
        new WireOutput(exchange).flag(false).text(heading.run()).number(heading.lease());
    out.flag(over).number(items.size());
    ItemCodec codec = new ItemCodec(trials);
    items.forEach(item -> codec.write(out, item));
    return out.bytes();
  }

  /** Reads whose report it is. */
  public static Heading readHeading(byte[] message) {
    return heading(new WireInput(message));
  }

  private static Heading heading(WireInput in) {
    in.flag();
    String run = in.text();
    return new Heading(run, in.longNumber());
  }

  /** Whether a report is its group's last. */
  public static boolean isOver(byte[] message) {
    WireInput in = new WireInput(message);
    heading(in);
    return in.flag();
  }

  /**
   * Reads what a report tells.
   *
   * @param trials of the lease's group, in its order
   */
  public static List<Item> readItems(byte[] message, List<Trial> trials, Exchange exchange) {
    WireInput in = new WireInput(message, exchange);
    heading(in);
    in.flag();
    ItemCodec codec = new ItemCodec(trials);
    List<Item> items = new ArrayList<>();
    int count = in.number();
    for (int i = 0; i < count; i++) {
      items.add(codec.read(in));
    }
    return items;
  }

  /** An answer as bytes. */
  public static byte[] answer(Answer answer) {
    return new WireOutput().flag(answer.counts()).number(answer.reportMillis()).bytes();
  }

  /** Reads an answer. */
  public static Answer readAnswer(byte[] message) {
    WireInput in = new WireInput(message);
    boolean counts = in.flag();
    return new Answer(counts, in.longNumber());
  }
}
