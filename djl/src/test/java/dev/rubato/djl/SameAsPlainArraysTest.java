package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training in DJL's memory goes as training in plain arrays, with every optimizer. */
class SameAsPlainArraysTest {
  private static final int STEPS = 40;
  private static final double ALMOST = 1e-3;
  private static final double ALMOST_0 = 3e-5; // rprop goes by signs, which are chance near 0

  static Stream<String> strategies() {
    return Stream.concat(
        Algorithms.all().stream()
            .map(each -> each.signature().name())
            // soap divides rounding errors by their own size where no gradient has been as yet
            .map(
                name ->
                    (name.equals("soap") ? "soap(epsilon=0.03)" : name) + ": cosine(0.02 -> 0)"),
        Stream.of(
            "sgd(momentum=0.9, nesterov=true, clip-norm=0.5): one-cycle(0.3)",
            "sgd(momentum=linear(0.5 -> 0.9), weight-decay=0.01): linear(0 -> 0.3) for 20% then"
                + " 0.3",
            "adam(beta1=cosine(0.95 -> 0.85), amsgrad=true, clip-value=0.01): 0.05",
            "sgd: plateau(0.5, factor=0.5, patience=1, threshold=0.5)"));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void theLossesAreTheSame(String text) {
    Strategy strategy = Notation.strategy(text);
    Horizon horizon = Horizon.ofSteps(STEPS);
    try (Network network = new Network(8)) {
      double first = network.backward(1);
      BlockTensors tensors = BlockTensors.of(network.block);
      PlainNetwork plain = new PlainNetwork(network);
      Stepper inPlace = new Stepper(strategy, horizon, tensors.tensors());
      Stepper onArrays = new Stepper(strategy, horizon, plain.tensors(network.names()));
      double last = first;
      for (int t = 0; t < STEPS; t++) {
        tensors.zeroGradients();
        last = network.backward(1);
        double expected = plain.backward();
        assertThat(last)
            .as("step %d", t)
            .isCloseTo(expected, within(ALMOST * expected + ALMOST_0 * first));
        assertThat(inPlace.rate()).isEqualTo(onArrays.rate());
        inPlace.step(last);
        onArrays.step(expected);
        inPlace.observe("validation-loss", 1);
        onArrays.observe("validation-loss", 1);
      }
      assertThat(last).as("learned").isNotEqualTo(first);
    }
  }
}
