package dev.rubato.cli;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.lab.store.WatchingLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that runs trials, and the running of its studies. */
final class StudyOptions {
  @Option(
      names = "--no-sharing",
      description = "Runs steps that trainings have in common once for each of them.")
  private boolean sharesNothing;

  @Option(
      names = "--watched",
      description = "Lists all files of one's own program on which its results depend.")
  private boolean listsWatched;

  @Option(names = "--quiet", description = "Prints no progress and no next steps.")
  private boolean quiet;

  @Option(
      names = "--verbose",
      description = "Also says how the result came about: brackets, pruning, steps spared.")
  private boolean verbose;

  @Mixin private StoreOptions storing = new StoreOptions();

  @Mixin private RunnerOptions running = new RunnerOptions();

  @Mixin private SinkOptions sinks = new SinkOptions();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  private final Map<OpenedTask, StudyKey> keys = new HashMap<>();
  private final Map<OpenedTask, String> places = new HashMap<>();

  /**
   * What a command has a study do.
   *
   * @param of the study
   * @param phases those of the study's parts that are known to come, in order
   * @param well whether an outcome counts as success of its study
   * @param verdict what the outcome says, kept with the study
   */
  record Work<T>(
      Function<Study, T> of, List<String> phases, Predicate<T> well, Format.Writer<T> verdict) {
    Work(Function<Study, T> of, Predicate<T> well, Format.Writer<T> verdict) {
      this(of, List.of(), well, verdict);
    }

    private String verdict(T outcome) {
      StringBuilder text = new StringBuilder();
      try {
        verdict.write(outcome, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // not of a StringBuilder
      }
      return text.toString();
    }
  }

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }

  /** Tells what may be done next, unless nothing but results is wanted. */
  void tell(NextSteps steps, Terminal terminal) {
    if (!quiet) {
      steps.tell(terminal);
    }
  }

  /** The words for a command that is to find what this one stored, and to run where it ran. */
  List<String> words() {
    List<String> words = new ArrayList<>(storeWords());
    words.addAll(running.words());
    return words;
  }

  /** The words that name the store, for a command that reads it. */
  List<String> storeWords() {
    return storing.words();
  }

  boolean stores() {
    return storing.stores();
  }

  int jobs() {
    return running.jobs();
  }

  /** Checks whether the options can be combined, before any work. */
  void check() {
    running.check();
    sinks.check();
    storing.check();
  }

  boolean shares() {
    return !sharesNothing;
  }

  /**
   * Runs a study, and stores it.
   *
   * @param command that would run it again
   * @param listeners besides those that show the progress
   * @param work what the study does, and what its outcome is
   */
  <T> T run(
      Terminal terminal,
      String kind,
      OpenedTask opened,
      String command,
      String title,
      List<? extends TrialListener> listeners,
      Work<T> work) {
    Task task = opened.task();
    Watching watching = new Watching(terminal, opened, listsWatched);
    String own = opened.spec().fingerprint(task); // read first, as its data may be missing
    try (StudyProgress progress =
            new StudyProgress(terminal, task.about().judged(), quiet, title, work.phases());
        Runner runner = running.runner(opened, quiet ? text -> {} : progress::warn)) {
      boolean mustBeThere = storing.mustResume();
      if (mustBeThere && !Store.exists(storing.folder())) {
        throw StoreOptions.nothingToResume(storing.folder());
      }
      Store kept = storing.open(terminal, command, progress);
      String place = kept == null ? "" : kept.folder().toString();
      try (kept;
          Stopping stopping =
              new Stopping(
                  terminal, silenced(progress, listeners), place, typed(), Study.canShare(task))) {
        List<TrialListener> all = new ArrayList<>(List.of(progress, stopping));
        all.addAll(listeners);
        if (kept == null) {
          keys.put(opened, key(kind, task, own, command));
          progress.begin("not stored");
          return work(work, opened, runner, Ledger.NONE, all, own, kind, progress);
        }
        String fingerprint = kept.current(task.about().name(), own, storing.fresh());
        StudyKey key = key(kind, task, fingerprint, command);
        keys.put(opened, key);
        if (mustBeThere && kept.find(key) == 0) {
          throw StoreOptions.nothingToResume(kept.folder());
        }
        storing.began();
        StudyLedger ledger = kept.study(key, opened.spec(), Provenance.machine());
        String where = "study " + ledger.id() + " in " + kept.folder();
        places.put(opened, where);
        progress.begin(where);
        WatchingLedger watched = watching.during(ledger, progress);
        if (!quiet || listsWatched) {
          watching.tell();
        }
        watched.start();
        try (watched) {
          T outcome = work(work, opened, runner, watched, all, fingerprint, kind, progress);
          watched.lastLook();
          ledger.finish(work.well().test(outcome), work.verdict(outcome));
          return outcome;
        } catch (StudyFailedException e) {
          watched.lastLook();
          ledger.finish(false, String.valueOf(e.getMessage()));
          throw e;
        } finally {
          watching.tellChanges(watched);
        }
      }
    }
  }

