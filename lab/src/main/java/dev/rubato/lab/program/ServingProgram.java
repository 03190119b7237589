package dev.rubato.lab.program;

import dev.rubato.lab.Trial;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A program that serves one trial after another in one process, for as long as it stays sound. */
final class ServingProgram implements AutoCloseable {
  /** What its trials may leave in its memory before it is started anew. */
  private static final long MOST_GROWTH = 512L << 20;

  /** How many trials it serves where the system does not tell how much memory it holds. */
  private static final long MOST_UNSEEN = 100;

  private final TrialFolder folder;
  private final StartedProgram program;
  private long trials;
  private long memory;
  private boolean forks;

  private ServingProgram(TrialFolder folder, StartedProgram program) {
    this.folder = folder;
    this.program = program;
  }

  /** Starts a command that has said that it serves. */
  static ServingProgram start(String command, Limits limits) throws IOException {
    TrialFolder folder = new TrialFolder();
    try {
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("RUBATO_PROTOCOL", "2");
      environment.put("RUBATO_FOLDER", folder.work().toString());
      return new ServingProgram(
          folder, new StartedProgram(command, environment, folder, true, limits));
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  StartedProgram program() {
    return program;
  }

  /** Whether it has served no trial, so that none can have left it in a bad state. */
  boolean isFresh() {
    return trials == 0;
  }

  /** It says how it serves. */
  void says(ServeLine line) {
    forks |= line.forks();
  }

  /** Whether a trial that failed has left it as it was, as that had a process of its own. */
  boolean isUnharmed() {
    return forks && program.process().isAlive();
  }

  /** Gives it a trial; returns its number. */
  long begin(Trial trial, long interval, TrialFolder its, Limits limits) {
    program.begin(limits);
    trials++;
    program.tell(ServeLine.begin(trials, trial, interval, its));
    return trials;
  }

  /** Whether it can be given another trial. */
  boolean isSound() {
    if (!program.process().isAlive()) {
      return false;
    }
    long now = program.program().memory();
    if (now == 0) {
      return trials < MOST_UNSEEN;
    }
    if (trials == 1) {
      memory = now;
    }
    return now - memory <= MOST_GROWTH;
  }

  @Override
  public void close() {
    program.close();
    folder.close();
  }
}
