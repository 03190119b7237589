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
import java.util.Map;

/**
 * Runs trials of a program: each in a process of its own, or, where the program has said that it
 * can, one after another in one. What fails in a process that has served other trials is run again
 * in a new one, as it may be their fault.
 *
 * @param key differs where the program differs
 */
record ProgramTrials(String command, String key, Metric judged, Limits limits) {
  /** More rates than this make a file too large for a program to read. */
  private static final long MOST_STEPS = 10_000_000;

  /** What a program's process does with a trial. */
  private interface Way {
    Verdict run(TrialFolder folder, Journal journal) throws IOException;
  }

  /** Runs a trial. */
  TrialResult run(Trial trial, long interval, TrialListener listener) {
    long steps = trial.horizon().steps();
    if (steps > MOST_STEPS) {
      return nothing(
          trial,
          Verdict.failed(
              "a program is given at most %s steps, was %s"
                  .formatted(Numbers.print(MOST_STEPS), Numbers.print(steps))));
    }
    if (!ServingPrograms.serves(key)) {
      return run(
          trial, interval, listener, (folder, journal) -> alone(trial, interval, folder, journal));
    }
    ToldOnce once = new ToldOnce(listener);
    boolean[] again = {false};
    TrialResult result =
        run(
            trial,
            interval,
            once,
            (folder, journal) -> {
              ServingProgram program = ServingPrograms.take(key, command, limits);
              boolean fresh = program.isFresh();
              Verdict verdict = served(program, trial, interval, folder, journal);
              again[0] = !fresh && !program.isUnharmed();
              return verdict;
            });
    if (result.status() != TrialResult.Status.FAILED || !again[0]) {
      return result;
    }
    return run(
        trial,
        interval,
        once,
        (folder, journal) -> {
          ServingProgram program = ServingProgram.start(command, limits);
          return served(program, trial, interval, folder, journal);
        });
  }

  private TrialResult run(Trial trial, long interval, TrialListener listener, Way way) {
    try (TrialFolder folder = new TrialFolder();
        RatesFile file = new RatesFile(folder.rates(), trial)) {
      Journal journal = new Journal(trial, interval, judged, file, listener);
      Verdict verdict = way.run(folder, journal);
      return journal.result(RunningProgram.ending() ? Verdict.CANCELLED : verdict);
    } catch (IllegalArgumentException | IllegalStateException e) { // of the strategy
      return nothing(trial, Verdict.failed(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      boolean stopped = Thread.currentThread().isInterrupted() || RunningProgram.ending();
      return nothing(trial, stopped ? Verdict.CANCELLED : Verdict.failed(reason(e)));
    } catch (OutOfMemoryError e) {
      return nothing(trial, Verdict.failed(e.toString()));
    }
  }

  private Verdict alone(Trial trial, long interval, TrialFolder folder, Journal journal)
      throws IOException {
    try (StartedProgram program =
        new StartedProgram(command, environment(trial, folder, interval), folder, false, limits)) {
      long steps = trial.horizon().steps();
      return new ProgramRun(
              program, journal, steps, limits, 0, line -> ServingPrograms.announce(key, line))
          .verdict();
    }
  }

  /** Gives a program the trial, and keeps it for the next one if it is sound. */
  private Verdict served(
      ServingProgram program, Trial trial, long interval, TrialFolder folder, Journal journal)
      throws IOException {
    boolean keep = false;
    try {
      long number = program.begin(trial, interval, folder, limits);
      long steps = trial.horizon().steps();
      ProgramRun run =
          new ProgramRun(program.program(), journal, steps, limits, number, program::says);
      Verdict verdict = run.verdict();
      keep =
          verdict.status() != TrialResult.Status.CANCELLED
              && (verdict.status() != TrialResult.Status.FAILED || program.isUnharmed())
              && run.isFree()
              && program.isSound();
      return verdict;
    } finally {
      if (keep) {
        ServingPrograms.give(key, program);
      } else {
        program.close();
      }
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

  private static Map<String, String> environment(Trial trial, TrialFolder folder, long interval) {
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
}
