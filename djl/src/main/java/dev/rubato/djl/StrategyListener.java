package dev.rubato.djl;

import static ai.djl.training.listener.EvaluatorTrainingListener.VALIDATE_EPOCH;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Tells a strategy of the validations that {@code EasyTrain.fit} makes: phrases such as plateau
 * follow them, the best checkpoint is kept, and the training stops early where that is asked for.
 *
 * <pre>{@code
 * config.addTrainingListeners(TrainingListener.Defaults.basic())
 *     .addTrainingListeners(new StrategyListener(optimizer).stopAfter(5));
 * }</pre>
 *
 * <p>It stands after DJL's default listeners, which work the numbers out. The loss on the
 * validation data is {@code validation-loss}; another evaluator is its own name, in which capitals,
 * underscores and hyphens are alike, such as {@code accuracy} or {@code top-5-accuracy}; before it
 * stands {@code training-} for the training data. Metrics of one's own come by {@link #withMetric}.
 * A name that nobody evaluates is an error when the trainer is made. After each epoch a checkpoint
 * is written, where the optimizer has a folder. An epoch without a validation is no evidence: it
 * lowers no rate and stops nothing.
 */
public final class StrategyListener extends TrainingListenerAdapter {
  private static final String LOSS = "validation-loss";
  private static final int NEVER = Integer.MAX_VALUE;

  private final StrategyOptimizer optimizer;
  private final String metric;
  private final boolean isBestAsked;
  private final boolean largerIsBetter;
  private final int patience;
  private final Map<String, ToDoubleFunction<Trainer>> own;
  private final EpochLength epoch;
  private int epochs;
  private boolean evaluates; // DJL's own listener does
  private boolean validated;

  /** A listener that keeps the checkpoint of the lowest validation loss, and never stops. */
  public StrategyListener(StrategyOptimizer optimizer) {
    this(optimizer, LOSS, false, false, NEVER, Map.of());
  }

  private StrategyListener(
      StrategyOptimizer optimizer,
      String metric,
      boolean isBestAsked,
      boolean largerIsBetter,
      int patience,
      Map<String, ToDoubleFunction<Trainer>> own) {
    this.optimizer = optimizer;
    this.metric = metric;
    this.isBestAsked = isBestAsked;
    this.largerIsBetter = largerIsBetter;
    this.patience = patience;
    this.own = own;
    this.epoch = new EpochLength(optimizer);
    optimizer.watch().isMade(this);
  }

