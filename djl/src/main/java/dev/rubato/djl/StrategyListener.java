package dev.rubato.djl;

import static ai.djl.training.listener.EvaluatorTrainingListener.VALIDATE_EPOCH;

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
import org.jspecify.annotations.Nullable;

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

  private final StrategyOptimizer optimizer;
  private final String metric;
  private final boolean isAsked; // for this metric, or to stop
  private final boolean largerIsBetter;
  private final int patience;
  private final Map<String, ToDoubleFunction<Trainer>> own;
  private int epochs;
  private boolean validated;
  private long batches; // in this epoch
  private int full; // examples in its first
  private long lastEpoch; // how many it had
  private long lastExamples; // how many the data of the last epoch have, 0 where that is unknown

  /** A listener that keeps the checkpoint of the lowest validation loss, and never stops. */
  public StrategyListener(StrategyOptimizer optimizer) {
    this(optimizer, LOSS, false, false, Integer.MAX_VALUE, Map.of());
  }

  private StrategyListener(
      StrategyOptimizer optimizer,
      String metric,
      boolean isAsked,
      boolean largerIsBetter,
      int patience,
      Map<String, ToDoubleFunction<Trainer>> own) {
    this.optimizer = optimizer;
    this.metric = metric;
    this.isAsked = isAsked;
    this.largerIsBetter = largerIsBetter;
    this.patience = patience;
    this.own = own;
    optimizer.watch().isMade(this);
  }

  /**
   * This listener, with another metric to be best in.
   *
   * @param larger whether larger values are better; where its name says the opposite, it is told
   */
  public StrategyListener best(String name, boolean larger) {
    optimizer.watch().tellOfDirection(name, larger);
    return new StrategyListener(optimizer, name, true, larger, patience, own);
  }

  /**
   * This listener, that stops the training by DJL's {@link EarlyStoppedException} after more than
   * so many validations in a row without a better value. A training that has stopped stays so when
   * its program is run again.
   *
   * @param validations at least 0
   */
  public StrategyListener stopAfter(int validations) {
    if (validations < 0) {
      throw new IllegalArgumentException("patience must be at least 0, was " + validations);
    }
    return new StrategyListener(optimizer, metric, true, largerIsBetter, validations, own);
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
    return new StrategyListener(optimizer, metric, isAsked, largerIsBetter, patience, more);
  }

  private Set<String> watched() {
    Set<String> names = new TreeSet<>(optimizer.metrics());
    if (isAsked) {
      names.add(metric);
    }
    return names;
  }

  @Override
  public void onTrainingBegin(Trainer trainer) {
    checkOrder(trainer);
    optimizer.watch().isAdded(this, patience);
    optimizer.watch().tellOfPatience(patience, optimizer.horizon(), optimizer::evaluationWarnings);
    optimizer.holdLate();
    for (String name : watched()) {
      if (!own.containsKey(Evaluations.plain(name))) {
        Evaluations.key(name, trainer, own.keySet());
      }
    }
    optimizer.reseed();
  }

  /** DJL's numbers must be there when this listener looks at them. */
  private void checkOrder(Trainer trainer) {
    boolean[] stands = new boolean[1];
    trainer.notifyListeners(
        each -> {
          stands[0] |= each == this;
          if (stands[0] && each instanceof EvaluatorTrainingListener) {
            throw new IllegalArgumentException(
                "StrategyListener stands before TrainingListener.Defaults, which work out what it"
                    + " watches: add it after them");
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
    Runnable backward = () -> backward(trainer, batch);
    if (optimizer.isEvaluation() && optimizer.evaluatesElsewhere()) {
      optimizer.backAtTraining(backward);
    }
    if (batches == 0 && validated) { // before the epoch, among whose validations DJL counts it
      trainer.getEvaluators().forEach(each -> each.resetAccumulator(VALIDATE_EPOCH));
      validated = false;
    }
    if (batches == 0 && !optimizer.watch().hasOrder()) {
      long expected = expected(batch);
      optimizer.watch().expectValidationAt(expected > 0 ? optimizer.batches() + expected : -1);
      full = batch == null ? 0 : batch.getSize();
      if (full > 0 && batch.getProgressTotal() > 0) {
        optimizer.isFed(full, batch.getProgressTotal());
      }
    }
    if (batch != null && batch.getSize() < full) { // only the last is smaller
      optimizer.watch().expectValidationAt(optimizer.batches() + 1);
    }
    batches++;
    optimizer.gradientsAgain(backward);
  }

  /**
   * How many batches the epoch has that begins with this one, or −1 where that can't be known: as
   * many as the one before; or as the data have, whose last batch may be smaller or left out; or as
   * the horizon says.
   */
  private long expected(@Nullable Batch first) {
    long examples = first == null ? 0 : first.getProgressTotal();
    if (lastEpoch > 0 && examples == lastExamples) {
      return lastEpoch;
    }
    lastExamples = examples;
    long updates = optimizer.horizon().stepsPerEpoch();
    if (first == null || examples <= 0 || first.getSize() <= 0) {
      return updates > 0 ? updates * optimizer.microBatches() : -1;
    }
    long whole = examples / first.getSize();
    long all = (examples + first.getSize() - 1) / first.getSize();
    for (long count : new long[] {all, whole}) {
      if (whole == all || updatesIn(count) == updates) {
        return count;
      }
    }
    return -1;
  }

  /** How many updates so many batches make. */
  private long updatesIn(long count) {
    return (count + optimizer.microBatches() - 1) / optimizer.microBatches();
  }

  private static void backward(Trainer trainer, Batch batch) {
    try (GradientCollector collector = trainer.newGradientCollector()) {
      for (Batch split : batch.split(trainer.getDevices(), false)) {
        NDList output = trainer.forward(split.getData(), split.getLabels());
        NDArray loss = trainer.getLoss().evaluate(split.getLabels(), output);
        collector.backward(loss);
      }
    }
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
    if (batches > 0 && optimizer.batches() == 0) {
      throw new IllegalStateException(
          "the trainer moved the parameters by another optimizer: give its configuration"
              + " optOptimizer(optimizer)");
    }
    optimizer.flush();
    tellOfOtherLengths();
    for (String name : optimizer.metrics()) {
      double value = value(trainer, name);
      if (isEvidence(name, value)) {
        optimizer.observe(name, value);
      }
    }
    double value = value(trainer, metric);
    boolean stop = isEvidence(metric, value) && isOver((float) value);
    optimizer.reseed(); // an evaluation may have drawn some
    optimizer.writeCheckpoint();
    validated = false;
    lastEpoch = batches;
    batches = 0;
    if (stop) {
      throw new EarlyStoppedException(
          epochs, "no better " + metric + " in " + (patience + 1) + " validations in a row");
    }
    if (!optimizer.watch().hasOrder() && optimizer.hasReplicas()) {
      optimizer.toTraining(); // elsewhere the next batch does, so that whoever saves the model now
    } //                         saves what was evaluated
  }

  private void tellOfOtherLengths() {
    long planned = optimizer.horizon().stepsPerEpoch();
    if (planned > 0
        && batches > 0
        && updatesIn(batches) != planned
        && !optimizer.watch().hasOrder()) {
      optimizer
          .notices()
          .once(
              "epoch",
              "an epoch had "
                  + batches
                  + " batches"
                  + (optimizer.microBatches() > 1
                      ? String.format(
                          Locale.ROOT,
                          ", which make %d updates of %d",
                          updatesIn(batches),
                          optimizer.microBatches())
                      : "")
                  + ", but the horizon of "
                  + optimizer.horizon()
                  + " has "
                  + planned
                  + ": schedules that count epochs are off; build it by Horizons.ofEpochs");
    }
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
                  + " from it: give EasyTrain.fit a validation set");
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
    return state[1] > patience;
  }
}
