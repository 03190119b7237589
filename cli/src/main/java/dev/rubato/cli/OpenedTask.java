package dev.rubato.cli;

import dev.rubato.argument.Span;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.program.Limits;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.CommandSpec;
import dev.rubato.lab.spec.EvaluatedSpec;
import dev.rubato.lab.spec.TaskSpec;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task that a command works on, with the recipe that opens it again. */
record OpenedTask(TaskSpec spec, Task task) {

  Task.About about() {
    return task.about();
  }

  /** The words of a command that name the task. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, spec);
    return words;
  }

  private static void add(List<String> words, TaskSpec spec) {
    if (spec instanceof EvaluatedSpec evaluated) {
      add(words, evaluated.of());
      Metric judged = evaluated.judged();
      if (judged != null) {
        add(words, "--judged-by", judged.name());
        if (!judged.equals(Metric.named(judged.name()))) {
          words.add(judged.lowerIsBetter() ? "--lower-is-better" : "--higher-is-better");
        }
      }
      Span every = evaluated.every();
      add(words, "--validate-every", every == null ? null : every.toString());
    } else if (spec instanceof BundledSpec bundled) {
      add(words, "--task", bundled.name());
    } else if (spec instanceof ClassSpec own) {
      add(words, "--task", own.className());
      add(words, "--classpath", own.classPath());
    } else if (spec instanceof CommandSpec program) {
      add(words, "--command", program.command());
      String judged = program.judgedBy();
      add(words, "--judged-by", judged);
      if (program.higherIsBetter()) {
        words.add("--higher-is-better");
      } else if (judged != null && Metric.named(judged) == null) {
        words.add("--lower-is-better");
      }
      add(words, "--target", program.target());
      Limits limits = program.limits();
      program.watch().forEach(each -> add(words, "--watch", each));
      add(words, "--silence", limits == null ? null : "" + limits.silence().toSeconds());
    }
  }

  /** Updates between two evaluations of a training. */
  long every(Horizon horizon) {
    return task.validationInterval(horizon);
  }

  /** Refuses a length of which the time between two evaluations is no part. */
  Horizon checked(Horizon horizon) {
    try {
      long unused = task.validationInterval(horizon);
      return horizon;
    } catch (IllegalArgumentException e) {
      throw BadInput.of("--validate-every: ", e);
    }
  }

  private static void add(List<String> words, String option, @Nullable String value) {
    if (value != null) {
      words.add(option);
      words.add(value);
    }
  }
}
