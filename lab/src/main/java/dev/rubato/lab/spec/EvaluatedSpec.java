package dev.rubato.lab.spec;

import dev.rubato.argument.Span;
import dev.rubato.argument.Value;
import dev.rubato.lab.Metric;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.WholeTask;
import dev.rubato.lab.program.ProgramTask;
import dev.rubato.lab.program.WatchedFiles;
import org.jspecify.annotations.Nullable;

/**
 * A task that is judged by another of its metrics than usual, or evaluated at other times.
 *
 * @param of the task; not itself one of these
 * @param judged the metric by which its trainings are judged; null for the task's own
 * @param every the time between two evaluations; null for the usual
 */
public record EvaluatedSpec(TaskSpec of, @Nullable Metric judged, @Nullable Span every)
    implements TaskSpec {
  public EvaluatedSpec {
    if (of instanceof EvaluatedSpec) {
      throw new IllegalArgumentException("how a task is evaluated can be said only once");
    }
    if (every != null && every.amount() instanceof Value.Open) {
      throw new IllegalArgumentException(
          "how often a task is evaluated must be known, was " + every);
    }
  }

  /**
   * Opens the task.
   *
   * @throws IllegalArgumentException if there is no such task here, or it can't be evaluated so
   */
  @Override
  public Task open() {
    Task task = of.open();
    if (task instanceof SteppedTask stepped) {
      return new EvaluatedTask(stepped, judged, every);
    }
    if (task instanceof ProgramTask program) {
      ProgramTask judgedBy = judged == null ? program : program.judgedBy(judged);
      return every == null ? judgedBy : judgedBy.validatedEvery(every);
    }
    throw new IllegalArgumentException(
        "how a task that is a "
            + WholeTask.class.getSimpleName()
            + " is evaluated can't be changed, as it runs its trainings as a whole");
  }

  @Override
  public WatchedFiles watched(Task opened) {
    return of.watched(opened instanceof EvaluatedTask task ? task.of() : opened);
  }

  @Override
  public String fingerprint(Task opened) {
    return opened.fingerprint() + (of instanceof ClassSpec ? ClassSpec.mark(watched(opened)) : "");
  }
}
