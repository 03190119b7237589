package dev.rubato.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.RandomStrategies;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What holds for the curve of every schedule, tried on random ones. */
class CurvePropertiesTest {
  private static final int SCHEDULES = 10_000;
  private static final int TIMES = 30;
  private static final int THREADS = 8;

  /** A random schedule with a horizon, and some times before and after its end. */
  private record Case(
      long seed, Schedule schedule, Horizon horizon, Curve curve, List<Long> times) {

    @Override
    public String toString() {
      return "seed " + seed + ", " + horizon + ": " + schedule;
    }
  }

  private static final List<Case> CASES = cases(SCHEDULES);

  private static List<Case> cases(int count) {
    List<Case> cases = new ArrayList<>();
    int unresolved = 0;
    for (long seed = 0; cases.size() < count; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomStrategies source = new RandomStrategies(random, false);
      Schedule schedule = source.schedule(3, true);
      Horizon horizon = source.horizon();
      if (horizon.steps() > 1_000_000 && schedule.toString().contains("gamma=1.")) {
        continue; // grows beyond all bounds
      }
      try {
        Curve curve = schedule.over(horizon);
        cases.add(new Case(seed, schedule, horizon, curve, times(random, horizon.steps())));
      } catch (IllegalArgumentException e) {
        // a phrase may end at 0, from where no exponential can go on; nothing else is refused
        assertThat(e).hasMessageContaining("an exponential ramp must have both ends on one side");
        unresolved++;
      }
    }
    assertThat(unresolved).isLessThan(count / 20);
    return cases;
  }

  private static List<Long> times(SplittableRandom random, long steps) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(
          switch (i) {
            case 0 -> 0L;
            case 1 -> steps - 1;
            case 2 -> steps;
            case 3 -> Horizon.MAX_STEPS;
            case 4 -> (long) Math.pow(2, random.nextDouble(53));
            default -> random.nextLong(Math.min(2 * steps, Horizon.MAX_STEPS));
          });
    }
    return times;
  }

  private static double[] values(Case one) {
    double[] values = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      values[i] = one.curve().at(one.times().get(i));
    }
    return values;
  }

  @Test
  void levelsThatAreNotNegativeGiveRatesThatAreFiniteAndNotNegative() {
    for (Case one : CASES) {
      for (double value : values(one)) {
        assertThat(value).as("%s", one).isFinite().isGreaterThanOrEqualTo(0);
      }
    }
  }

  @Test
  void fromTheEndOfTheHorizonOnTheValueIsHeld() {
    for (Case one : CASES) {
      long steps = one.horizon().steps();
      double end = one.curve().at(steps);
      for (long t : one.times()) {
        assertThat(one.curve().at(Math.max(t, steps))).as("%s", one).isEqualTo(end);
      }
    }
  }

  @Test
  void anyOrderAndEightThreadsGiveTheSameBits() throws Exception {
    List<double[]> expected = CASES.stream().map(CurvePropertiesTest::values).toList();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<String>>> found = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        SplittableRandom order = new SplittableRandom(thread);
        found.add(threads.submit(() -> differences(expected, order)));
      }
      for (Future<List<String>> differences : found) {
        assertThat(differences.get()).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> differences(List<double[]> expected, SplittableRandom order) {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < CASES.size() * TIMES / 4; i++) {
      int which = order.nextInt(CASES.size());
      int time = order.nextInt(TIMES);
      Case one = CASES.get(which);
      long t = one.times().get(time);
      double value = one.curve().at(t);
      if (Double.doubleToRawLongBits(value)
          != Double.doubleToRawLongBits(expected.get(which)[time])) {
        differences.add(
            value + " at " + t + " instead of " + expected.get(which)[time] + ", " + one);
      }
    }
    return differences;
  }

  @Test
  void aSecondResolvingGivesTheSameBits() {
    for (Case one : CASES) {
      Curve again = one.schedule().over(one.horizon());
      for (long t : one.times()) {
        assertThat(again.at(t)).as("%s", one).isEqualTo(one.curve().at(t));
      }
    }
  }

  @Test
  void aPhraseThatContinuesStartsWhereTheOneBeforeEnds() {
    int continued = 0;
    for (Case one : CASES) {
      if (!(one.schedule() instanceof Sequence sequence)) {
        continue;
      }
      double start = 0;
      for (int i = 0; i + 1 < sequence.phrases().size(); i++) {
        Phrase next = sequence.phrases().get(i + 1);
        Phrase before = sequence.phrases().get(i);
        start = (before.until() ? 0 : start) + one.horizon().stepsOf(before.span());
        double length =
            next.span() == null
                ? Double.MAX_VALUE
                : one.horizon().stepsOf(next.span()) - (next.until() ? start : 0);
        String text = next.schedule().toString();
        boolean off = // tanh starts a little off, and a logarithm of one unit of time is at its end
            text.contains("tanh(")
                || (text.contains("logarithmic(") && length <= one.horizon().stepsPerEpoch());
        boolean continues = next.schedule() instanceof Call call && call.continues();
        if (continues && length > 0 && start < one.horizon().steps() && !off) {
          // what was held if nothing followed is where it ended
          Curve alone = new Sequence(sequence.phrases().subList(0, i + 1)).over(one.horizon());
          assertThat(one.curve().at((long) start))
              .as("%s at %s", one, start)
              .isEqualTo(alone.at((long) start));
          continued++;
        }
      }
    }
    assertThat(continued).isGreaterThan(500);
  }

  @Test
  void aPhraseEndsAtTheLimitOfItsValues() {
    for (Case one : CASES) {
      String text = one.schedule().toString();
      // in whole epochs the last step is not near the end; a small power is too steep to look
      boolean coarse = one.horizon().steps() > 1_000_000; // so are the doubles before its end
      if (text.contains("per epoch") || text.contains("power=") || coarse) {
        continue;
      }
      Set<String> warnings = new LinkedHashSet<>();
      Shape shape =
          one.schedule()
              .shape(
                  Extent.whole(new Resolution(one.horizon(), new ClosedLoop(List.of()), warnings)));
      if (warnings.stream().anyMatch(warning -> warning.contains("never reached"))) {
        continue; // a last phrase that has no steps left ends at once
      }
      double nearly = shape.at(Math.nextDown((double) one.horizon().steps()));
      assertThat(shape.end()).as("%s", one).isCloseTo(nearly, within(1e-9 * Math.max(1, nearly)));
    }
  }
}
