package dev.rubato.lab.sink;

import dev.rubato.lab.Trial;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a trial's strategy by name, for tables in which trials are compared: the largest
 * rate, the optimizer's hyperparameters at the first update, and the numbers of its text in their
 * order, which are comparable among strategies of one {@linkplain #shape shape}.
 */
public final class RunSettings {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\p{L}\\p{N}_.])-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  private static final int LOOKS = 10_000;

  private RunSettings() {}

  /** Texts and numbers by name. A strategy that can't be resolved has only those of its text. */
  public static Map<String, Object> of(Trial trial) {
    Map<String, Object> settings = new LinkedHashMap<>();
    String text = trial.strategy().toString();
    settings.put("strategy", text);
    settings.put("optimizer", trial.strategy().optimizerOrSgd().name());
    settings.put("schedule", trial.strategy().rate().toString());
    settings.put("steps", (double) trial.horizon().steps());
    try {
      RunningStrategy running = trial.running();
      settings.put("largest-rate", largest(running.rate(), trial.horizon().steps()));
      for (RunningNumber each : running.hyperparameters()) {
        settings.put(each.name(), each.at(0));
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      // its trial fails with that reason
    }
    List<Double> numbers = numbers(text);
    if (!numbers.isEmpty()) {
      settings.put("shape", shape(text));
    }
    for (int i = 0; i < numbers.size(); i++) {
      settings.put("number-" + (i + 1), numbers.get(i));
    }
    return settings;
  }

  private static double largest(RunningNumber rate, long steps) {
    double largest = 0;
    long looks = Math.min(steps, LOOKS);
    for (long i = 0; i < looks; i++) {
      long t = looks == steps ? i : Math.round((double) i / (looks - 1) * (steps - 1));
      largest = Math.max(largest, rate.at(t));
    }
    return largest;
  }

  /** A strategy's text with {@code #1}, {@code #2} … in place of its numbers. */
  public static String shape(String strategy) {
    Matcher matcher = NUMBER.matcher(strategy);
    int[] count = {0};
    return matcher.replaceAll(found -> "#" + ++count[0]);
  }

  /** The numbers of a strategy's text, in their order; of a percentage or a span, its number. */
  public static List<Double> numbers(String strategy) {
    List<Double> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(strategy);
    while (matcher.find()) {
      numbers.add(Double.valueOf(matcher.group()));
    }
    return numbers;
  }
}
