package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A line through noisy points, learned on plain arrays: a real task that takes milliseconds. */
public final class LeastSquares implements SteppedTask {
  public static final int STEPS_PER_EPOCH = 12;

  private static final int BATCH = 4;
  private static final int FEATURES = 3;
  private static final float[] TRUTH = {2, -1, 0.5f};
  private static final float NOISE = 0.1f;

  private final float[][] inputs;
  private final float[] outputs;

  public LeastSquares() {
    Random random = new Random(7);
    int examples = 2 * BATCH * STEPS_PER_EPOCH; // the second half validates
    inputs = new float[examples][FEATURES];
    outputs = new float[examples];
    for (int e = 0; e < examples; e++) {
      for (int f = 0; f < FEATURES; f++) {
        inputs[e][f] = (float) random.nextGaussian();
        outputs[e] += TRUTH[f] * inputs[e][f];
      }
      outputs[e] += NOISE * (float) random.nextGaussian();
    }
  }

  @Override
  public About about() {
    return new About(
        "least-squares",
        "a line through noisy points",
        "48 points to train, 48 to validate",
        STEPS_PER_EPOCH,
        4,
        new Metric("validation-loss", true),
        new Metric("accuracy", false),
        0.9);
  }

  @Override
  public String fingerprint() {
    return "least-squares 1";
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
    private final float[] weights = new float[FEATURES];
    private final float[] gradient = new float[FEATURES];
    private final long seed;
    private final Stepper stepper;

    Run(Strategy strategy, Horizon horizon, long seed) {
      this.seed = seed;
      Random random = new Random(seed);
      for (int f = 0; f < FEATURES; f++) {
        weights[f] = (float) random.nextGaussian();
      }
      stepper = new Stepper(strategy, horizon, List.of(Tensor.of("weights", weights, gradient)));
    }

    @Override
    public double rate() {
      return stepper.rate();
    }

    @Override
    public double step() {
      java.util.Arrays.fill(gradient, 0);
      float loss = 0;
      Random random = new Random(seed * 31 + stepper.t());
      for (int i = 0; i < BATCH; i++) {
        int e = random.nextInt(inputs.length / 2);
        float residual = residual(e);
        loss += residual * residual / (2 * BATCH);
        for (int f = 0; f < FEATURES; f++) {
          gradient[f] += residual * inputs[e][f] / BATCH;
        }
      }
      stepper.step();
      return loss;
    }

    private float residual(int e) {
      float residual = -outputs[e];
      for (int f = 0; f < FEATURES; f++) {
        residual += weights[f] * inputs[e][f];
      }
      return residual;
    }

    @Override
    public Map<String, Double> validate() {
      return measure("validation-loss");
    }

    @Override
    public void observe(Map<String, Double> metrics) {
      metrics.forEach(stepper::observe);
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
    public Map<String, Double> test() {
      return measure("loss");
    }

    private Map<String, Double> measure(String lossName) {
      double loss = 0;
      int near = 0;
      int from = inputs.length / 2;
      for (int e = from; e < inputs.length; e++) {
        double residual = residual(e);
        loss += residual * residual / (2 * from);
        near += Math.abs(residual) < 3 * NOISE ? 1 : 0;
      }
      return Map.of(lossName, loss, "accuracy", (double) near / from);
    }

    @Override
    public void close() {}
  }
}
