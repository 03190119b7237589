package dev.rubato.lab.program;

import dev.rubato.argument.Numbers;
import dev.rubato.file.FileFailure;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a program: starts it, reads its output, and terminates it, whatever it does. */
final class ProgramRun {
  /** More rates than this make a file too large for a program to read. */
  private static final long MOST_STEPS = 10_000_000;

  private static final long POLL = 20; // ms
  private static final long LINGER = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_WORDS = 500; // ms
  private static final int SIGNAL = 128; // added to a signal's number
  private static final int LAST_SIGNAL = 64;

  private final Trial trial;
  private final Limits limits;
  private final Journal journal;
  private final RunningProgram program;
  private final OutputLines output;
  private final Tail error;
  private final Patience patience = new Patience(System.nanoTime());

  private ProgramRun(
      String command,
      Trial trial,
      long interval,
      Limits limits,
      Journal journal,
      TrialFolder folder)
      throws IOException {
    this.trial = trial;
    this.limits = limits;
    this.journal = journal;
    this.program = RunningProgram.start(command, environment(folder, interval), folder);
    this.output = new OutputLines(program.process().getInputStream(), limits);
    this.error = new Tail(program.process().getErrorStream());
  }

  /** Runs a trial. */
  static TrialResult run(
      String command,
      Trial trial,
      long interval,
      Metric judged,
      Limits limits,
      TrialListener listener) {
    long steps = trial.horizon().steps();
    if (steps > MOST_STEPS) {
      return nothing(
          trial,
          Verdict.failed(
              "a program is given at most %s steps, was %s"
                  .formatted(Numbers.print(MOST_STEPS), Numbers.print(steps))));
    }
    try (TrialFolder folder = new TrialFolder();
        RatesFile file = new RatesFile(folder.rates(), trial)) {
      Journal journal = new Journal(trial, interval, judged, file, listener);
      return journal.result(
          new ProgramRun(command, trial, interval, limits, journal, folder).verdict());
    } catch (IllegalArgumentException | IllegalStateException e) { // of the strategy
      return nothing(trial, Verdict.failed(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      boolean stopped = Thread.currentThread().isInterrupted() || RunningProgram.ending();
      return nothing(trial, stopped ? Verdict.CANCELLED : Verdict.failed(reason(e)));
    } catch (OutOfMemoryError e) {
      return nothing(trial, Verdict.failed(e.toString()));
    }
  }

  private static String reason(IOException e) {
    return String.valueOf(e.getMessage()).contains("No space left")
        ? "the disk is full, so its rates can't be written to %s: free some space and run the same command again"
            .formatted(System.getProperty("java.io.tmpdir"))
        : "it can't be run: " + FileFailure.words(e);
  }

  private static TrialResult nothing(Trial trial, Verdict verdict) {
    return new TrialResult(
        trial,
        verdict.status(),
        verdict.reason(),
        new double[0],
        new double[0],
        List.of(),
        Map.of());
  }

  private Map<String, String> environment(TrialFolder folder, long interval) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("RUBATO_PROTOCOL", "1");
    environment.put("RUBATO_RATES", folder.rates().toString());
    environment.put("RUBATO_STEPS", Long.toString(trial.horizon().steps()));
    environment.put("RUBATO_SEED", Long.toString(trial.seed()));
    environment.put("RUBATO_FOLDER", folder.work().toString());
    environment.put("RUBATO_VALIDATE_EVERY", Long.toString(interval));
    environment.put("RUBATO_OPTIMIZER", trial.strategy().optimizerOrSgd().name());
    environment.put("RUBATO_STRATEGY", trial.strategy().toString());
    return environment;
  }

  /** Runs the program to its end. */
  private Verdict verdict() throws IOException {
    Thread outputThread = daemon(output, "rubato-program-output");
    Thread errorThread = daemon(error, "rubato-program-errors");
    Verdict verdict;
    String words = "";
    try (program) {
      verdict = supervise();
      words = program.process().isAlive() ? error.text() : lastWords(errorThread);
      // A signal to a whole terminal reaches the program before this process.
      if (isSignal(exitStatus())) {
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      verdict = Verdict.CANCELLED;
    } finally {
      outputThread.interrupt();
    }
    if (RunningProgram.ending()) {
      return Verdict.CANCELLED;
    }
    return verdict.status() == TrialResult.Status.FAILED
        ? Verdict.failed(
            verdict.reason() + (words.isEmpty() ? "" : "; its standard error ends with:\n" + words))
        : verdict;
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private int exitStatus() {
    return program.process().isAlive() ? 0 : program.process().exitValue();
  }

  /** Whether the system or a shell reports a signal so; others are the program's own numbers. */
  private static boolean isSignal(int status) {
    return status > SIGNAL && status <= SIGNAL + LAST_SIGNAL;
  }

  /** The last words of a program that has exited, or was terminated. */
  private String lastWords(Thread errorThread) throws InterruptedException {
    errorThread.join(LAST_WORDS);
    return error.text();
  }

  private Verdict supervise() throws IOException, InterruptedException {
    boolean open = true;
    long ended = -1;
    boolean swept = false;
    while (true) {
      OutputLines.Item item = open ? output.poll(POLL) : null;
      if (item != null) {
        Verdict verdict = hear(item);
        if (verdict != null) {
          return verdict;
        }
        open = item.kind() != OutputLines.Kind.END;
      } else {
        journal.quiet();
        if (!open) {
          program.process().waitFor(POLL, TimeUnit.MILLISECONDS);
        }
      }
      patience.pass(System.nanoTime(), output.heard() + error.heard());
      if (!program.process().isAlive()) {
        ended = ended < 0 ? patience.ran() : ended;
        if (!open || (swept && item == null)) {
          return exited();
        }
        if (!swept && patience.ran() - ended > LINGER) { // others hold its output open
          program.kill();
          swept = true;
        }
      }
      Verdict late = late();
      if (late != null) {
        return late;
      }
    }
  }

  private @Nullable Verdict hear(OutputLines.Item item) throws IOException {
    return switch (item.kind()) {
      case LINE -> line(item);
      case TOO_LONG ->
          Verdict.failed(
              String.format(
                  Locale.ROOT,
                  "line %d of its output begins with a brace and has more than %d bytes",
                  item.line(),
                  OutputLines.LONGEST));
      case TOO_MUCH ->
          Verdict.failed(
              String.format(
                  Locale.ROOT,
                  "it printed more than the limit of %d lines or %d bytes",
                  limits.lines(),
                  limits.bytes()));
      case END -> null;
    };
  }

  private @Nullable Verdict line(OutputLines.Item item) throws IOException {
    try {
      return journal.hear(item.line(), item.text());
    } catch (IllegalArgumentException e) { // a schedule left its domain after an evaluation
      return Verdict.failed(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Verdict late() {
    if (patience.ran() > limits.total().toNanos()) {
      return Verdict.failed("it did not finish within " + Limits.inWords(limits.total()));
    }
    if (patience.silent() > limits.silence().toNanos()) {
      String owed = journal.waiting();
      return Verdict.failed(
          String.format(
              Locale.ROOT,
              "it printed nothing for %s, after step %d of %d%s",
              Limits.inWords(limits.silence()),
              journal.made(),
              trial.horizon().steps(),
              owed.isEmpty() ? "" : "; rates are in the file for fewer, " + owed));
    }
    return null;
  }

  private Verdict exited() {
    int status = exitStatus();
    if (status == 0) {
      return journal.end();
    }
    String what =
        isSignal(status)
            ? String.format(
                Locale.ROOT,
                "it was terminated by signal %d (exit status %d)",
                status - SIGNAL,
                status)
            : "it exited with status " + status;
    return Verdict.failed(
        what
            + String.format(
                Locale.ROOT, " after step %d of %d", journal.made(), trial.horizon().steps()));
  }
}
