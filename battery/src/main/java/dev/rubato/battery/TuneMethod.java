package dev.rubato.battery;

import dev.rubato.lab.run.Study;
import dev.rubato.lab.tune.DefaultSearches;
import dev.rubato.lab.tune.Tune;
import dev.rubato.strategy.Strategy;
import java.util.List;

/** A way to choose a strategy among those that a tuning searches by default. */
interface TuneMethod {
  /** In whole trainings: a tenth of the grid's 780. */
  int BUDGET = 78;

  /** On how many fresh seeds the best few are run. */
  int SEEDS = 5;

  /** How it is called in tables. */
  String name();

  /**
   * Chooses a strategy.
   *
   * @param study which counts what it costs
   * @param seed of the first training; others follow
   */
  Strategy answer(Study study, long seed);

  /** Rubato's, and its peers. */
  static List<TuneMethod> all() {
    return List.of(
        new Tuner(),
        new SamplerSearch("random search", RandomSampler::new),
        new SamplerSearch("TPE", ParzenSampler::new));
  }

  /** {@code rubato tune} with its defaults. */
  record Tuner() implements TuneMethod {
    /** The first seed of a tuning whose own seed is 0, and how far those of the next are. */
    private static final long FIRST_SEED = 1_000_001;

    private static final long SEEDS_APART = 1000;

    @Override
    public String name() {
      return "tune";
    }

    @Override
    public Strategy answer(Study study, long seed) {
      MeasuredTask task = (MeasuredTask) study.task();
      long own = (seed - FIRST_SEED) / SEEDS_APART;
      return Tune.run(
              study,
              new Tune.Plan(DefaultSearches.strategies(), task.horizon(), BUDGET, SEEDS, own))
          .winner();
    }
  }
}
