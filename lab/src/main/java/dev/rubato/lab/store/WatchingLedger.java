package dev.rubato.lab.store;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.program.FileWatch;
import dev.rubato.lab.run.Ledger;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a study whose task depends on files: trials that ran while one of them changed
 * count in this study, but no later one gets them, since nobody knows what they ran.
 */
public final class WatchingLedger implements Ledger, AutoCloseable {
  private static final String REASON =
      "a file that it depends on changed while it ran, so it is not reused";

  private final StudyLedger ledger;
  private final FileWatch watch;
  private final Consumer<List<Path>> told;
  private final Set<Trial> running = new LinkedHashSet<>();
  private final Set<Trial> unsure = new LinkedHashSet<>(); // ended since the last look
  private final Set<Trial> disowned = new LinkedHashSet<>();
  private final Set<Path> changed = new TreeSet<>();
  private @Nullable RuntimeException failure;
  private boolean closed;

  /**
   * A ledger that looks at files until it is closed.
   *
   * @param watch of the files as they were when the task was opened
   * @param told of each file that changed, once
   */
  public WatchingLedger(StudyLedger ledger, FileWatch watch, Consumer<List<Path>> told) {
    this.ledger = ledger;
    this.watch = watch;
    this.told = told;
  }

  /** Looks at the files by itself from now on. */
  public void start() {
    Thread looking = new Thread(this::lookOnAndOn, "rubato-watched-files");
    looking.setDaemon(true);
    looking.start();
  }

  private synchronized void lookOnAndOn() {
    try {
      while (!closed) {
        wait(watch.pause().toMillis());
        if (!closed) {
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e; // of the store, which ends the study at its next event
    }
  }

  /** The files that changed while it ran. */
  public synchronized List<Path> changed() {
    return List.copyOf(changed);
  }

  /** How many trials later studies don't get. */
  public synchronized int disowned() {
    return disowned.size();
  }

  /** Looks for the last time, before the study is finished. */
  public synchronized void lastLook() {
    checkFailure();
    look();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void checkFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  private void look() {
    List<Path> now = watch.look();
    if (now.isEmpty() && watch.different().isEmpty()) {
      unsure.clear();
      return;
    }
    unsure.addAll(running);
    disowned.addAll(unsure);
    ledger.disown(unsure, REASON);
    unsure.clear();
    List<Path> news = now.stream().filter(changed::add).toList();
    if (!news.isEmpty()) {
      told.accept(news);
    }
  }

  /** A trial that has just stopped running; its end is recorded. */
  private void stopped(Trial trial) {
    running.remove(trial);
    if (disowned.contains(trial)) {
      ledger.disown(Set.of(trial), REASON);
    } else {
      unsure.add(trial);
    }
  }

  @Override
  public List<Kept> find(Trial trial) {
    return ledger.find(trial);
  }

  @Override
  public TrialResult kept(TrialResult result) {
    return ledger.kept(result);
  }

  @Override
  public void phase(String name, List<Trial> trials, long steps) {
    ledger.phase(name, trials, steps);
  }

  @Override
  public void warn(List<String> warnings) {
    ledger.warn(warnings);
  }

  @Override
  public void found(TrialResult result) {
    ledger.found(result);
  }

  @Override
  public synchronized void begun(TrialEvent.Begun event) {
    checkFailure();
    ledger.begun(event);
    running.addAll(event.trials());
    if (event.made() == 0) {
      event.trials().forEach(disowned::remove);
    }
  }

  @Override
  public synchronized void checkpointed(TrialEvent.Checkpointed event) {
    checkFailure();
    List<TrialResult> sure =
        event.soFar().stream().filter(soFar -> !disowned.contains(soFar.trial())).toList();
    if (!sure.isEmpty()) {
      ledger.checkpointed(new TrialEvent.Checkpointed(sure, event.snapshot()));
    }
  }

  @Override
  public synchronized void paused(TrialEvent.Paused event) {
    checkFailure();
    ledger.paused(event);
    stopped(event.soFar().trial());
  }

  @Override
  public synchronized void ended(TrialEvent.Ended event) {
    checkFailure();
    ledger.ended(event);
    if (event.result().status() == Status.CANCELLED) {
      running.remove(event.result().trial());
    } else {
      stopped(event.result().trial());
    }
  }
}
