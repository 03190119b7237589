package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Value;
import dev.rubato.notation.Notation;
import dev.rubato.notation.RandomStrategies;
import dev.rubato.schedule.Schedules;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Strategies as values: what is open in them, and how it is filled. */
class StrategyTest {

  @Test
  void openValuesAreFilledInTheOrderOfReading() {
    Strategy strategy =
        Notation.strategy("sgd(momentum=?): linear(0 -> ?1e-4..0.1) for ?1..20% then cosine(-> ?)");
    assertThat(strategy.open())
        .extracting(Value.Open::toString)
        .containsExactly("?", "?1e-4..0.1", "?1..20", "?");
    assertThat(strategy.withUsualRanges())
        .hasToString(
            "sgd(momentum=?0.5..0.99): linear(0 -> ?1e-4..0.1) for ?1..20% then cosine(-> ?)");
    assertThat(strategy.with(List.of(0.9, 0.01, 5.0, 0.0)))
        .hasToString("sgd(momentum=0.9): linear(0 -> 0.01) for 5% then cosine(-> 0)");
  }

  @Test
  void asManyNumbersAsOpenValuesAreNeededEachInItsDomain() {
    Strategy strategy = Notation.strategy("sgd(momentum=?): 0.1");
    assertThatThrownBy(() -> strategy.with(List.of(0.5, 0.6)))
        .hasMessage("sgd(momentum=?): 0.1 has 1 open values, was given 2 numbers");
    assertThatThrownBy(() -> strategy.with(List.of(1.0)))
        .hasMessage("momentum must be in [0, 1), was 1");
  }

  @Test
  void randomStrategiesAreFilledWithTheirLowestValuesAndNothingElseChanges() {
    int filled = 0;
    for (long seed = 0; seed < 10_000; seed++) {
      Strategy strategy = new RandomStrategies(new SplittableRandom(seed), true).strategy();
      // these forms have arguments of which one restricts the other
      boolean restricts = strategy.toString().matches(".*(tanh|one-cycle|exponential|greedy)\\(.*");
      if (restricts || !strategy.open().stream().allMatch(Value.Open::hasRange)) {
        continue;
      }
      List<Double> lowest = strategy.open().stream().map(Value.Open::low).toList();
      Strategy with = strategy.with(lowest);
      assertThat(with.open()).as("seed %d", seed).isEmpty();
      String text = strategy.toString().replaceAll("\\?([-0-9.e]*?)\\.\\.[-0-9.e]+", "$1");
      assertThat(Notation.strategy(text)).as("seed %d: %s", seed, strategy).isEqualTo(with);
      filled += lowest.isEmpty() ? 0 : 1;
    }
    assertThat(filled).isGreaterThan(500);
  }

  @Test
  void aRateWithoutAStartIsRefused() {
    assertThatThrownBy(() -> new Strategy(null, Schedules.linearTo(1)))
        .hasMessageContaining("no previous phrase to start from");
  }

  @Test
  void whereNoOptimizerIsNamedSgdTrains() {
    assertThat(Notation.strategy("0.1").optimizerOrSgd()).hasToString("sgd");
  }
}
