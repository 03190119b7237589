package dev.rubato.lab.spec;

import dev.rubato.argument.Span;
import dev.rubato.lab.Metric;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.TaskParameter;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task that is judged by another of its metrics, or evaluated at other times. */
record EvaluatedTask(SteppedTask of, @Nullable Metric judged, @Nullable Span every)
    implements SteppedTask {

  @Override
  public About about() {
    About about = of.about();
    return judged == null
        ? about
        : new About(
            about.name(),
            about.summary(),
            about.data(),
            about.stepsPerEpoch(),
            about.epochs(),
            judged,
            about.target(),
            about.targetValue());
  }

  /** By what it is judged changes no training. */
  @Override
  public String fingerprint() {
    return every == null ? of.fingerprint() : of.fingerprint() + ", evaluated every " + every;
  }

  @Override
  public @Nullable List<TaskParameter> parameters() {
    return of.parameters();
  }

  @Override
  public @Nullable TrialResult judge(TrialResult kept) {
    return of.judge(kept);
  }

  @Override
  public long validationInterval(Horizon horizon) {
    return every == null
        ? of.validationInterval(horizon)
        : Trial.validationInterval(horizon, every);
  }

  @Override
  public boolean branches() {
    return of.branches();
  }

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    return of.start(strategy, horizon, seed);
  }
}
