package dev.rubato.lab.program;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A program that was started, with what it says on its standard output and standard error. */
final class StartedProgram implements AutoCloseable {
  private static final long LAST_WORDS = 500; // ms
  private static final long WORDS = 100; // ms

  private final RunningProgram program;
  private final OutputLines output;
  private final Tail error;
  private final Thread outputThread;
  private final Thread errorThread;

  /**
   * Starts a command and listens to it.
   *
   * @param told whether {@link #tell} is used; otherwise its standard input is empty
   */
  StartedProgram(
      String command,
      Map<String, String> environment,
      TrialFolder folder,
      boolean told,
      Limits limits)
      throws IOException {
    this.program = RunningProgram.start(command, environment, folder, told);
    this.output = new OutputLines(program.process().getInputStream(), limits);
    this.error = new Tail(program.process().getErrorStream());
    this.outputThread = daemon(output, "rubato-program-output");
    this.errorThread = daemon(error, "rubato-program-errors");
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  RunningProgram program() {
    return program;
  }

  Process process() {
    return program.process();
  }

  OutputLines output() {
    return output;
  }

  /** How many bytes it has said so far. */
  long heard() {
    return output.heard() + error.heard();
  }

  /** What it says from now on belongs to another trial. */
  void begin(Limits limits) {
    output.begin(limits);
    error.forget();
  }

  /** Writes a line to its standard input; one that has ended is left to be found so. */
  void tell(String line) {
    try {
      OutputStream input = process().getOutputStream();
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      // its exit tells more than a broken pipe
    }
  }

  /** The last lines of its standard error, once those on their way are there. */
  String words() throws InterruptedException {
    if (process().isAlive()) {
      Thread.sleep(WORDS);
    } else {
      errorThread.join(LAST_WORDS);
    }
    return error.text();
  }

  /** Ends it, with all that it started. */
  @Override
  public void close() {
    program.close();
    outputThread.interrupt();
  }
}
