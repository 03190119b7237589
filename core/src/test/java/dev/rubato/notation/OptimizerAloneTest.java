package dev.rubato.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Algorithms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An optimizer is read without a schedule, as it is read before one. */
class OptimizerAloneTest {

  @Test
  void everyOptimizerIsReadByItsName() {
    for (Algorithm algorithm : Algorithms.all()) {
      String name = algorithm.signature().name();
      assertThat(Notation.optimizer(name)).isEqualTo(Notation.strategy(name + ": 1").optimizer());
      assertThat(Notation.optimizer(name + "()")).hasToString(name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adamw(weight-decay=0.1)",
        "sgd(momentum=linear(0.95 -> -0.85), nesterov=true)",
        "prodigy(growth-rate=1.5, clip-norm=?)",
      })
  void whatIsReadPrintsItselfAndIsWhatAStrategyHas(String text) {
    assertThat(Notation.optimizer(text))
        .hasToString(text)
        .isEqualTo(Notation.strategy(text + ": 1").optimizer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          sdg              | ^^^              | no optimizer is called "sdg"; did you mean "sgd"?
          cosine(1 -> 0)   | ^^^^^^           | no optimizer is called "cosine"
          sgd: 0.1         | `   ^`           | this takes an optimizer without a schedule: end the text here
          sgd 0.1          | `    ^^^`        | expected the end, but found "0.1"
          sgd(momentum=2)  | `             ^` | momentum must be in [0, 1), was 2
          sgd(momentun=2)  | `    ^^^^^^^^`   | sgd has no argument called "momentun"; did you mean "momentum"?
          0.1              | ^^^              | expected the name of an optimizer, but found "0.1"
          """)
  void theErrorPointsAtThePlace(String text, String place, String reason) {
    assertThatThrownBy(() -> Notation.optimizer(text))
        .isInstanceOf(NotationException.class)
        .hasMessage(text + "\n" + place + " " + reason);
  }

  @Test
  void nothingIsNoOptimizer() {
    assertThatThrownBy(() -> Notation.optimizer(" "))
        .hasMessageEndingWith("^ expected the name of an optimizer, but the text ends");
  }

  @Test
  void aRampIsGivenByPositionOnly() {
    assertThatThrownBy(() -> Notation.schedule("linear(ramp=0 -> 1)"))
        .hasMessageEndingWith("linear has no argument called \"ramp\"; it takes a -> b");
    assertThatThrownBy(() -> Notation.schedule("cyclic(ramp=0 -> 1, up=5)"))
        .hasMessageContaining("it takes base -> max, up, down, mode, gamma");
  }
}
