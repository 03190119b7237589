package dev.rubato.lab.program;

import dev.rubato.lab.TrialResult;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of a program: reads its output, and returns a verdict, whatever the program does. */
final class ProgramRun {
  private static final long POLL = 20; // ms
  private static final long LINGER = TimeUnit.SECONDS.toNanos(1);
  private static final long STOPPING = TimeUnit.SECONDS.toNanos(2);
  private static final int SIGNAL = 128; // added to a signal's number
  private static final int LAST_SIGNAL = 64;

  private final StartedProgram program;
  private final OutputLines output;
  private final Limits limits;
  private final Journal journal;
  private final long steps;
  private final long number;
  private final Consumer<ServeLine> protocol;
  private final Patience patience = new Patience(System.nanoTime());
  private boolean ended;

  /**
   * A run of a program that has been started.
   *
   * @param steps of the trial
   * @param number of the trial among those that the program serves; 0 if it has only this one
   * @param protocol told of the protocol that the program says it knows
   */
  ProgramRun(
      StartedProgram program,
      Journal journal,
      long steps,
      Limits limits,
      long number,
      Consumer<ServeLine> protocol) {
    this.program = program;
    this.output = program.output();
    this.journal = journal;
    this.steps = steps;
    this.limits = limits;
    this.number = number;
    this.protocol = protocol;
  }

  /** Listens until it is known how the trial ended. */
  Verdict verdict() throws IOException {
    try {
      Verdict verdict = supervise();
      String words = verdict.status() == TrialResult.Status.FAILED ? program.words() : "";
      // A signal to a whole terminal reaches the program before this process.
      if (isSignal(exitStatus())) {
        Thread.sleep(200);
      }
      return words.isEmpty()
          ? verdict
          : Verdict.failed(verdict.reason() + "; its standard error ends with:\n" + words);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.CANCELLED;
    }
  }

  /** Whether the program serves other trials now; asks it to, and waits a moment, if need be. */
  boolean isFree() {
    if (!ended) {
      program.tell(ServeLine.stop(number));
    }
    long begin = System.nanoTime();
    try {
      while (!ended && System.nanoTime() - begin < STOPPING && program.process().isAlive()) {
        OutputLines.Item item = output.poll(POLL);
        ServeLine line = item == null ? null : ServeLine.of(item.text());
        ended = line != null && line.trial() == number;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  private int exitStatus() {
    return program.process().isAlive() ? 0 : program.process().exitValue();
  }

  /** Whether the system or a shell reports a signal so; others are the program's own numbers. */
  private static boolean isSignal(int status) {
    return status > SIGNAL && status <= SIGNAL + LAST_SIGNAL;
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
      patience.pass(System.nanoTime(), program.heard());
      if (!program.process().isAlive()) {
        ended = ended < 0 ? patience.ran() : ended;
        if (!open || (swept && item == null)) {
          return exited(exitStatus());
        }
        if (!swept && patience.ran() - ended > LINGER) { // others hold its output open
          program.program().kill();
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
    ServeLine serve = ServeLine.of(item.text());
    if (serve != null && serve.protocol() > 0) {
      protocol.accept(serve);
      return null;
    }
    if (serve != null && number > 0) {
      ended = serve.trial() == number;
      return ended
          ? exited(serve.status())
          : Verdict.failed(
              String.format(
                  Locale.ROOT,
                  "it said that trial %d had ended, while it was at trial %d",
                  serve.trial(),
                  number));
    }
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
              steps,
              owed.isEmpty() ? "" : "; rates are in the file for fewer, " + owed));
    }
    return null;
  }

  private Verdict exited(int status) {
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
        what + String.format(Locale.ROOT, " after step %d of %d", journal.made(), steps));
  }
}
