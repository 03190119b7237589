package dev.rubato.djl;

import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.MetricNames;
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
  private @Nullable StrategyListener made;
  private boolean watched;
  private boolean ordered;
  private int patience = Integer.MAX_VALUE;
  private long validationAt = -1; // after how many batches the listener expects one

  Watch(Notices notices) {
    this.notices = notices;
  }

  /** A listener was made. */
  void isMade(StrategyListener listener) {
    made = listener;
  }

  /** A trainer has a listener, which writes the checkpoints at the ends of epochs. */
  void isAdded(StrategyListener listener, int validations) {
    watched = true;
    patience = validations;
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

  /** After how many validations in a row without a better value the training stops. */
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

  /** The program told of a metric. */
  void hears(String metric) {
    heard.add(metric);
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
   * More patience than there are validations, of which a listener makes one each epoch.
   *
   * @param validations after how many in a row without a better value the training stops
   * @param ofStrategy what the strategy has to say where it is evaluated every so many updates
   */
  void tellOfPatience(int validations, Horizon horizon, LongFunction<List<String>> ofStrategy) {
    long perEpoch = horizon.stepsPerEpoch();
    if (perEpoch == 0) {
      return;
    }
    ofStrategy.apply(perEpoch).forEach(warning -> notices.once(warning, warning));
    long epochs = (horizon.steps() + perEpoch - 1) / perEpoch;
    if (validations < Integer.MAX_VALUE && epochs < validations + 2L) { // the first is the best
      notices.once(
          "patience",
          String.format(
              Locale.ROOT,
              "stopAfter(%d) waits for %,d validations in a row without a better one, but %s"
                  + " only %d epochs, with one each: it never stops",
              validations,
              validations + 1L,
              "the horizon of " + horizon + " has",
              epochs));
    }
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

  /** A phrase that watches, but hears nothing, is probably not connected. */
  void tellOfSilence(long steps, Set<String> metrics, Horizon horizon) {
    long perEpoch = horizon.stepsPerEpoch();
    long patient = perEpoch > 0 ? perEpoch + 1 : Math.max(10, horizon.steps() / 10);
    if (steps != patient || watched) { // a listener tells by itself
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
