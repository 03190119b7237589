package dev.rubato.battery;

import dev.rubato.lab.Training;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One training of a {@link BatteryTask}: a model moved by a stepper, all chance from its seed. */
final class ModelTraining implements Training {
  static final int INITIAL = 1;
  static final int BATCH = 2;
  private static final int VALIDATION = 3;
  private static final int TEST = 4;

  private final long seed;
  private final Dice dice = new Dice();
  private final Model model;
  private final Stepper stepper;

  ModelTraining(Function<Dice, Model> maker, Strategy strategy, Horizon horizon, long seed) {
    this.seed = seed;
    dice.seed(seed, INITIAL, 0);
    this.model = maker.apply(dice);
    List<Tensor> tensors = model.weights().stream().map(Weights::tensor).toList();
    StepperOptions alone = StepperOptions.DEFAULT.withThreads(1);
    this.stepper = new Stepper(strategy, horizon, tensors, alone);
  }

  @Override
  public double rate() {
    return stepper.rate();
  }

  @Override
  public double step() {
    dice.seed(seed, BATCH, stepper.t());
    double loss = model.gradients(dice);
    stepper.step(loss);
    return loss;
  }

  @Override
  public Map<String, Double> validate() {
    return measure(Model.Part.VALIDATION, VALIDATION);
  }

  @Override
  public void observe(Map<String, Double> metrics) {
    metrics.forEach(stepper::observe);
  }

  @Override
  public Map<String, Double> test() {
    return measure(Model.Part.TEST, TEST);
  }

  private Map<String, Double> measure(Model.Part part, int purpose) {
    dice.seed(seed, purpose, stepper.t());
    stepper.toEvaluation();
    Map<String, Double> metrics = model.measure(part, dice);
    stepper.toTraining();
    return metrics;
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
  public void close() {
    // its memory is Java's
  }
}