  /** Does the work, and sends its curves where they are asked for. */
  private <T> T work(
      Work<T> work,
      OpenedTask opened,
      Runner runner,
      Ledger ledger,
      List<TrialListener> listeners,
      String fingerprint,
      String kind,
      StudyProgress progress) {
    try (SinkOptions.Senders senders =
        sinks.open(opened, fingerprint, kind, identity(opened), progress::warn)) {
      List<TrialListener> all = new ArrayList<>(listeners);
      all.addAll(senders.all());
      return work.of().apply(new Study(opened.task(), runner, ledger, all, shares()));
    }
  }

  private static List<Silenced> silenced(
      StudyProgress progress, List<? extends TrialListener> listeners) {
    List<Silenced> all = new ArrayList<>(List.of(progress));
    listeners.forEach(each -> all.addAll(each instanceof Silenced one ? List.of(one) : List.of()));
    return all;
  }

  /** The command as it was typed. */
  private String typed() {
    List<String> words = new ArrayList<>(List.of("rubato"));
    if (spec != null) {
      words.addAll(spec.root().commandLine().getParseResult().originalArgs());
    }
    return Input.command(words);
  }

  /** How the last study of a task was made, for the end of its report. */
  String made(OpenedTask opened, String command) {
    return Provenance.of(command, places.getOrDefault(opened, "not stored"));
  }

  /** What only the studies have in common that were the last of this task, and run again. */
  String identity(OpenedTask opened) {
    StudyKey key = keys.get(opened);
    return key == null ? "" : key.hash();
  }

  /** Ends the reading of the curves of its studies, which goes on when these are over. */
  void close() {
    storing.close();
  }

  /** The exit status of a command whose own is this: a store that was lost is a failure. */
  int status(int own) {
    return storing.isLost() ? Main.FAILED : own;
  }

  /** How far a study would get by what is stored, without training anything. */
  Rehearsal rehearse(OpenedTask opened, Consumer<Study> work) {
    Task task = opened.task();
    Path folder = storing.folder();
    if (!storing.stores() || storing.fresh() || !Store.exists(folder)) {
      return Rehearsal.of(task, Ledger.NONE, shares(), work);
    }
    try (Store kept = Store.read(folder)) {
      String fingerprint =
          kept.current(task.about().name(), opened.spec().fingerprint(task), false);
      // what a trial is does not depend on the kind of its study, nor on its command
      Ledger ledger = kept.finished(key("", task, fingerprint, ""));
      return Rehearsal.of(task, ledger, shares(), work);
    }
  }

  private static StudyKey key(String kind, Task task, String fingerprint, String command) {
    return new StudyKey(
        kind,
        task.about().name(),
        fingerprint,
        command,
        task.about().judged(),
        Provenance.versions());
  }
}
