package dev.rubato.web.bend;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.TrainingRemark;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One training of the forest, from its first step or from a snapshot of the one that it was bent
 * from, and what is known of it so far. Every method is called under the forest's lock.
 */
final class Branch implements TrialListener {
  final long id;
  final long parent;
  final SteppedTask task;
  final Trial trial;
  final int bentAt;
  final int began;
  private final NavigableMap<Integer, Snapshot> snapshots = new TreeMap<>();
  private final List<Evaluation> evaluations = new ArrayList<>();
  private double[] rates;
  private double[] losses;
  private int made;
  private State state = State.QUEUED;
  private String reason = "";
  private String remark = "";
  private Map<String, Double> test = Map.of();
  private boolean stopping;
  private long version;

  /** What becomes of it. */
  enum State {
    QUEUED,
    RUNNING,
    DONE,
    DIVERGED,
    FAILED,
    STOPPED;

    boolean isOver() {
      return this != QUEUED && this != RUNNING;
    }

    String shown() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A training before its first own step.
   *
   * @param parent the branch that it was bent from, or 0
   * @param bentAt the first step that differs from the parent's
   * @param shared what it has in common with the parent up to the snapshot, or nothing
   * @param from where it starts, or null at the first step
   */
  Branch(
      long id,
      long parent,
      SteppedTask task,
      Trial trial,
      int bentAt,
      TrialResult shared,
      @Nullable Snapshot from) {
    this.id = id;
    this.parent = parent;
    this.task = task;
    this.trial = trial;
    this.bentAt = bentAt;
    this.made = shared.losses().length;
    this.began = made;
    this.rates = shared.rates().clone();
    this.losses = shared.losses().clone();
    this.evaluations.addAll(shared.evaluations());
    if (from != null) {
      snapshots.put(made, from);
    }
  }

  /** Its result as far as it has come. */
  TrialResult soFar() {
    return new TrialResult(
        trial,
        Status.PAUSED,
        "",
        Arrays.copyOf(rates, made),
        Arrays.copyOf(losses, made),
        List.copyOf(evaluations),
        Map.of());
  }

  /** The last snapshot that was taken before so many steps were made; null if there is none. */
  Map.@Nullable Entry<Integer, Snapshot> snapshotUpTo(int steps) {
    return snapshots.floorEntry(steps);
  }

  int snapshots() {
    return snapshots.size();
  }

  /** Forgets every second snapshot, but not the last. */
  void thinSnapshots() {
    List<Integer> places = new ArrayList<>(snapshots.keySet());
    for (int i = places.size() - 2; i >= 0; i -= 2) {
      snapshots.remove(places.get(i));
    }
  }

  @Override
  public void begun(TrialEvent.Begun event) {
    state = State.RUNNING;
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    int end = event.from() + event.count();
    if (end > rates.length) {
      int room = (int) Math.min(trial.horizon().steps(), Math.max(256L, 2L * end));
      rates = Arrays.copyOf(rates, room);
      losses = Arrays.copyOf(losses, room);
    }
    System.arraycopy(event.rates(), 0, rates, event.from(), event.count());
    System.arraycopy(event.losses(), 0, losses, event.from(), event.count());
    made = end;
  }

  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    evaluations.add(event.evaluation());
  }

  @Override
  public void checkpointed(TrialEvent.Checkpointed event) {
    if (event.snapshot() != null) {
      snapshots.put(event.soFar().get(0).losses().length, event.snapshot());
    }
  }

  @Override
  public void paused(TrialEvent.Paused event) {
    snapshots.put(event.soFar().losses().length, event.snapshot());
  }

  @Override
  public void ended(TrialEvent.Ended event) {
    TrialResult result = event.result();
    test = result.test();
    TrainingRemark wrong = TrainingRemark.of(result, task.about().judged());
    remark = wrong == null ? "" : wrong.text();
    end(
        switch (result.status()) {
          case DONE -> State.DONE;
          case DIVERGED -> State.DIVERGED;
          default -> State.FAILED;
        },
        result.reason());
  }

  void end(State how, String why) {
    state = how;
    reason = why;
  }

  void stop() {
    stopping = true;
    if (state == State.QUEUED) {
      end(State.STOPPED, "");
    }
  }

  boolean isStopping() {
    return stopping;
  }

  State state() {
    return state;
  }

  int made() {
    return made;
  }

  int evaluated() {
    return evaluations.size();
  }

  long version() {
    return version;
  }

  void changed(long to) {
    version = to;
  }

  /**
   * What the page is told of it.
   *
   * @param stepsKnown how many steps the page knows
   * @param evaluationsKnown how many evaluations it knows
   * @param room how many steps and evaluations are told at most
   */
  BranchNews news(int stepsKnown, int evaluationsKnown, int room) {
    int steps = Math.min(stepsKnown, made);
    int heard = Math.min(evaluationsKnown, evaluations.size());
    int to = Math.min(made, steps + room);
    int heardTo = Math.min(evaluations.size(), heard + room - (to - steps));
    return new BranchNews(
        id,
        parent,
        task.about().name(),
        trial.strategy().toString(),
        trial.horizon().steps(),
        trial.horizon().stepsPerEpoch(),
        trial.seed(),
        task.about().judged().name(),
        task.about().judged().lowerIsBetter(),
        state.shown(),
        reason,
        remark,
        made,
        bentAt,
        began,
        test,
        steps,
        Arrays.copyOfRange(rates, steps, to),
        Arrays.copyOfRange(losses, steps, to),
        heard,
        List.copyOf(evaluations.subList(heard, heardTo)));
  }
}
