package dev.rubato.lab.program;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that was started, with all that it starts in turn. None of it outlives the trial, nor
 * this process if that exits normally or by a signal that can be caught.
 */
final class RunningProgram implements AutoCloseable {
  private static final boolean WINDOWS = File.separatorChar == '\\';
  private static final Path PROCESSES = Path.of("/proc");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d{1,12}) kB");
  private static final int PAUSE = 10; // ms
  private static final int GRACE = 200; // pauses; time in which this process is suspended is none
  private static final int ROUNDS = 20;
  private static final long LOOK = 1000; // ms
  private static final int REST = 4; // times as long as a look took
  private static final long LONGEST = 60_000; // ms; it may have been suspended while it looked
  private static final Set<RunningProgram> RUNNING = ConcurrentHashMap.newKeySet();
  private static volatile boolean ending;
  private static boolean watched; // guarded by RUNNING

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(RunningProgram::endAll, "rubato-end-programs"));
  }

  private final Process process;
  private final TrialFolder folder;
  private final Set<ProcessHandle> seen = new HashSet<>();

  private RunningProgram(Process process, TrialFolder folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts a shell command in the working directory of this process.
   *
   * @param told whether its standard input is written to; otherwise it is empty
   */
  static RunningProgram start(
      String command, Map<String, String> environment, TrialFolder folder, boolean told)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            WINDOWS ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command));
    // A trial has one core; and buffered lines would hold up a strategy that watches a metric.
    builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
    builder.environment().putIfAbsent("PYTHONUNBUFFERED", "1");
    builder.environment().putAll(environment);
    if (!told) {
      builder.redirectInput(new File(WINDOWS ? "NUL" : "/dev/null"));
    }
    synchronized (RUNNING) { // so that shutdown knows of all of them
      if (ending) {
        throw new IOException("Rubato is about to end");
      }
      RunningProgram program = new RunningProgram(builder.start(), folder);
      RUNNING.add(program);
      watch();
      return program;
    }
  }

  /** Whether this whole process is shutting down, and so its programs. */
  static boolean ending() {
    return ending;
  }

  Process process() {
    return process;
  }

  /**
   * Looks at all programs from time to time, for as long as any runs: on a thread of its own, since
   * it reads all processes of the system, for which no program's output should have to wait.
   */
  private static void watch() {
    if (watched) {
      return;
    }
    watched = true;
    Thread thread = new Thread(RunningProgram::lookAtAll, "rubato-program-children");
    thread.setDaemon(true);
    thread.start();
  }

  private static void lookAtAll() {
    try {
      while (true) {
        long begin = System.nanoTime();
        RUNNING.forEach(RunningProgram::look);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        Thread.sleep(Math.max(LOOK, Math.min(REST * took, LONGEST)));
        synchronized (RUNNING) {
          if (RUNNING.isEmpty()) {
            watched = false;
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  /** Remembers what the program has started, so that it is found even when its parent is gone. */
  private void look() {
    synchronized (seen) {
      process.descendants().forEach(seen::add);
      seen.removeIf(each -> !runs(each));
    }
  }

  /** Terminates the program and all that it started: gracefully first, then by force. */
  void kill() {
    kill(List.of(this));
  }

  private static void endAll() {
    synchronized (RUNNING) {
      ending = true;
    }
    kill(RUNNING);
    RUNNING.forEach(program -> program.folder.close());
  }

  private static void kill(Collection<RunningProgram> programs) {
    kill(() -> all(programs));
  }

  /**
   * Terminates what a process of Rubato that was killed has left running.
   *
   * @param mark what only the environment of these processes contains
   */
  static void kill(String mark) {
    kill(() -> marked(mark).filter(RunningProgram::runs).collect(Collectors.toSet()));
  }

  private static void kill(Supplier<Set<ProcessHandle>> left) {
    boolean interrupted = Thread.interrupted();
    Set<ProcessHandle> all = left.get();
    all.forEach(ProcessHandle::destroy);
    for (int i = 0; i < GRACE && all.stream().anyMatch(RunningProgram::runs); i++) {
      interrupted |= pause();
    }
    all = left.get();
    for (int round = 0;
        round < ROUNDS && !all.isEmpty();
        round++) { // it may start others meanwhile
      all.forEach(ProcessHandle::destroyForcibly);
      interrupted |= pause();
      all = left.get();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static Set<ProcessHandle> all(Collection<RunningProgram> programs) {
    Set<ProcessHandle> all = new HashSet<>();
    for (RunningProgram program : programs) {
      program.look();
      synchronized (program.seen) {
        all.addAll(program.seen);
      }
      all.add(program.process.toHandle());
      marked(program.folder.mark()).forEach(all::add);
    }
    all.removeIf(each -> !runs(each));
    return all;
  }

  /** Processes whose parent is gone, on systems that show each process's initial environment. */
  private static Stream<ProcessHandle> marked(String mark) {
    if (!Files.isDirectory(PROCESSES)) {
      return Stream.of();
    }
    return ProcessHandle.allProcesses()
        .filter(each -> read(each, "environ").contains(mark))
        .toList()
        .stream();
  }

  /** The bytes of memory that it and what it started hold, or 0 where the system does not tell. */
  long memory() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(
            each ->
                RESIDENT
                    .matcher(read(each, "status"))
                    .results()
                    .mapToLong(found -> Long.parseLong(found.group(1)) << 10)
                    .sum())
        .sum();
  }

  /** Whether a process runs; one that has exited stays in the list until its parent reaps it. */
  private static boolean runs(ProcessHandle each) {
    if (!each.isAlive()) {
      return false;
    }
    String state = read(each, "stat"); // pid (name) state …
    return !state.startsWith(" Z", state.lastIndexOf(')') + 1);
  }

  private static String read(ProcessHandle process, String file) {
    try {
      Path path = PROCESSES.resolve(Long.toString(process.pid())).resolve(file);
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException | UncheckedIOException | SecurityException e) {
      return ""; // gone, another user's, or no such system
    }
  }

  /** Ends what is left of the program. */
  @Override
  public void close() {
    kill();
    RUNNING.remove(this);
  }
}
