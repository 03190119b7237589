package dev.rubato.finder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the finder answers for two hundred small trainings of chance, with probes and without,
 * beside the best rate of a grid that knows nothing of any rule. It is the hard case: a range test
 * of 100 steps does not know how long the training will be, how noisy its labels are and which
 * optimizer it tests.
 */
@Tag("long")
class SmallTrainingsTest {
  private static final int SEEDS = 200;
  private static final int REPEATS = 3;
  private static final double NEAR = 3;

  /** The best rate of one problem, and what was found. */
  private record Found(double best, Finding rangeTest, Finding finding) {
    static Found of(long seed) {
      SmallTraining training = new SmallTraining(seed);
      List<double[]> losses =
          LongStream.range(0, REPEATS)
              .mapToObj(repeat -> training.rangeTest(RangeTest.DEFAULT, repeat))
              .toList();
      Finding rangeTest = Finding.of(RangeTest.DEFAULT, losses);
      Probing probing = new Probing(rangeTest, Probing.STEPS);
      for (List<Double> rates = probing.next(); !rates.isEmpty(); rates = probing.next()) {
        for (double rate : rates) {
          probing.add(
              rate,
              LongStream.range(0, REPEATS)
                  .mapToObj(repeat -> training.probe(rate, Probing.STEPS, repeat))
                  .toList());
        }
      }
      return new Found(training.best(), rangeTest, probing.finding());
    }

    boolean isNear(double rate) {
      return rate <= NEAR * best && rate >= best / NEAR;
    }
  }

  @Test
  void theAnswerIsNearTheBestRateMoreOftenThanThatOfAnyRule() {
    List<Found> all = IntStream.range(0, SEEDS).parallel().mapToObj(Found::of).toList();
    List<Found> answered = all.stream().filter(each -> each.finding.answers()).toList();
    long right = answered.stream().filter(each -> each.isNear(each.finding.rate())).count();
    Map<Rule, Long> rightOf = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      rightOf.put(
          rule,
          all.stream()
              .filter(each -> each.isNear(each.rangeTest.suggestions().getOrDefault(rule, 0.0)))
              .count());
    }
    long onLinearRates =
        all.stream().filter(each -> each.isNear(LinearSlope.steepest(each.rangeTest))).count();
    double probes = all.stream().mapToInt(each -> each.finding.probes().size()).average().orElse(0);
    System.out.printf(
        "%d small trainings: answers %d, of which within %.0f times %d, from %.1f probes; of all by"
            + " the range test alone: %s, slope over linear rates %d%n",
        SEEDS, answered.size(), NEAR, right, probes, rightOf, onLinearRates);
    assertThat(answered.size()).isGreaterThanOrEqualTo((int) (0.85 * SEEDS));
    assertThat(right).isGreaterThanOrEqualTo((int) (0.9 * answered.size()));
    long ofDefault = rightOf.getOrDefault(Rule.STEEPEST, 0L);
    assertThat(right).isGreaterThan(ofDefault);
    assertThat(ofDefault).isGreaterThan(onLinearRates);
    rightOf.forEach(
        (rule, count) -> {
          if (rule != Rule.STEEPEST) {
            assertThat(count).as("%s", rule).isLessThan(ofDefault);
          }
        });
  }
}
