package dev.rubato.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeakRateTest {
  private static final Horizon HORIZON = new Horizon(100, 10);

  @ParameterizedTest
  @EnumSource(StrategySet.class)
  void theUsualContendersSearchTheirPeak(StrategySet set) {
    assertThat(set.entrants().stream().map(Entrant::strategy))
        .filteredOn(strategy -> !strategy.open().isEmpty())
        .isNotEmpty()
        .allMatch(strategy -> PeakRate.isFound(strategy, HORIZON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sgd: ?", "sgd: ?0.1..3", "adam: linear(0 -> ?) for 10% then cosine(-> 0)"})
  void theHighestRateIsAPeak(String text) {
    assertThat(PeakRate.isFound(strategy(text), HORIZON)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd: cosine(0.1 -> ?)",
        "sgd: cosine(0.1 -> ?1e-4..0.01)",
        "sgd(momentum=?0.5..0.99): 0.1",
        "sgd: step(0.1, every=5, gamma=?0.1..0.9)"
      })
  void anotherNumberIsNone(String text) {
    assertThat(PeakRate.isFound(strategy(text), HORIZON)).isFalse();
  }

  private static Strategy strategy(String text) {
    return Notation.strategy(text);
  }
}
