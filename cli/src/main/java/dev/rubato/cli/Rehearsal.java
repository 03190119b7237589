package dev.rubato.cli;

import dev.rubato.lab.Runner;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far a study would get by what is stored alone: it is run without training anything, up to the
 * first part of which a trial is missing.
 */
final class Rehearsal {
  private final Map<Trial, Long> stored = new HashMap<>();
  private final List<Trial> missing = new ArrayList<>();
  private @Nullable String part;
  private boolean whole;

  private Rehearsal() {}

  /** A rehearsal of a study with what a ledger finds. */
  static Rehearsal of(Task task, Ledger ledger, boolean shares, Consumer<Study> work) {
    Rehearsal rehearsal = new Rehearsal();
    try {
      work.accept(
          new Study(
              task, new Stop(), rehearsal.counted(ledger), List.of(rehearsal.listener()), shares));
      rehearsal.whole = true;
    } catch (Missing e) {
      e.groups.forEach(
          group -> group.trials().forEach(result -> rehearsal.missing.add(result.trial())));
    }
    return rehearsal;
  }

  /** Whether the study would train nothing. */
  boolean isWhole() {
    return whole;
  }

  /** The trials that are missing in this part of the study, or null if it stopped in another. */
  @Nullable List<Trial> missingIn(String name) {
    return name.equals(part) ? missing : null;
  }

  /** Whether a trial that the study asked for is stored to its end. */
  boolean isStored(Trial trial) {
    return stored.containsKey(trial) && !missing.contains(trial);
  }

  /** The updates that the study asked for and that are stored. */
  long storedSteps() {
    return stored.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same ledger, whose trials are counted as far as they were made. */
  private Ledger counted(Ledger ledger) {
    return new Ledger() {
      @Override
      public List<Kept> find(Trial trial) {
        List<Kept> found = ledger.find(trial);
        for (Kept kept : found) {
          stored.merge(trial, (long) kept.result().made(), Math::max);
        }
        return found;
      }
    };
  }

  private StudyListener listener() {
    return new StudyListener() {
      @Override
      public void phase(String name, List<Trial> trials, long steps) {
        part = name;
      }
    };
  }

  /** Ends the rehearsal. */
  private static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<TrialGroup> groups;

    Missing(List<TrialGroup> groups) {
      this.groups = groups;
    }
  }

  /** Runs nothing. */
  private static final class Stop implements Runner {
    @Override
    public void run(Task task, List<TrialGroup> groups, TrialListener listener) {
      throw new Missing(groups);
    }

    @Override
    public void giveUp(Predicate<Trial> which, String reason) {}

    @Override
    public void stop() {}

    @Override
    public void close() {}
  }
}
