package dev.rubato.spark;

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

/**
 * A noisy walk into a valley: a real task of microseconds, which can be slowed to be interrupted.
 */
public class Valley implements SteppedTask {
  static final int STEPS_PER_EPOCH = 30;
  private static final int SIZE = 8;

  private final long micros;

  /** As fast as it is. */
  public Valley() {
    this(0);
  }

  Valley(long micros) {
    this.micros = micros;
  }

  @Override
  public About about() {
    Metric loss = new Metric("validation-loss", true);
    return new About("valley", "a noisy valley", "none", STEPS_PER_EPOCH, 4, loss, loss, 0.5);
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
    return new Walk(strategy, horizon, seed);
  }

  private final class Walk implements Training {
    private final float[] place = new float[SIZE];
    private final float[] gradient = new float[SIZE];
    private final long seed;
    private final Stepper stepper;

    Walk(Strategy strategy, Horizon horizon, long seed) {
      this.seed = seed;
      Random random = new Random(seed);
      for (int i = 0; i < SIZE; i++) {
        place[i] = 3 * (float) random.nextGaussian();
      }
      stepper = new Stepper(strategy, horizon, List.of(Tensor.of("place", place, gradient)));
    }

    @Override
    public double rate() {
      return stepper.rate();
    }

    @Override
    public double step() {
      Random noise = new Random(31 * seed + stepper.t());
      double loss = loss();
      for (int i = 0; i < SIZE; i++) {
        gradient[i] = (1 + i) * place[i] + (float) noise.nextGaussian();
      }
      stepper.step();
      pause();
      return loss;
    }

    private void pause() {
      if (micros > 0) {
        try {
          Thread.sleep(micros / 1000, (int) (micros % 1000 * 1000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted", e);
        }
      }
    }

    private double loss() {
      double loss = 0;
      for (int i = 0; i < SIZE; i++) {
        loss += 0.5 * (1 + i) * place[i] * place[i];
      }
      return loss;
    }

    @Override
    public Map<String, Double> validate() {
      return Map.of("validation-loss", loss());
    }

    @Override
    public void observe(Map<String, Double> metrics) {
      metrics.forEach(stepper::observe);
    }

    @Override
    public Map<String, Double> test() {
      return Map.of("loss", loss());
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
