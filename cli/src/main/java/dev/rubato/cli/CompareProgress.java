package dev.rubato.cli;

import dev.rubato.lab.Compare;
import dev.rubato.lab.Sample;
import dev.rubato.lab.Standing;
import dev.rubato.lab.Task;
import dev.rubato.lab.TrialResult;
import dev.rubato.schedule.Horizon;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person sees while a comparison runs: strategies done, the best so far, the time left. */
final class CompareProgress implements Compare.Progress, AutoCloseable {
  private final LiveLine line;
  private final Task.About task;
  private final int strategies;
  private final Horizon horizon;
  private final long start = System.nanoTime();
  private long plannedSteps;
  private long steps;
  private int done;
  private @Nullable Standing best;

  CompareProgress(Terminal terminal, Task.About task, int strategies, Horizon horizon) {
    this.line = new LiveLine(terminal);
    this.task = task;
    this.strategies = strategies;
    this.horizon = horizon;
    line.print(
        "comparing %s on %s, %d steps a training"
            .formatted(
                strategies == 1 ? "1 strategy" : strategies + " strategies",
                task.name(),
                horizon.steps()));
  }

  @Override
  public void planned(int trials) {
    plannedSteps += trials * horizon.steps();
  }

  @Override
  public void step() {
    steps++;
    show();
  }

  @Override
  public void trialEnded(TrialResult result) {
    // a training that diverged early has no more steps to make
    plannedSteps -= horizon.steps() - result.losses().length;
  }

  @Override
  public void strategyEnded(Standing standing) {
    done++;
    if (best == null || task.judged().bestFirst().compare(mean(standing), mean(best)) < 0) {
      best = standing;
    }
    line.print(
        "%d of %d: %s, %s · %s left"
            .formatted(done, strategies, standing.name(), score(standing), left()));
    show();
  }

  private void show() {
    line.show(
        () ->
            "%d of %d strategies · %s left%s"
                .formatted(
                    done,
                    strategies,
                    left(),
                    best == null ? "" : " · best so far: " + score(best) + ", " + best.name()));
  }

  private String left() {
    double elapsed = System.nanoTime() - start;
    return steps == 0 ? "?" : LiveLine.time(elapsed / steps * (plannedSteps - steps));
  }

  private double mean(Standing standing) {
    return standing.last(task.judged()).mean();
  }

  private String score(Standing standing) {
    Sample sample = standing.last(task.judged());
    String metric = task.judged().name().replace('-', ' ');
    if (!Double.isFinite(sample.mean())) {
      return "diverged";
    }
    return Double.isNaN(sample.halfWidth())
        ? String.format(Locale.ROOT, "%s %.4f", metric, sample.mean())
        : String.format(Locale.ROOT, "%s %.4f ± %.4f", metric, sample.mean(), sample.halfWidth());
  }

  @Override
  public void close() {
    line.close();
  }
}
