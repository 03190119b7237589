package dev.rubato.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LooksTest {
  @Test
  void theLooksAreAtHalfAsManySeedsMoreAndNotBeyondTheMost() {
    assertThat(seeds(new Looks(5, 50))).containsExactly(5, 7, 10, 15, 22, 33, 49);
    assertThat(seeds(new Looks(4, 6))).containsExactly(4, 6);
    assertThat(seeds(new Looks(5, 6))).containsExactly(5);
    assertThat(seeds(Looks.once(5))).containsExactly(5);
    assertThat(seeds(new Looks(5, 33))).as("a higher maximum keeps the looks").hasSize(6);
  }

  private static List<Integer> seeds(Looks looks) {
    List<Integer> seeds = new ArrayList<>(List.of(looks.first()));
    for (int at = looks.first(); looks.next(at) > at; at = looks.next(at)) {
      seeds.add(looks.next(at));
    }
    return seeds;
  }

  @Test
  void allLooksTogetherAreWrongInAtMostFivePercent() {
    Looks looks = new Looks(5, Integer.MAX_VALUE / 2);
    assertThat(looks.confidence(5)).isCloseTo(0.975, within(1e-12));
    assertThat(looks.confidence(7)).isCloseTo(1 - 0.05 / 6, within(1e-12));
    double wrong = 0;
    for (int at : seeds(looks)) {
      wrong += 1 - looks.confidence(at);
    }
    assertThat(wrong).isBetween(0.045, 0.05);
    assertThat(Looks.once(5).confidence(5)).isEqualTo(0.95);
  }

  @Test
  void whoLooksAgainAndAgainFindsADifferenceWhereThereIsNoneInAtMostFivePercent() {
    Random random = new Random(1);
    Looks looks = new Looks(5, 50);
    int found = 0;
    int foundByPlainIntervals = 0;
    int runs = 2000;
    for (int run = 0; run < runs; run++) {
      List<Double> values = new ArrayList<>();
      boolean spent = false;
      boolean plain = false;
      for (int at : seeds(looks)) {
        while (values.size() < at) {
          values.add(random.nextGaussian());
        }
        Sample sample = new Sample(values);
        spent |= Math.abs(sample.mean()) > sample.halfWidth(looks.confidence(at));
        plain |= Math.abs(sample.mean()) > sample.halfWidth();
      }
      found += spent ? 1 : 0;
      foundByPlainIntervals += plain ? 1 : 0;
    }
    assertThat(found).isBetween(runs / 100, runs * 5 / 100);
    assertThat(foundByPlainIntervals).isGreaterThan(runs * 10 / 100);
  }

  @Test
  void whatWouldDecideGrowsWithTheSquareOfTheSpread() {
    Looks looks = Looks.once(6);
    assertThat(looks.toDecide(of(1))).isLessThan(40).isGreaterThan(6);
    assertThat(looks.toDecide(of(4))).isGreaterThan(3 * looks.toDecide(of(1)));
    assertThat(looks.toDecide(of(1000))).isEqualTo(Looks.TOO_MANY);
    assertThat(looks.toDecide(of(0.01))).as("at the next look").isEqualTo(9);
  }

  /** A mean of 1, and this spread. */
  private static Sample of(double spread) {
    return new Sample(
        List.of(1 + spread, 1 - spread, 1 + spread, 1 - spread, 1 + spread, 1 - spread));
  }
}
