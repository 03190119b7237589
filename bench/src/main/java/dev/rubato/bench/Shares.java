package dev.rubato.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The speed of the whole catalogue in one run, some ten minutes: each algorithm's share of the
 * memory's measured speed, how many times as fast Adam is with fewer bytes of state, and Muon
 * beside PyTorch. Takes the options of JMH, such as {@code -p optimizer=memory,adam}.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -cp bench/target/rubato-bench.jar dev.rubato.bench.Shares
 * </pre>
 */
public final class Shares {
  private static final String MEMORY = "memory";

  private Shares() {}

  /**
   * Runs the benchmarks and prints the shares.
   *
   * @param args options of JMH
   */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    OptionsBuilder options = new OptionsBuilder();
    options.parent(new CommandLineOptions(args));
    options.include(OptimizersBenchmark.class.getName());
    options.include(MuonBenchmark.class.getName());
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, Double> steps = new LinkedHashMap<>(); // a nanosecond
    Map<String, Double> bytes = new LinkedHashMap<>(); // a nanosecond
    List<String> others = new ArrayList<>();
    for (RunResult result : results) {
      double score = result.getPrimaryResult().getScore();
      String optimizer = result.getParams().getParam("optimizer");
      if (optimizer == null) {
        others.add(line("%-44s %8.1f ms", result.getPrimaryResult().getLabel(), score));
      } else {
        steps.put(optimizer, score);
        bytes.put(optimizer, result.getSecondaryResults().get("bytes").getScore());
      }
    }
    double memory = bytes.getOrDefault(MEMORY, Double.NaN);
    System.out.println(line("%n%-44s %11s %9s %6s", "", "ms a step", "GB/s", "share"));
    for (Map.Entry<String, Double> each : bytes.entrySet()) {
      double rate = each.getValue();
      double milliseconds = 1e-6 / steps.get(each.getKey());
      System.out.println(
          line("%-44s %11.2f %9.1f %6.2f", each.getKey(), milliseconds, rate, rate / memory));
    }
    for (String place : List.of("", OptimizersBenchmark.IN_BUFFERS)) {
      for (String format : List.of("bfloat16", "int8")) {
        Double whole = steps.get(place + "adam");
        Double fewer = steps.get(place + "adam(state=" + format + ")");
        if (whole != null && fewer != null) {
          System.out.println(
              line("%sadam is %.2f times as fast in %s", place, fewer / whole, format));
        }
      }
    }
    others.forEach(System.out::println);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
