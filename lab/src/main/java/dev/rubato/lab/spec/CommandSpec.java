package dev.rubato.lab.spec;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.program.Limits;
import dev.rubato.lab.program.ProgramTask;
import dev.rubato.lab.program.WatchedFiles;
import dev.rubato.schedule.Horizon;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A training program in any language. A null is {@link ProgramTask}'s default; it differs from the
 * same value given explicitly, so that the recipe prints as it was written.
 *
 * @param command for the shell
 * @param horizon how long a training is by default
 * @param judgedBy the metric by which its trainings are judged
 * @param higherIsBetter of that metric
 * @param target what it should reach in few steps, such as {@code accuracy >= 0.9}
 * @param limits on each run
 * @param watch files and folders on which its results depend, besides those that its command names
 */
public record CommandSpec(
    String command,
    Horizon horizon,
    @Nullable String judgedBy,
    boolean higherIsBetter,
    @Nullable String target,
    @Nullable Limits limits,
    List<String> watch)
    implements TaskSpec {
  private static final Pattern TARGET =
      Pattern.compile("\\s*([a-z0-9-]+)\\s*([<>])=?\\s*(\\S+)\\s*");

  public CommandSpec {
    watch = List.copyOf(watch);
  }

  /** A program of which only the files are watched that its command names. */
  public CommandSpec(
      String command,
      Horizon horizon,
      @Nullable String judgedBy,
      boolean higherIsBetter,
      @Nullable String target,
      @Nullable Limits limits) {
    this(command, horizon, judgedBy, higherIsBetter, target, limits, List.of());
  }

  /**
   * Opens the task.
   *
   * @throws IllegalArgumentException if the command is blank, the target can't be read, or there is
   *     no such file to watch
   */
  @Override
  public Task open() {
    ProgramTask task = new ProgramTask(command, horizon).watching(watch);
    if (judgedBy != null || higherIsBetter) {
      String name = judgedBy == null ? task.about().judged().name() : judgedBy;
      task = task.judgedBy(new Metric(name, !higherIsBetter));
    }
    if (target != null) {
      Matcher parts = TARGET.matcher(target);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "target must be like 'accuracy >= 0.9' or 'validation-loss <= 0.3', was \""
                + target
                + "\"");
      }
      Metric metric = new Metric(parts.group(1), parts.group(2).equals("<"));
      task = task.withTarget(metric, number(parts.group(3)));
    }
    return limits == null ? task : task.within(limits);
  }

  @Override
  public WatchedFiles watched(Task opened) {
    return opened instanceof ProgramTask program ? program.watched() : WatchedFiles.NONE;
  }

  private double number(String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "target must end with a finite number, was \"" + target + "\"");
    }
    return number;
  }
}