  /**
   * This listener, with another metric to be best in: the best checkpoint is kept in the
   * optimizer's folder, and {@link #stopAfter} goes by it. There is one such metric.
   *
   * @param larger whether larger values are better; where its name says the opposite, it is told
   * @throws IllegalArgumentException where another metric or direction was given before
   */
  public StrategyListener best(String name, boolean larger) {
    if (isBestAsked && !(name.equals(metric) && larger == largerIsBetter)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a training has one best checkpoint, but best(\"%s\", %b) comes after best(\"%s\","
                  + " %b): give one",
              name,
              larger,
              metric,
              largerIsBetter));
    }
    optimizer.watch().tellOfDirection(name, larger);
    return new StrategyListener(optimizer, name, true, larger, patience, own);
  }

  /**
   * This listener, that stops the training by DJL's {@link EarlyStoppedException} after so many
   * evaluations in a row without a better value, as Keras counts its patience; {@code plateau} acts
   * after more than its patience, as PyTorch's does. A training that has stopped stays so when its
   * program is run again.
   *
   * @param evaluations of which there is one each epoch, at least 1
   */
  public StrategyListener stopAfter(int evaluations) {
    if (evaluations < 1) {
      throw new IllegalArgumentException(
          "stopAfter must be at least 1 evaluation that is not better, was " + evaluations);
    }
    return new StrategyListener(optimizer, metric, isBestAsked, largerIsBetter, evaluations, own);
  }

  /**
   * This listener with a metric of one's own, which is asked for after each epoch.
   *
   * @param name as the strategy, or {@link #best}, has it
   * @param value gives it; NaN where there is none in this epoch
   */
  public StrategyListener withMetric(String name, ToDoubleFunction<Trainer> value) {
    Map<String, ToDoubleFunction<Trainer>> more = new HashMap<>(own);
    more.put(Evaluations.plain(name), value);
    return new StrategyListener(optimizer, metric, isBestAsked, largerIsBetter, patience, more);
  }

  /** Whether this metric must be there. */
  private boolean isAsked() {
    return isBestAsked || patience < NEVER;
  }

  private Set<String> watched() {
    Set<String> names = new TreeSet<>(optimizer.metrics());
    if (isAsked()) {
      names.add(metric);
    }
    return names;
  }

  @Override
  public void onTrainingBegin(Trainer trainer) {
    checkOrder(trainer);
    if (isBestAsked && patience == NEVER && !optimizer.hasFolder()) {
      throw new IllegalArgumentException(
          "best(\""
              + metric
              + "\", "
              + largerIsBetter
              + ") has no folder to keep the best checkpoint in: give the optimizer's builder"
              + " checkpoints(folder, steps, keep)");
    }
    optimizer.watch().isAdded(this, patience);
    optimizer.watch().tellOfPatience(patience, optimizer.horizon(), optimizer::evaluationWarnings);
    optimizer.holdLate();
    for (String name : watched()) {
      if (!own.containsKey(Evaluations.plain(name))) {
        Evaluations.key(name, trainer, own.keySet());
        if (!evaluates) {
          throw new IllegalArgumentException(
              "\""
                  + name
                  + "\" is watched, but nothing evaluates: add TrainingListener.Defaults before"
                  + " StrategyListener");
        }
      }
    }
    optimizer.reseed();
  }

  /** DJL's numbers must be there when this listener looks at them, and it be the only one. */
  private void checkOrder(Trainer trainer) {
    boolean[] stands = new boolean[1];
    evaluates = false;
    trainer.notifyListeners(
        each -> {
          stands[0] |= each == this;
          evaluates |= each instanceof EvaluatorTrainingListener;
          if (stands[0] && each instanceof EvaluatorTrainingListener) {
            throw new IllegalArgumentException(
                "StrategyListener stands before TrainingListener.Defaults, which work out what it"
                    + " watches: add it after them");
          }
          if (each != this
              && each instanceof StrategyListener other
              && other.optimizer == optimizer) {
            throw new IllegalArgumentException(
                "the trainer has two StrategyListeners of one optimizer: add one");
          }
        });
  }

  @Override
  public void onTrainingBatch(Trainer trainer, BatchData data) {
    if (optimizer.isStopped()) {
      throw new EarlyStoppedException(
          epochs, "the training stopped early at step " + optimizer.t() + " before it was resumed");
    }
    Batch batch = data.getBatch();
    double[] made = {Double.NaN};
    Runnable backward = () -> made[0] = backward(trainer, batch);
    if (epoch.wasCutOff(batch)) { // the one before, by an exception
      optimizer.afterCutOff(backward);
    }
    if (optimizer.isEvaluation() && optimizer.evaluatesElsewhere()) {
      optimizer.backAtTraining(backward);
    }
    if (epoch.batches() == 0
        && validated) { // before the epoch, among whose validations DJL counts it
      trainer.getEvaluators().forEach(each -> each.resetAccumulator(VALIDATE_EPOCH));
      validated = false;
    }
    epoch.add(batch);
    if (optimizer.needsLoss()) {
      optimizer.loss(Double.isNaN(made[0]) ? loss(trainer, data) : made[0]);
    }
    optimizer.gradientsAgain(backward);
  }

  /** The loss of a batch, on several devices the sum of theirs. */
  private static double loss(Trainer trainer, BatchData data) {
    double sum = 0;
    for (Map.Entry<Device, NDList> labels : data.getLabels().entrySet()) {
      NDList predictions = data.getPredictions().get(labels.getKey());
      try (NDArray loss = trainer.getLoss().evaluate(labels.getValue(), predictions)) {
        sum += loss.getFloat();
      }
    }
    return sum;
  }

  /** Makes the gradients of a batch; returns its loss. */
  private static double backward(Trainer trainer, Batch batch) {
    double sum = 0;
    try (GradientCollector collector = trainer.newGradientCollector()) {
      for (Batch split : batch.split(trainer.getDevices(), false)) {
        NDList output = trainer.forward(split.getData(), split.getLabels());
        NDArray loss = trainer.getLoss().evaluate(split.getLabels(), output);
        collector.backward(loss);
        sum += loss.getFloat();
      }
    }
    return sum;
  }

  @Override
  public void onValidationBatch(Trainer trainer, BatchData data) {
    if (!validated) {
      optimizer.flush();
    }
    validated = true;
    if (optimizer.evaluatesElsewhere() && !optimizer.isEvaluation()) {
      optimizer
          .notices()
          .once(
              "evaluation",
              "this validation is at the point that is trained at, not at the average that is to be"
                  + " kept: give the data an EpochSampler, or the horizon the length of an epoch"
                  + " (Horizons.ofEpochs), or call toEvaluation() before it");
    }
  }

  @Override
  public void onEpoch(Trainer trainer) {
    epochs++;
    if (epoch.batches() > 0 && optimizer.batches() == 0) {
      throw new IllegalStateException(
          "the trainer moved the parameters by another optimizer: give its configuration"
              + " optOptimizer(optimizer)");
    }
    optimizer.flush();
    epoch.end();
    for (String name : optimizer.metrics()) {
      double value = value(trainer, name);
      if (isEvidence(name, value)) {
        optimizer.observe(name, value);
      }
    }
    boolean stop = false;
    if (isAsked() || evaluates) {
      double value = value(trainer, metric);
      stop = isEvidence(metric, value) && isOver((float) value);
    }
    optimizer.reseed(); // an evaluation may have drawn some
    optimizer.writeCheckpoint();
    validated = false;
    if (stop) {
      throw new EarlyStoppedException(
          epochs,
          "no better "
              + metric
              + (patience == 1 ? " in 1 evaluation" : " in " + patience + " evaluations in a row"));
    }
    if (!optimizer.watch().hasOrder() && optimizer.hasReplicas()) {
      optimizer.toTraining(); // elsewhere the next batch does, so that whoever saves the model now
    } //                         saves what was evaluated
  }

  private double value(Trainer trainer, String name) {
    ToDoubleFunction<Trainer> mine = own.get(Evaluations.plain(name));
    return mine == null
        ? Evaluations.value(trainer, Evaluations.key(name, trainer, own.keySet()))
        : mine.applyAsDouble(trainer);
  }

  /** Whether a value was observed: one on the validation data needs a validation. */
  private boolean isEvidence(String name, double value) {
    boolean mine = own.containsKey(Evaluations.plain(name));
    boolean training = Evaluations.plain(name).startsWith("train");
    boolean evidence = mine ? !Double.isNaN(value) : training || validated;
    if (!evidence && watched().contains(name)) {
      optimizer
          .notices()
          .once(
              "no validation",
              "\""
                  + name
                  + "\" is watched, but there was no such value in this epoch, so nothing follows"
                  + (mine
                      ? " from it: what withMetric was given returned NaN"
                      : " from it: give EasyTrain.fit a validation set"));
    }
    return evidence;
  }

  private boolean isOver(float value) {
    float[] state = optimizer.earlyStop();
    boolean better =
        !Float.isNaN(value)
            && (Float.isNaN(state[0]) || (largerIsBetter ? value > state[0] : value < state[0]));
    if (better) {
      state[0] = value;
      state[1] = 0;
      optimizer.writeBest();
      return false;
    }
    state[1]++;
    return state[1] >= patience;
  }
}
