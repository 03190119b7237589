package dev.rubato.lab.program;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Real runs of real programs, for tests. */
final class ProgramRuns {
  static final Limits SHORT =
      new Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), 100_000, 50_000_000);

  /** What a shell program that does well for 10 steps prints. */
  static final String WELL =
      "for i in 1 2 3 4 5 6 7 8 9 10; do echo '{\"step\": '$i', \"loss\": 0.5}'; done;"
          + " echo '{\"step\": 10, \"validation-loss\": 0.25}'";

  /** What was found already, by the packages; nothing where there is none. */
  private static final Map<List<String>, String> PYTHONS = new ConcurrentHashMap<>();

  private ProgramRuns() {}

  static TrialResult run(String command) {
    return run(command, SHORT);
  }

  static TrialResult run(String command, Limits limits) {
    return run(command, "sgd: 0.1", 10, limits);
  }

  static TrialResult run(String command, String strategy, long steps, Limits limits) {
    return new ProgramTask(command, Horizon.ofSteps(steps))
        .within(limits)
        .run(trial(strategy, steps), TrialListener.NONE);
  }

  static Trial trial(String strategy, long steps) {
    return new Trial(Notation.strategy(strategy), Horizon.ofSteps(steps), 7);
  }

  static String line(long step, String name, String value) {
    return "echo '{\"step\": %d, \"%s\": %s}'; ".formatted(step, name, value);
  }

  /** Whether a process of this number runs; one that nobody asked after does not. */
  static boolean runs(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip()))
        .map(each -> each.isAlive() && !isDefunct(each.pid()))
        .orElse(false);
  }

  private static boolean isDefunct(long pid) {
    try {
      String state = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return state.startsWith(" Z", state.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return Files.isDirectory(Path.of("/proc/self")); // gone meanwhile, or no such system
    }
  }

  /** A Python with these packages, or the test is skipped. */
  static String python(String... packages) {
    String found = PYTHONS.computeIfAbsent(List.of(packages), ProgramRuns::find);
    assumeTrue(!found.isEmpty(), "no python3 with " + List.of(packages));
    return found;
  }

  /** The system's own comes first: what else is called so may be a script that looks for it. */
  private static String find(List<String> packages) {
    String imports = packages.stream().map(each -> ", " + each).collect(Collectors.joining());
    for (String python : List.of("/usr/bin/python3", "python3")) {
      if (succeeds(python, "-c", "import sys" + imports)) {
        return python;
      }
    }
    return "";
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
