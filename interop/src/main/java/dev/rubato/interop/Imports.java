package dev.rubato.interop;

import dev.rubato.interop.ForeignText.ForeignCall;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What other libraries say about rates as strategies: constructors and states of PyTorch's
 * schedulers, Keras' schedules and their configs, Hugging Face's training arguments, timm's
 * options, a CSV of step and rate, and what {@link Exports} writes.
 */
public final class Imports {
  private static final int LONGEST = 100_000_000;
  private static final String COMMENT = "strategy: ";

  private Imports() {}

  /**
   * Reads a text of any of these.
   *
   * @param lr the optimizer's rate where the text has none, or NaN
   * @param epochs whether PyTorch's scheduler is stepped once an epoch
   * @throws Inexpressible if it can't be said in the notation, with the reason
   */
  public static Imported read(String text, double lr, boolean epochs) throws Inexpressible {
    if (text.length() > LONGEST) {
      throw new Inexpressible("it has more than 100 million characters");
    }
    String own = comment(text);
    if (isTable(text)) {
      return table(text, own);
    }
    List<String> notes = new ArrayList<>();
    if (own != null) {
      notes.add("taken from the comment at its top; the code below was not read");
      return imported(own, notes);
    }
    if (text.strip().startsWith("--") || text.contains(" --")) {
      return imported(options(OptionsImport.options(text), notes), notes);
    }
    return imported(calls(ForeignText.read(text), lr, epochs, notes), notes);
  }

  private static Imported imported(String strategy, List<String> notes) throws Inexpressible {
    return new Imported(parse(strategy), 0, Double.NaN, notes);
  }

  private static Strategy parse(String text) throws Inexpressible {
    try {
      return Notation.strategy(text);
    } catch (NotationException e) {
      throw new Inexpressible("its numbers can't be right: " + e.getMessage());
    }
  }

  /** The strategy that Rubato wrote at the top, or null. */
  private static @Nullable String comment(String text) {
    for (String line : text.lines().limit(10).toList()) {
      String plain = line.replaceFirst("^(#|//)\\s*", "");
      if (!plain.equals(line) && plain.regionMatches(true, 0, COMMENT, 0, COMMENT.length())) {
        return plain.substring(COMMENT.length());
      }
    }
    return null;
  }

  private static boolean isTable(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .limit(1)
        .anyMatch(line -> line.matches("(?i)\"?(step|iteration|iter|t)\"?[,;\\t].*"));
  }

  private static Imported table(String text, @Nullable String own) throws Inexpressible {
    List<String> lines =
        text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    double[] rates = new double[lines.size() - 1];
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("[,;\\t]", -1);
      try {
        if (Double.parseDouble(cells[0]) != i - 1) {
          throw new Inexpressible(
              "row %s should be of step %s, was %s: a row for each step, the first with 0"
                  .formatted(i, i - 1, cells[0]));
        }
        rates[i - 1] = Double.parseDouble(cells.length > 1 ? cells[1] : "");
      } catch (NumberFormatException e) {
        throw new Inexpressible("row %s has no step and rate: %s".formatted(i, lines.get(i)));
      }
      if (!(rates[i - 1] >= 0 && rates[i - 1] < Double.POSITIVE_INFINITY)) {
        throw new Inexpressible("row %s has no learning rate: %s".formatted(i, lines.get(i)));
      }
    }
    if (rates.length == 0) {
      throw new Inexpressible("it has no rows");
    }
    Horizon horizon = Horizon.ofSteps(rates.length);
    List<String> notes = new ArrayList<>();
    if (own != null) {
      try {
        Strategy strategy = parse(own);
        RunningStrategy running = new RunningStrategy(strategy, horizon);
        double difference = 0;
        for (int t = 0; t < rates.length; t++) {
          difference = Math.max(difference, Math.abs(running.rate().at(t) - rates[t]));
        }
        if (difference <= Exported.TOLERANCE) {
          return new Imported(strategy, rates.length, difference, notes);
        }
        notes.add("its comment says other rates than its rows, which were followed");
      } catch (IllegalArgumentException e) {
        notes.add("its comment was not used: " + e.getMessage());
      }
    }
    Strategy found = parse(RatesImport.schedule(rates));
    double difference = RatesImport.difference(found.rate(), rates, horizon);
    return new Imported(found, rates.length, difference, notes);
  }

  private static String options(Map<String, Object> options, List<String> notes)
      throws Inexpressible {
    if (OptionsImport.isTimm(options)) {
      return OptionsImport.timm(options, notes);
    }
    if (OptionsImport.isHuggingFace(options)) {
      return OptionsImport.huggingFace(options, notes);
    }
    throw new Inexpressible(
        "these options are neither Hugging Face's (--learning_rate) nor timm's (--sched)");
  }

  private static String calls(
      List<ForeignCall> calls, double given, boolean epochs, List<String> notes)
      throws Inexpressible {
    String optimizer = "";
    double lr = given;
    String schedule = null;
    for (ForeignCall written : calls) {
      ForeignCall call = KerasImport.call(written);
      String ours = TorchImport.optimizer(call);
      if (ours != null) {
        optimizer = ours + ": ";
        lr = call.number("lr", 1, given);
      } else if (KerasImport.isSchedule(call)) {
        schedule = KerasImport.schedule(call);
      } else if (TorchImport.isScheduler(call)) {
        notes.clear(); // of a part of this one
        schedule = new TorchImport(rate(call, lr), epochs, notes).schedule(call);
      } else if (OptionsImport.isHuggingFace(call.named())) {
        return OptionsImport.huggingFace(call.named(), notes);
      } else if (OptionsImport.isTimm(call.named())) {
        return OptionsImport.timm(call.named(), notes);
      } else if (call.named().get("strategy") instanceof String own) {
        return own;
      }
    }
    if (schedule == null) {
      String last = calls.isEmpty() ? "" : calls.get(calls.size() - 1).name();
      throw new Inexpressible(
          calls.isEmpty()
              ? "there is no constructor, dictionary or table in it"
              : (last.isEmpty() ? "a dictionary" : last) + " is no scheduler that is known here");
    }
    return optimizer + schedule;
  }

  /** The base rate that a state has, or the one that is known. */
  private static double rate(ForeignCall call, double lr) {
    return call.named().get("base_lrs") instanceof List<?> rates
            && !rates.isEmpty()
            && rates.get(0) instanceof Double own
        ? own
        : lr;
  }
}
