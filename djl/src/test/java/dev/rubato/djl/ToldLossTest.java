package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps whose length follows from the loss, in DJL's trainer. */
class ToldLossTest extends FitFixture {
  private static final String POLYAK = "polyak(c=100): 1e9";

  /** Where a training ends. */
  private double[] weights(String strategy) throws Exception {
    try (Fitted fitted = new Fitted(strategy, listener -> listener)) {
      fitted.fit();
      assertThat(fitted.optimizer.t()).isEqualTo((long) EPOCHS * updates);
      List<Double> weights = new ArrayList<>();
      for (float weight : fitted.weight()) {
        weights.add((double) weight);
      }
      return weights.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  @Test
  void theListenerTellsTheLossAndTheTrainingLearns() throws Exception {
    keeps = false;
    assertThat(weights(POLYAK)).isNotEqualTo(weights("polyak(c=100, lower-bound=9): 1e9"));
    assertThat(weights("momo: 1")).isNotEqualTo(weights("momo(lower-bound=9): 1"));
  }

  @Test
  void theLossOfMicroBatchesIsTheirMeanAsTheGradientIs() {
    try (Trained once = new Trained(POLYAK);
        Trained twice = new Trained(builder -> builder.accumulate(2), POLYAK)) {
      twice.startAs(once);
      for (int step = 0; step < 5; step++) {
        once.optimizer.loss(once.backward());
        once.trainer.step();
        for (int micro = 0; micro < 2; micro++) {
          twice.optimizer.loss(twice.backward());
          twice.trainer.step();
        }
      }
      for (int i = 0; i < 4; i++) {
        assertThat(twice.values()[i]).containsExactly(once.values()[i], within(1e-5f));
      }
    }
  }

  @Test
  void aLossThatIsToldOfSomeMicroBatchesOnlyIsRefused() {
    try (Trained twice = new Trained(builder -> builder.accumulate(2), POLYAK)) {
      twice.optimizer.loss(twice.backward());
      twice.trainer.step();
      twice.backward();
      assertThatThrownBy(twice.trainer::step)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("which was told of 1 of 2 batches");
    }
  }

  @Test
  void withoutAListenerAStepSaysWhoTellsTheLoss() {
    listens = false;
    assertThatThrownBy(() -> weights("momo: 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the step was not made: its length follows from the loss, which was told of 0 of 1"
                + " batch: add StrategyListener to the training's configuration, or in a loop of"
                + " one's own call optimizer.loss(value) before each trainer.step()");
  }
}
