package dev.rubato.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntrantTest {

  private static Entrant of(String text) {
    return new Entrant(Notation.strategy(text));
  }

  @Test
  void theGridIsEvenInTheLogarithmAndRoundedToThreeDigits() {
    assertThat(of("sgd: ?0.1..10").grid(5)).containsExactly(0.1, 0.316, 1.0, 3.16, 10.0);
    assertThat(of("sgd: ?0.2..3.2").grid(5)).containsExactly(0.2, 0.4, 0.8, 1.6, 3.2);
    assertThat(of("sgd: ?1e-7..1e-5").grid(3)).containsExactly(1e-7, 1e-6, 1e-5);
  }

  @Test
  void aGridOfOnePointIsTheMiddle() {
    assertThat(of("sgd: ?0.1..10").grid(1)).containsExactly(1.0);
  }

  @Test
  void aRangeFromZeroIsEvenInTheNumberItself() {
    assertThat(of("sgd(momentum=?0..0.8): 0.1").grid(5)).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8);
  }

  @Test
  void withoutARangeTheOptimizerChoosesIt() {
    assertThat(of("sgd: cosine(? -> 0)").grid(3)).containsExactly(0.1, 1.0, 10.0);
    assertThat(of("cosine(? -> 0)").grid(3)).containsExactly(0.1, 1.0, 10.0);
    assertThat(of("sgd(momentum=0.9): ?").grid(3)).containsExactly(0.01, 0.1, 1.0);
    assertThat(of("adam: ?").grid(3)).containsExactly(3e-4, 3e-3, 0.03);
  }

  @Test
  void theNextValueBeyondTheEdgeKeepsTheRatio() {
    assertThat(Entrant.beyond(10, 3.16)).isEqualTo(31.6);
    assertThat(Entrant.beyond(0.1, 0.316)).isEqualTo(0.0316);
    assertThat(Entrant.beyond(0, 0.2)).isEqualTo(-0.2);
  }

  @Test
  void aNumberTakesTheOpenPlace() {
    assertThat(of("sgd: linear(0 -> ?) for 5% then cosine(-> 0)").at(0.3))
        .hasToString("sgd: linear(0 -> 0.3) for 5% then cosine(-> 0)");
    assertThat(of("sgd: 0.1").at(Double.NaN)).hasToString("sgd: 0.1");
  }

  @Test
  void itIsOpenWhereAQuestionMarkStands() {
    assertThat(of("sgd: ?").isOpen()).isTrue();
    assertThat(of("sgd: 0.1").isOpen()).isFalse();
  }

  @Test
  void aNumberOutsideItsDomainIsNotAccepted() {
    Entrant momentum = of("sgd(momentum=?0.5..0.9): 0.1");
    assertThat(momentum.accepts(0.99)).isTrue();
    assertThat(momentum.accepts(1)).isFalse();
  }

  @Test
  void moreThanOneOpenValueIsAnErrorThatShowsTheStrategy() {
    assertThatThrownBy(() -> of("sgd(momentum=?0.5..0.9): cosine(? -> 0)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sgd(momentum=?0.5..0.9): cosine(? -> 0)")
        .hasMessageContaining("2 values");
  }

  @Test
  void theStrategiesOfTheSetsCanAllBeRunWithEachPeakOfTheirGrid() {
    assertThat(StrategySet.CLASSICS.entrants()).hasSize(12).allMatch(Entrant::isOpen);
    assertThat(StrategySet.TODAY.entrants()).hasSize(8);
    List<Entrant> all = new ArrayList<>(StrategySet.CLASSICS.entrants());
    all.addAll(StrategySet.TODAY.entrants());
    assertThat(all).doesNotHaveDuplicates();
    SteppedTask task = new LeastSquares();
    for (Entrant each : all) {
      for (double peak : each.isOpen() ? each.grid(5) : List.of(Double.NaN)) {
        try (Training training = task.start(each.at(peak), Runs.HORIZON, 1)) {
          assertThat(training.rate()).as("%s at %s", each, peak).isNotNegative();
        }
      }
    }
  }
}
