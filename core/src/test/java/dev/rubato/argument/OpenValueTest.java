package dev.rubato.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenValueTest {

  private static List<Double> at(Value.Open open, int shares) {
    return IntStream.range(0, shares)
        .mapToObj(i -> open.at((i + 0.5) / shares))
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void wholeNumbersAreEachReachedAndNoOthers() {
    Strategy strategy = Notation.strategy("sgd: plateau(0.1, patience=?1..5, cooldown=?0..2)");
    assertThat(strategy).hasToString("sgd: plateau(0.1, patience=?1..5, cooldown=?0..2)");
    assertThat(at(strategy.open().get(0), 1000)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
    assertThat(at(strategy.open().get(1), 1000)).containsExactly(0.0, 1.0, 2.0);
    assertThat(strategy.with(List.of(3.0, 0.0))).hasToString("sgd: plateau(0.1, patience=3)");
  }

  @Test
  void otherNumbersAreSpreadByTheirLogarithmWherePositive() {
    Value.Open rate = new Value.Open(1e-4, 1);
    assertThat(rate.at(0)).isCloseTo(1e-4, within(1e-16));
    assertThat(rate.at(0.5)).isCloseTo(1e-2, within(1e-12));
    assertThat(new Value.Open(0, 10).at(0.25)).isEqualTo(2.5);
  }
}
