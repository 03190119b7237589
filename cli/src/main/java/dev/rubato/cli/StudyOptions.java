package dev.rubato.cli;

import dev.rubato.file.SafeFile;
import dev.rubato.lab.Runner;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.StudyFailedException;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.lab.store.WatchingLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
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

/** The options of every command that runs trials: where they are stored, and how they are run. */
final class StudyOptions {
  static final String DEFAULT_STORE = ".rubato";
  private static final int MOST_JOBS = 1000;
  private static final long LONGEST = Duration.ofDays(1).toSeconds();

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "Folder of the store. Default: .rubato in the current folder.")
  private @Nullable String store;

  @Option(names = "--no-store", description = "Doesn't store results, nor reuse stored ones.")
  private boolean storeless;

  @Option(
      names = "--resume",
      description =
          "Resumes a stopped study, and fails if there is none. (The same"
              + " command without this option resumes too.)")
  private boolean resume;

  @Option(
      names = "--fresh",
      description =
          "Runs everything anew. Earlier trainings of this task stay in the store, but are not"
              + " reused any more.")
  private boolean fresh;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Trainings run in parallel; results do not depend on it. Default: one per core.")
  private @Nullable Integer jobs;

  @Option(
      names = "--runner",
      paramLabel = "ADDRESS",
      description =
          "Runs the trainings on a Spark cluster (docs/cluster.md): spark://HOST:PORT, yarn,"
              + " 'local-cluster[2,1,1024]', or spark for the one that spark-submit chose. Results"
              + " do not depend on it. Default: this machine.")
  private @Nullable String address;

  @Option(
      names = "--runner-option",
      paramLabel = "NAME=VALUE",
      description = "A setting of Spark, such as spark.executor.memory=4g. May be repeated.")
  private Map<String, String> runnerOptions = Map.of();

  @Option(
      names = "--files",
      split = ",",
      paramLabel = "PATH",
      description =
          "Files and folders below this one that the task reads, sent to the machines of --runner"
              + " under the same names. (A program's watched files are sent anyway.)")
  private List<String> files = List.of();

  @Option(
      names = "--exchange",
      paramLabel = "FOLDER",
      description =
          "Folder that all machines of --runner see, such as /shared/tmp or hdfs://host/tmp, for"
              + " snapshots too large for messages.")
  private @Nullable String exchange;

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

  @Option(
      names = "--checkpoint-every",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description =
          "How often running trainings are saved, so that a stopped study loses no more than that."
              + " (A program's training can't be; it starts again.) Default: 30.")
  private long checkpointSeconds;

  @Mixin private SinkOptions sinks = new SinkOptions();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  private final Map<OpenedTask, StudyKey> keys = new HashMap<>();
  private final Map<OpenedTask, String> places = new HashMap<>();
  private final List<Store> used = new ArrayList<>();
  private boolean resumed;
  private boolean failed;

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
    if (address != null) {
      words.addAll(List.of("--runner", address));
      runnerOptions.forEach(
          (name, value) -> words.addAll(List.of("--runner-option", name + "=" + value)));
    }
    return words;
  }

  /** The words that name the store, for a command that reads it. */
  List<String> storeWords() {
    return store != null
        ? List.of("--store", store)
        : storeless ? List.of("--no-store") : List.of();
  }

  boolean stores() {
    return !storeless;
  }

  boolean shares() {
    return !sharesNothing;
  }

  int jobs() {
    int sideBySide = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    Input.atLeast1("--jobs", sideBySide);
    if (sideBySide > MOST_JOBS) {
      throw new BadInput("--jobs must be at most " + MOST_JOBS + ", was " + sideBySide);
    }
    return sideBySide;
  }

  /** Checks whether the options can be combined, before any work. */
  void check() {
    jobs();
    sinks.check();
    Input.atLeast1("--checkpoint-every", checkpointSeconds);
    if (address != null && jobs != null) {
      throw new BadInput("--jobs is for this machine, --runner for others: give one of them");
    }
    if (address == null && (!runnerOptions.isEmpty() || !files.isEmpty() || exchange != null)) {
      throw new BadInput(
          (runnerOptions.isEmpty() ? files.isEmpty() ? "--exchange" : "--files" : "--runner-option")
              + " needs --runner");
    }
    if (storeless && (store != null || resume)) {
      throw new BadInput("--no-store can't be used with --store or --resume");
    }
    if (fresh && resume) {
      throw new BadInput("--fresh can't be used with --resume");
    }
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
    Duration every = Duration.ofSeconds(Math.min(checkpointSeconds, LONGEST));
    try (StudyProgress progress =
            new StudyProgress(terminal, task.about().judged(), quiet, title, work.phases());
        Runner runner = runner(opened, every, progress)) {
      boolean mustBeThere = resume && !resumed; // of several tasks, the first is enough
      if (mustBeThere && !Store.exists(folder(store))) {
        throw nothingToResume(folder(store));
      }
      Store kept = storeless ? null : open(terminal, command, progress);
      if (kept != null) {
        used.add(kept);
      }
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
        String fingerprint = kept.current(task.about().name(), own, fresh);
        StudyKey key = key(kind, task, fingerprint, command);
        keys.put(opened, key);
        if (mustBeThere && kept.find(key) == 0) {
          throw nothingToResume(kept.folder());
        }
        resumed = true;
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

  private Runner runner(OpenedTask opened, Duration every, StudyProgress progress) {
    if (address == null) {
      return new LocalRunner(jobs(), every);
    }
    Consumer<String> told = quiet ? text -> {} : progress::warn;
    try {
      RunnerProvider.Terms terms = new RunnerProvider.Terms(runnerOptions, files, exchange, every);
      return RunnerProvider.find(address, opened.spec(), terms, told);
    } catch (IllegalArgumentException e) {
      throw BadInput.of("--runner: ", e);
    }
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
    used.forEach(Store::close);
  }

  /** The exit status of a command whose own is this: a store that was lost is a failure. */
  int status(int own) {
    return failed ? Main.FAILED : own;
  }

  /** How far a study would get by what is stored, without training anything. */
  Rehearsal rehearse(OpenedTask opened, Consumer<Study> work) {
    Task task = opened.task();
    Path folder = folder(store);
    if (storeless || fresh || !Store.exists(folder)) {
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

  private static BadInput nothingToResume(Path folder) {
    return new BadInput(
        "there is no such study in " + folder + " to resume; rubato studies lists the stored ones");
  }

  /** The store, or null if the default one can't be created. */
  private @Nullable Store open(Terminal terminal, String command, StudyProgress progress) {
    Path folder = folder(store);
    try {
      Store opened =
          Store.open(
              folder,
              command,
              deletion -> {
                failed = true;
                progress.warn(Main.words(deletion));
              });
      if (SafeFile.isWritableByAll(folder)) {
        progress.warn("everybody may change what is in " + folder + ": chmod -R go-w " + folder);
      }
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StoreException e) {
      Path parent = folder.toAbsolutePath().getParent();
      boolean unwritable = parent != null && !Files.isWritable(parent);
      if (store != null || !unwritable || Files.exists(folder)) {
        throw e;
      }
      terminal
          .err()
          .println(
              parent != null && Files.exists(parent)
                  ? "rubato: nothing is stored, as this folder can't be written to (--store FOLDER"
                      + " chooses another)"
                  : "rubato: nothing is stored, as Java can't name this folder in the locale's"
                      + " encoding, "
                      + System.getProperty("sun.jnu.encoding")
                      + " (set LC_ALL=C.UTF-8)");
      return null;
    }
  }

  /** The folder of the given store, or the default one. */
  static Path folder(@Nullable String store) {
    if (store != null && store.isBlank()) {
      throw new BadInput("--store must name a folder, was \"" + store + "\"");
    }
    if (store != null) {
      Input.checkName("--store", store);
    }
    try {
      Path folder = Path.of(store == null ? DEFAULT_STORE : store);
      if (store == null && Files.isSymbolicLink(folder)) {
        throw new BadInput(
            folder
                + " is a symbolic link, which whoever made this folder may have put there; if it"
                + " leads where it should, say --store "
                + folder);
      }
      return folder;
    } catch (InvalidPathException e) {
      throw new BadInput("--store: " + e.getMessage());
    }
  }
}
