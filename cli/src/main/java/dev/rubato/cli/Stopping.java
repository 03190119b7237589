package dev.rubato.cli;

import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says what is kept of a study, and how to go on with it, when the process is stopped meanwhile: by
 * Ctrl-C, or a signal that can be caught.
 */
final class Stopping implements StudyListener, AutoCloseable {
  private final Terminal terminal;
  private final List<Silenced> silenced;
  private final String place;
  private final String command;
  private final boolean resumable;
  private final Thread hook = new Thread(this::tell, "rubato-stopping");

  /** Trials at work, and how many of their steps are safe. */
  private final Map<Trial, Integer> running = new LinkedHashMap<>();

  /** Programs' trials at work whose curves so far are stored. */
  private final Set<Trial> shown = new LinkedHashSet<>();

  private int finished;

  /**
   * Watches a study until it is closed.
   *
   * @param silenced who must write nothing after the last word
   * @param place where it is stored, or empty if it is not
   * @param command that goes on with it
   * @param resumable whether its task's trainings can go on from a step
   */
  Stopping(
      Terminal terminal, List<Silenced> silenced, String place, String command, boolean resumable) {
    this.terminal = terminal;
    this.silenced = List.copyOf(silenced);
    this.place = place;
    this.command = command;
    this.resumable = resumable;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public synchronized void begun(TrialEvent.Begun event) {
    event.trials().forEach(trial -> running.put(trial, event.made()));
  }

  @Override
  public synchronized void checkpointed(TrialEvent.Checkpointed event) {
    if (event.snapshot() != null) {
      event.soFar().forEach(each -> running.put(each.trial(), each.losses().length));
    } else {
      event.soFar().forEach(each -> shown.add(each.trial()));
    }
  }

  @Override
  public synchronized void paused(TrialEvent.Paused event) {
    running.remove(event.soFar().trial());
    shown.remove(event.soFar().trial());
  }

  @Override
  public synchronized void ended(TrialEvent.Ended event) {
    running.remove(event.result().trial());
    shown.remove(event.result().trial());
    finished += event.result().status() == Status.CANCELLED ? 0 : 1;
  }

  @Override
  public synchronized void found(TrialResult result) {
    finished++;
  }

  private synchronized void tell() {
    silenced.forEach(Silenced::silence);
    terminal.err().println("rubato: stopped; " + Terminal.printable(kept()));
    if (!place.isEmpty()) {
      terminal.err().println("To go on, run the same command again:");
      terminal.err().println("  " + Terminal.printable(command));
    }
    terminal.err().flush();
  }

  private String kept() {
    if (place.isEmpty()) {
      return "nothing is kept, as nothing is stored";
    }
    List<String> kept = new ArrayList<>();
    if (finished > 0) {
      kept.add(finished == 1 ? "1 finished training" : finished + " finished trainings");
    }
    List<Integer> begun = running.values().stream().filter(made -> made > 0).toList();
    if (begun.size() == 1) {
      kept.add(String.format(Locale.ROOT, "the first %,d steps of ", begun.get(0)) + name());
    } else if (begun.size() > 1) {
      kept.add("the first steps of " + begun.size() + " more");
    }
    if (shown.size() == 1) {
      kept.add("what the training has reported, to be looked at by rubato studies export");
    } else if (shown.size() > 1) {
      kept.add("what " + shown.size() + " trainings have reported, to be looked at");
    }
    String text =
        kept.isEmpty()
            ? "no training has come far enough to be kept"
            : place + " keeps " + String.join(" and ", kept);
    return running.isEmpty() || resumable
        ? text
        : text + "; a program's training can't be resumed in its midst: it starts again";
  }

  private String name() {
    return finished == 0 && running.size() == 1 ? "the training" : "another";
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending already, and the hook runs
    }
  }
}
