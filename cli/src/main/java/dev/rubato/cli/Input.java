package dev.rubato.cli;

import dev.rubato.file.FileFailure;
import dev.rubato.lab.Task;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Validates what a user typed, before any work begins. */
final class Input {
  private static final int MOST_STEPS_OF_A_TRIAL = 100_000_000;

  /** Rate and loss of a step, and what a report makes of them. */
  private static final long BYTES_OF_A_STEP = 128;

  private static final char NO_TEXT = '\ufffd';

  private static final String MORE_MEMORY =
      "ask for less, or allow it more (RUBATO_JAVA_OPTS=-Xmx4g)";

  static final String MEMORY_IS_FULL = "Java's memory is full; " + MORE_MEMORY;

  private Input() {}

  /** Checks that the rates and losses of this many steps, which are all kept, fit in memory. */
  static void checkFits(double steps) {
    long most = Runtime.getRuntime().maxMemory() / BYTES_OF_A_STEP;
    if (steps > most) {
      throw new BadInput(
          String.format(
                  Locale.ROOT,
                  "%.0f steps in total are more than the %d that Java's memory can hold; ",
                  steps,
                  most)
              + MORE_MEMORY);
    }
  }

  /** Checks that no two strategies have the same label; null is none. */
  static void checkLabels(List<@Nullable String> labels) {
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (label != null && !seen.add(label)) {
        throw new BadInput("two strategies are labelled \"" + label + "\": each needs its own");
      }
    }
  }

  static Horizon epochs(Task task, long epochs) {
    atLeast1("--epochs", epochs);
    long stepsPerEpoch = task.about().stepsPerEpoch();
    if (epochs > MOST_STEPS_OF_A_TRIAL / stepsPerEpoch) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "--epochs must be at most %d on this task, was %d",
              MOST_STEPS_OF_A_TRIAL / stepsPerEpoch,
              epochs));
    }
    return Horizon.ofEpochs(epochs, stepsPerEpoch);
  }

  static Horizon steps(String option, Task task, long steps) {
    atLeast1(option, steps);
    if (steps > MOST_STEPS_OF_A_TRIAL) {
      throw new BadInput(
          String.format(
              Locale.ROOT, "%s must be at most %d, was %d", option, MOST_STEPS_OF_A_TRIAL, steps));
    }
    return new Horizon(steps, task.about().stepsPerEpoch());
  }

  /** Words as a shell takes them. */
  static String command(List<String> words) {
    return words.stream()
        .map(
            word ->
                word.matches("[A-Za-z0-9_.,:/=-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** A name as part of a file name. */
  static String fileName(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]+", "-");
  }

  static void atLeast1(String option, long value) {
    if (value < 1) {
      throw new BadInput(option + " must be at least 1, was " + value);
    }
  }

  /** Refuses a name whose bytes are no text, of which Java knows only that they are not. */
  static void checkName(String option, String path) {
    if (path.indexOf(NO_TEXT) >= 0) {
      throw new BadInput(
          option
              + ": this name has bytes that are no text in the encoding "
              + System.getProperty("sun.jnu.encoding")
              + ", so it would become another one: rename it, or reach it by a link, was "
              + path);
    }
  }

  /** A path as it was typed. */
  static Path path(String option, String path) {
    checkName(option, path);
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new BadInput(option + ": " + e.getMessage());
    }
  }

  /** A path that can be written to, checked before the work. */
  static Path writable(String option, String path) {
    checkName(option, path);
    try {
      Path file = Path.of(path);
      OutputFile.checkWritable(file);
      OwnOutput.checkReplaceable(option, file);
      return file;
    } catch (InvalidPathException e) {
      throw new BadInput(option + ": " + e.getMessage());
    } catch (IOException e) {
      throw new BadInput(option + ": " + FileFailure.words(e));
    }
  }
}
