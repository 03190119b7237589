package dev.rubato.lab.run;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.RunningNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The failures of a study: which optimizers it has to do without, and when it is hopeless.
 *
 * <p>Trials fail in the same way where their reasons are the same but for numbers, and they got
 * equally far. One at a higher rate than a trial that works is no sign of more: the rate was too
 * high. May be asked from any thread.
 */
final class Failures {
  /** Failures in the same way that show that more would follow. */
  private static final int ENOUGH = 3;

  /** Failures in any way before a study is given up of which most trials fail. */
  private static final int ENOUGH_OF_ANY = 10;

  /** Steps whose rates are looked at. */
  private static final int SEEN = 100;

  private final boolean shares;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();

  /** What became of the trials of an optimizer. */
  private static final class Tally {
    private final Set<Object> failed = new HashSet<>();
    private final Set<String> ways = new LinkedHashSet<>();
    private final List<Double> failedRates = new ArrayList<>();
    private double lowestThatWorks = Double.POSITIVE_INFINITY;
    private int ended;
    private int failures;
    private String name = "";
    private String reason = "";
    private boolean works;
    private boolean leftOut;

    /** Failures that a lower rate does not mend, as far as is known. */
    long failures() {
      return failedRates.stream().filter(rate -> rate <= lowestThatWorks).count();
    }

    boolean onlyFails() {
      return failures > 0 && failures == ended && !works;
    }
  }

  /**
   * Before the first trial.
   *
   * @param shares whether trials of one optimizer and seed may be one training, and fail as one
   */
  Failures(boolean shares) {
    this.shares = shares;
  }

  /** What optimizers have in common that differ only in their numbers. */
  static String kind(Optimizer optimizer) {
    return optimizer.toString().replaceAll("[?.\\d]+(e-?\\d+)?", "#").replaceAll("#+", "#");
  }

  private static String kind(Trial trial) {
    return kind(trial.strategy().optimizerOrSgd());
  }

  /** The study has, or will have, trials of these optimizers. */
  synchronized void expect(Collection<Optimizer> optimizers) {
    optimizers.forEach(each -> tallies.computeIfAbsent(kind(each), none -> new Tally()));
  }

  /**
   * A trial has ended.
   *
   * @return whether its optimizer is to be left out from now on
   */
  synchronized boolean count(TrialResult result) {
    Trial trial = result.trial();
    Tally tally = tally(trial);
    if (result.status() == Status.CANCELLED || tally.leftOut) {
      return false;
    }
    tally.ended++;
    if (result.status() == Status.FAILED) {
      tally.failures++;
      tally.failed.add(shares ? trial.seed() : trial);
      tally.ways.add(way(result));
      tally.name = trial.strategy().optimizerOrSgd().toString();
      tally.reason = result.reason();
      tally.failedRates.add(highestRate(trial));
    } else {
      works(trial);
    }
    tally.leftOut = tally.onlyFails() && tally.failed.size() >= ENOUGH && tally.ways.size() == 1;
    return tally.leftOut;
  }

  /** A trial has made its steps so far: its optimizer is not left out. */
  synchronized void works(Trial trial) {
    Tally tally = tally(trial);
    double rate = highestRate(trial);
    tally.works = true;
    tally.leftOut = false;
    tally.lowestThatWorks =
        rate > 0 ? Math.min(tally.lowestThatWorks, rate) : tally.lowestThatWorks;
  }

  /** The highest rate that is planned, of the steps that are looked at; 0 if none is known. */
  private static double highestRate(Trial trial) {
    if (!trial.strategy().open().isEmpty()) {
      return 0;
    }
    RunningNumber rate = trial.running().rate();
    long steps = trial.horizon().steps();
    double highest = 0;
    for (int i = 0; i < SEEN; i++) {
      highest =
          Math.max(highest, rate.at(steps <= SEEN ? Math.min(i, steps - 1) : steps / SEEN * i));
    }
    return highest;
  }

  private Tally tally(Trial trial) {
    return tallies.computeIfAbsent(kind(trial), none -> new Tally());
  }

  private static String way(TrialResult result) {
    long made = result.made();
    String far = made == result.trial().horizon().steps() ? "the end" : Long.toString(made);
    return far + " " + shown(result.reason()).replaceAll("0x[0-9a-fA-F]+|\\d+", "#");
  }

  /** The first line of a reason, and the last, which says most where a program gave it. */
  static String shown(String reason) {
    List<String> lines = reason.lines().toList();
    return lines.size() < 2
        ? reason.strip()
        : lines.get(0) + " " + lines.get(lines.size() - 1).strip();
  }

  /** Leaves an optimizer out. */
  synchronized void leaveOut(Trial trial) {
    tally(trial).leftOut = true;
  }

  /** Whether a trial is one of an optimizer that is left out. */
  boolean leavesOut(Trial trial, Optimizer optimizer) {
    return kind(trial).equals(kind(optimizer)) && leavesOut(optimizer);
  }

  synchronized boolean leavesOut(Optimizer optimizer) {
    Tally tally = tallies.get(kind(optimizer));
    return tally != null && tally.leftOut;
  }

  /** The optimizers that are left out, each with the reason of its last failure. */
  synchronized Map<String, String> leftOut() {
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Tally each : tallies.values()) {
      if (each.leftOut) {
        leftOut.put(each.name, shown(each.reason));
      }
    }
    return leftOut;
  }

  /** Why the study can't succeed, or null as long as it can. */
  synchronized @Nullable String hopeless() {
    Set<String> ways = new LinkedHashSet<>();
    List<String> reasons = new ArrayList<>();
    int failed = 0;
    boolean all = true;
    for (Tally each : tallies.values()) {
      if (!each.onlyFails()) {
        return null;
      }
      all &= each.leftOut;
      failed += each.failed.size();
      ways.addAll(each.ways);
      reasons.add(each.name + ": " + shown(each.reason));
    }
    if (failed >= ENOUGH && ways.size() == 1) {
      String first = tallies.values().iterator().next().reason;
      return String.format(
          Locale.ROOT, "the first %d trainings failed in the same way: %s", failed, shown(first));
    }
    return all && !reasons.isEmpty()
        ? "trainings with every optimizer failed: " + String.join("; ", reasons)
        : null;
  }

  /** Whether most trials of the optimizers that are not left out fail. */
  synchronized boolean areMost() {
    int ended = 0;
    long failed = 0;
    for (Tally each : tallies.values()) {
      ended += each.leftOut ? 0 : each.ended;
      failed += each.leftOut ? 0 : each.failures();
    }
    return failed >= ENOUGH_OF_ANY && 2 * failed > ended;
  }
}
