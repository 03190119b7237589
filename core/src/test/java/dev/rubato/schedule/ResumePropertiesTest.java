package dev.rubato.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.rubato.notation.RandomStrategies;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A schedule that is saved and restored goes on as if nothing had happened. */
class ResumePropertiesTest {
  private static final int SCHEDULES = 10_000;
  private static final int LONGEST = 40;
  private static final List<String> METRICS =
      List.of("accuracy", "validation-loss", "f1", "val/Loss_2");

  /** One evaluation: before which update, of what, and what came out. */
  private record Evaluation(long t, String metric, double value) {}

  @Test
  void restoredAtEveryStepItGoesOnAsIfItHadNeverStopped() {
    areRestored(0, SCHEDULES / 10);
  }

  @Test
  @Tag("long")
  void soDoTheOthers() {
    areRestored(SCHEDULES / 10, SCHEDULES);
  }

  private static void areRestored(int first, int end) {
    int watching = 0;
    for (long seed = first; seed < end; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomStrategies source = new RandomStrategies(random, false);
      Schedule schedule = source.schedule(2, true);
      Horizon horizon = new Horizon(random.nextLong(20, LONGEST), random.nextLong(1, 12));
      List<Evaluation> evaluations = evaluations(random, horizon.steps());
      RunningSchedule running;
      try {
        running = new RunningSchedule(schedule, horizon);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("an exponential ramp must have both ends on one side");
        continue;
      }
      watching += running.metrics().isEmpty() ? 0 : 1;
      RunningSchedule stopping = new RunningSchedule(schedule, horizon);
      for (long t = 0; t <= horizon.steps() + 1; t++) {
        RunningSchedule restored = new RunningSchedule(schedule, horizon);
        restored.restore(stopping.state());
        stopping = restored;
        observe(running, t, evaluations);
        observe(stopping, t, evaluations);
        double rate = stopping.at(t);
        if (!same(rate, running.at(t)) || !stopping.state().equals(running.state())) {
          assertThat(rate)
              .as("seed %d, step %d of %s: %s", seed, t, horizon, schedule)
              .isEqualTo(running.at(t));
          assertThat(stopping.state()).isEqualTo(running.state());
        }
      }
    }
    assertThat(watching).isGreaterThan((end - first) / 20);
  }

  @Test
  void restoredOnceAtEachStepTheRestIsTheSame() {
    for (long seed = 0; seed < SCHEDULES / 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Schedule schedule =
          Schedules.linear(0, 1)
              .forSteps(5)
              .then(Schedules.plateauFrom(random.nextDouble(0.1, 0.9), random.nextInt(3)))
              .forSteps(20)
              .then(Schedules.plateau(0.3, 0.5, random.nextInt(3)).times(Schedules.cosine(1, 0)))
              .forSteps(10)
              .then(
                  Schedules.greedy(0.3, 0.5, random.nextInt(3), 0.01, 2)
                      .with("smooth", random.nextBoolean())
                      .with("warmup", random.nextInt(3))
                      .fromStart());
      Horizon horizon = Horizon.ofSteps(LONGEST);
      List<Evaluation> evaluations = evaluations(random, LONGEST);
      RunningSchedule running = new RunningSchedule(schedule, horizon);
      List<Double> rates = new ArrayList<>();
      List<List<WatchState>> saved = new ArrayList<>();
      for (long t = 0; t < LONGEST; t++) {
        saved.add(running.state());
        observe(running, t, evaluations);
        rates.add(running.at(t));
      }
      for (int from = 0; from < LONGEST; from++) {
        RunningSchedule resumed = new RunningSchedule(schedule, horizon);
        resumed.restore(saved.get(from));
        for (int t = from; t < LONGEST; t++) {
          observe(resumed, t, evaluations);
          double rate = resumed.at(t);
          if (!same(rate, rates.get(t))) {
            fail("seed %d, from %d to %d: %s, not %s", seed, from, t, rate, rates.get(t));
          }
        }
      }
    }
  }

  @Test
  void theRateThatWatchesNeverRisesAndStaysAboveItsLeast() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Schedule schedule =
          Schedules.plateau(0.1, random.nextDouble(0.01, 0.99), random.nextInt(4))
              .with("min", 1e-3);
      RunningSchedule running = new RunningSchedule(schedule, Horizon.ofSteps(LONGEST));
      double before = 0.1;
      for (Evaluation evaluation : evaluations(random, LONGEST)) {
        running.observe(evaluation.t(), evaluation.metric(), evaluation.value());
        double rate = running.at(evaluation.t());
        if (!(1e-3 <= rate && rate <= before)) {
          fail("seed %d: %s is not between 0.001 and %s", seed, rate, before);
        }
        before = rate;
      }
    }
  }

  @Test
  void greedyStaysWithinItsBoundsAndMoves() {
    boolean rose = false;
    boolean fell = false;
    for (long seed = 0; seed < SCHEDULES / 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Schedule schedule =
          Schedules.greedy(0.1, random.nextDouble(0.1, 0.99), random.nextInt(3), 0.01, 0.5)
              .with("smooth", random.nextBoolean())
              .with("reset", random.nextInt(1, 5));
      RunningSchedule running = new RunningSchedule(schedule, Horizon.ofSteps(LONGEST));
      for (Evaluation evaluation : evaluations(random, LONGEST)) {
        running.observe(evaluation.t(), evaluation.metric(), evaluation.value());
        double rate = running.at(evaluation.t());
        if (!(0.01 <= rate && rate <= 0.5)) {
          fail("seed %d: %s is not between 0.01 and 0.5", seed, rate);
        }
        rose |= rate > 0.1;
        fell |= rate < 0.1;
      }
    }
    assertThat(rose && fell).isTrue();
  }

  /** Whether two rates are the same number; as assertions cost more than what they compare here. */
  private static boolean same(double one, double other) {
    return Double.compare(one, other) == 0;
  }

  private static void observe(RunningSchedule schedule, long t, List<Evaluation> evaluations) {
    for (Evaluation evaluation : evaluations) {
      if (evaluation.t() == t) {
        schedule.observe(t, evaluation.metric(), evaluation.value());
      }
    }
  }

  private static List<Evaluation> evaluations(SplittableRandom random, long steps) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (long t = 0; t <= steps; t++) {
      while (random.nextInt(3) > 0) {
        String metric = METRICS.get(random.nextInt(METRICS.size()));
        double value =
            switch (random.nextInt(8)) {
              case 0 -> Double.NaN;
              case 1 -> Double.POSITIVE_INFINITY;
              case 2 -> Double.NEGATIVE_INFINITY;
              default -> random.nextInt(-5, 6);
            };
        evaluations.add(new Evaluation(t, metric, value));
      }
    }
    return evaluations;
  }
}
