package dev.rubato.web;

import dev.rubato.lab.Metric;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A task for tests: a long valley with noisy slopes, whose trainings take microseconds a step. */
public final class Valley implements SteppedTask {
  private static final int WEIGHTS = 4;
  private final long pauseMillis;

  public Valley() {
    this(0);
  }

  /** One whose steps take this long, so that they can be seen. */
  public Valley(long pauseMillis) {
    this.pauseMillis = pauseMillis;
  }

  @Override
  public About about() {
    return new About(
        "valley",
        "a long valley",
        "made of random numbers",
        10,
        12,
        new Metric("validation-loss", true),
        new Metric("validation-loss", true),
        0.1);
  }

  @Override
  public String fingerprint() {
    return "valley 1";
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    return new Run(strategy, horizon, seed);
  }

  private final class Run implements Training {
    private final float[] weights = new float[WEIGHTS];
    private final float[] gradient = new float[WEIGHTS];
    private final Stepper stepper;
    private final long seed;

    Run(Strategy strategy, Horizon horizon, long seed) {
      this.seed = seed;
      Random random = new Random(seed);
      for (int i = 0; i < WEIGHTS; i++) {
        weights[i] = (float) random.nextGaussian() + 2;
      }
      stepper = new Stepper(strategy, horizon, List.of(Tensor.of("weights", weights, gradient)));
    }

    @Override
    public double rate() {
      return stepper.rate();
    }

    @Override
    public double step() {
      Random noise = new Random(seed * 31 + stepper.t());
      for (int i = 0; i < WEIGHTS; i++) {
        gradient[i] = steep(i) * weights[i] + 0.3f * (float) noise.nextGaussian();
      }
      double loss = height();
      stepper.step();
      if (pauseMillis > 0) {
        try {
          Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return loss;
    }

    private float steep(int i) {
      return 1 + 3 * i;
    }

    private double height() {
      double height = 0;
      for (int i = 0; i < WEIGHTS; i++) {
        height += steep(i) * weights[i] * weights[i] / 2;
      }
      return height;
    }

    @Override
    public Map<String, Double> validate() {
      return Map.of("validation-loss", height());
    }

    @Override
    public void observe(Map<String, Double> metrics) {
      metrics.forEach(stepper::observe);
    }

    @Override
    public Map<String, Double> test() {
      return Map.of("loss", height());
    }

    @Override
    public Snapshot snapshot() {
      return stepper.snapshot();
    }

    @Override
    public void restore(Snapshot snapshot, List<Evaluation> seen) {
      stepper.restore(snapshot.unwatched());
      for (Evaluation evaluation : seen) {
        evaluation.metrics().forEach((name, value) -> stepper.observe(evaluation.t(), name, value));
      }
    }

    @Override
    public void close() {}
  }
}
