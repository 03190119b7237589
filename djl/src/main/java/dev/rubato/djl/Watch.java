package dev.rubato.djl;

import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.MetricNames;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who tells a training of its evaluations: its listener, the order of its data, and the program.
 */
final class Watch {
  private final Notices notices;
  private final Set<String> heard = new TreeSet<>();
  private final Set<String> numbers = new HashSet<>(); // the metrics that had one
  private @Nullable StrategyListener made;
  private boolean watched;
  private boolean ordered;
  private boolean newlyResumed; // and has seen no data since
  private int patience = Integer.MAX_VALUE;
  private boolean evaluated; // at the point to evaluate, by the program itself
  private long validationAt = -1; // after how many batches the listener expects one

  Watch(Notices notices) {
    this.notices = notices;
  }

  /** A listener was made. */
  void isMade(StrategyListener listener) {
    made = listener;
  }

  /** A trainer has a listener, which writes the checkpoints at the ends of epochs. */
  void isAdded(StrategyListener listener, int evaluations) {
    watched = true;
    patience = evaluations;
    if (made != listener) {
      notices.once(
          "listener",
          "the trainer has another StrategyListener than the one made last: best, stopAfter and"
              + " withMetric give a new listener, which is the one to add");
    }
  }

  boolean isWatched() {
    return watched;
  }

  /** After how many evaluations in a row without a better value the training stops. */
  int patience() {
    return patience;
  }

  /** An {@link EpochSampler} orders the data, and puts the point to evaluate in place. */
  void isOrdered() {
    ordered = true;
  }

  boolean hasOrder() {
    return ordered;
  }

  /** A validation will come after so many batches in all. */
  void expectValidationAt(long batches) {
    validationAt = batches;
  }

  /** Whether one comes now. */
  boolean expectsValidationAt(long batches) {
    return batches == validationAt;
  }

  /**
   * The program told of a metric.
   *
   * @return whether that is an evaluation: NaN before any number is none
   */
  boolean hears(String metric, double value) {
    heard.add(metric);
    if (!Double.isNaN(value)) {
      numbers.add(metric);
    } else if (!numbers.contains(metric)) {
      notices.once(
          "NaN of " + metric,
          "observe(\""
              + metric
              + "\", NaN) came before any number, so nothing follows from it: is there a validation"
              + " set, and was it evaluated?");
      return false;
    }
    return true;
  }

  /** A metric that is kept where it is worst, going by its name. */
  void tellOfDirection(String metric, boolean larger) {
    Boolean lower = MetricNames.lowerIsBetter(metric);
    if (lower != null && lower == larger) {
      notices.once(
          "direction of " + metric,
          String.format(
              Locale.ROOT,
              "best(\"%s\", %b) keeps the %s %s, but by its name the %s is better: write"
                  + " best(\"%s\", %b)",
              metric,
              larger,
              larger ? "highest" : "lowest",
              metric,
              larger ? "lowest" : "highest",
              metric,
              !larger));
    }
  }

  /**
   * More patience than there are evaluations, of which a listener sees one each epoch.
   *
   * @param evaluations after how many in a row without a better value the training stops
   * @param ofStrategy what the strategy has to say where it is evaluated every so many updates
   */
  void tellOfPatience(int evaluations, Horizon horizon, LongFunction<List<String>> ofStrategy) {
    long perEpoch = horizon.stepsPerEpoch();
    if (perEpoch == 0) {
      return;
    }
    ofStrategy.apply(perEpoch).forEach(warning -> notices.once(warning, warning));
    long epochs = (horizon.steps() + perEpoch - 1) / perEpoch;
    if (evaluations < Integer.MAX_VALUE && epochs < evaluations + 1L) { // the first is the best
      notices.once(
          "patience",
          String.format(
              Locale.ROOT,
              "stopAfter(%d) waits for %<,d evaluations in a row that are not better, but %s"
                  + " only %d epochs, with one each: it never stops",
              evaluations,
              "the horizon of " + horizon + " has",
              epochs));
    }
  }

  /** DJL's own order knows nothing of an epoch that was begun before a resume. */
  void tellOfMidEpoch(long t, Horizon horizon) {
    long perEpoch = horizon.stepsPerEpoch();
    if (newlyResumed && perEpoch > 0 && t % perEpoch != 0) {
      notices.once(
          "mid-epoch",
          String.format(
              Locale.ROOT,
              "the training goes on at step %d, in mid-epoch (%d of %d), but DJL's own order of the"
                  + " data begins it anew: some examples come twice and the training ends past its"
                  + " horizon; give the data an EpochSampler, which goes on with the batch that"
                  + " comes next",
              t,
              t % perEpoch,
              perEpoch));
    }
    newlyResumed = false;
  }

  /** The training goes on from a checkpoint. */
  void isResumed() {
    newlyResumed = true;
  }

  /** Past the horizon nothing goes on as planned. */
  void tellOfEnd(long t, Horizon horizon) {
    if (t == horizon.steps()) {
      notices.once(
          "horizon",
          "the training goes on past its horizon of "
              + horizon
              + ": all numbers stay at what their schedules end with");
    }
  }

  /** The point to evaluate was put in place. */
  void isEvaluated() {
    evaluated = true;
  }

  /** A listener that was made, but belongs to no trainer. */
  void tellOfMissing() {
    if (made != null && !watched) {
      notices.once(
          "listener",
          "a StrategyListener was made, but no trainer has it, so nothing is kept as best and"
              + " nothing stops: add it to the training's configuration by addTrainingListeners");
    }
  }

  /** After so many steps whoever listens or evaluates should have been heard of. */
  private static boolean isPatient(long steps, Horizon horizon) {
    long perEpoch = horizon.stepsPerEpoch();
    long patient = perEpoch > 0 ? perEpoch + 1 : Math.max(10, horizon.steps() / 10);
    return steps == Math.min(patient, horizon.steps());
  }

  /** An average that nobody puts in place would be neither evaluated nor saved. */
  void tellOfPoint(long steps, Horizon horizon) {
    if (isPatient(steps, horizon) && !watched && !ordered && !evaluated) {
      notices.once(
          "evaluation",
          "the parameters to evaluate and save are an average, which nobody has put in place in "
              + steps
              + " steps: add StrategyListener, give the data an EpochSampler, or call"
              + " toEvaluation() before each validation and before the model is saved, and"
              + " toTraining() after");
    }
  }

  /** A phrase that watches, but hears nothing, is probably not connected. */
  void tellOfSilence(long steps, Set<String> metrics, Horizon horizon) {
    if (!isPatient(steps, horizon) || watched) { // a listener tells by itself
      return;
    }
    Set<String> silent = new TreeSet<>(metrics);
    silent.removeAll(heard);
    if (!silent.isEmpty()) {
      notices.once(
          "silence",
          "the strategy watches "
              + silent
              + ", but was told nothing of it in "
              + steps
              + " steps"
              + (heard.isEmpty() ? "" : " (only of " + heard + ")")
              + ", and so changes nothing: add StrategyListener after TrainingListener.Defaults and"
              + " give EasyTrain.fit a validation set, or call observe(metric, value)");
    }
  }
}
