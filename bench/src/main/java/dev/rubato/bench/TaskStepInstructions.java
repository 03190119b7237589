package dev.rubato.bench;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.tasks.MissingDataException;
import dev.rubato.tasks.Tasks;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What DNNL_MAX_CPU_ISA=AVX2 costs a training step of each bundled task: processes with and without
 * it take turns, as a machine is now faster, now slower, and their medians are compared. What is
 * measured is the processor time of the training's thread, which computes by itself.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -cp bench/target/rubato-bench.jar dev.rubato.bench.TaskStepInstructions
 * </pre>
 */
public final class TaskStepInstructions {
  private static final String VARIABLE = "DNNL_MAX_CPU_ISA";
  private static final List<String> SETTINGS = List.of("AVX2", "DEFAULT");
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 100;
  private static final int STEPS = 200;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TaskStepInstructions() {}

  /** Prints the table; with the argument {@code one}, measures in this process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 0) {
      measure();
      return;
    }
    Map<String, Map<String, List<Double>>> all = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String setting : SETTINGS) {
        read(setting, all);
      }
    }
    System.out.printf("%-12s %10s %10s %8s%n", "µs a step", "AVX2", "DEFAULT", "ratio");
    all.forEach(
        (task, times) -> {
          double with = median(times.getOrDefault("AVX2", List.of()));
          double without = median(times.getOrDefault("DEFAULT", List.of()));
          System.out.printf(
              Locale.ROOT, "%-12s %10.0f %10.0f %8.3f%n", task, with, without, with / without);
        });
  }

  private static void read(String setting, Map<String, Map<String, List<Double>>> all)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dai.djl.offline=true",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            TaskStepInstructions.class.getName(),
            "one");
    builder.environment().put(VARIABLE, setting);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        int space = line.indexOf(' ');
        all.computeIfAbsent(line.substring(0, space), none -> new LinkedHashMap<>())
            .computeIfAbsent(setting, none -> new ArrayList<>())
            .add(Double.parseDouble(line.substring(space + 1)));
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("a round ended with status " + process.exitValue());
    }
  }

  /**
   * Prints each task and the processor time of a step that nothing disturbed, that of one in ten,
   * in microseconds.
   */
  private static void measure() {
    for (var task : Tasks.all()) {
      Horizon horizon = Horizon.ofSteps(WARM_UP + STEPS);
      try (Training training =
          ((SteppedTask) task).start(Notation.strategy("sgd(momentum=0.9): 0.01"), horizon, 1)) {
        double[] times = new double[STEPS];
        for (int t = -WARM_UP; t < STEPS; t++) {
          long start = THREADS.getCurrentThreadCpuTime();
          training.step();
          if (t >= 0) {
            times[t] = (THREADS.getCurrentThreadCpuTime() - start) / 1e3;
          }
        }
        Arrays.sort(times);
        System.out.println(task.about().name() + " " + times[STEPS / 10]);
      } catch (MissingDataException e) {
        System.err.println(e.getMessage());
      }
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
