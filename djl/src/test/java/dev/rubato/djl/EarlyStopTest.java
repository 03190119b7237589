package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * When a training by {@code EasyTrain.fit} stops early, what is best of it, and that it stays so.
 */
class EarlyStopTest extends FitFixture {
  @Test
  void whoStoppedEarlyStaysStopped() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (Fitted fitted = new Fitted("sgd: 0", listener -> listener.stopAfter(3))) {
        assertThat(fitted.optimizer.resume()).isEqualTo(run == 0 ? 0 : 4 * PER_EPOCH);
        if (run == 0) {
          assertThatThrownBy(fitted::fit).isInstanceOf(EarlyStoppedException.class);
        } else {
          assertThat(fitted.optimizer.epochsLeft()).isZero();
          fitted.fit();
          assertThatThrownBy(() -> fitted.fit(10)).isInstanceOf(EarlyStoppedException.class);
        }
        assertThat(fitted.optimizer.t()).isEqualTo(4 * PER_EPOCH);
      }
    }
  }

  @Test
  void aFinishedTrainingRunAgainEndsWithTheSameModel() throws Exception {
    float[] first;
    try (Fitted fitted = new Fitted("schedule-free-adamw: 0.1", listener -> listener).fit()) {
      first = fitted.weight();
    }
    try (Fitted again = new Fitted("schedule-free-adamw: 0.1", listener -> listener)) {
      assertThat(again.optimizer.resume()).isEqualTo(EPOCHS * PER_EPOCH);
      again.fit();
      assertThat(again.weight()).isEqualTo(first);
      again.optimizer.toEvaluation();
      assertThat(again.weight()).isEqualTo(first);
      again.optimizer.toTraining();
      assertThat(again.weight()).isNotEqualTo(first);
    }
  }

  @Test
  void theBestIsLoadedAtThePointThatWasEvaluated() throws Exception {
    String climbs = "schedule-free-sgd(maximize=true): 0.1"; // the first epoch's end is the best
    float[] best = {};
    try (Fitted fitted = new Fitted(climbs, listener -> listener)) {
      fitted.fit(1);
      best = fitted.weight();
      fitted.fit(3);
      assertThat(fitted.weight()).isNotEqualTo(best);
      assertThat(fitted.optimizer.loadBest()).isEqualTo(PER_EPOCH);
      assertThat(fitted.weight()).isEqualTo(best);
      fitted.fit(1); // on from the best
      assertThat(fitted.optimizer.t()).isEqualTo(2 * PER_EPOCH);
    }
    assertThat(files()).contains(named(8)).doesNotContain(named(12), named(16));
    try (Fitted again = new Fitted(climbs, listener -> listener)) {
      assertThat(again.optimizer.resume()).isEqualTo(2 * PER_EPOCH);
      again.optimizer.loadBest();
      assertThat(again.weight()).isEqualTo(best);
    }
  }

  @Test
  void theTrainingStopsAfterSoManyValidationsWithoutABetterOne() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener.stopAfter(3))) {
      assertThatThrownBy(fitted::fit)
          .isInstanceOf(EarlyStoppedException.class)
          .hasMessageContaining("validation-loss");
      assertThat(fitted.optimizer.t()).as("the best and three after it").isEqualTo(4 * PER_EPOCH);
    }
  }

  @Test
  void itKeepsOnWhereTheLossFalls() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener.stopAfter(1)).fit()) {
      assertThat(fitted.optimizer.t()).isEqualTo(EPOCHS * PER_EPOCH);
    }
    assertThat(files()).containsExactly("best.rubato", named(28), named(32));
  }

  private static String named(int step) {
    return "step-%012d.rubato".formatted(step);
  }

  @Test
  void theBestIsKeptBesideTheLast() throws Exception {
    String worse = "sgd(maximize=true): 0.1"; // it climbs, so the first epoch's end is the best
    try (Fitted fitted = new Fitted(worse, listener -> listener.stopAfter(4))) {
      assertThatThrownBy(fitted::fit).isInstanceOf(EarlyStoppedException.class);
    }
    assertThat(files()).contains("best.rubato");
    assertThat(dev.rubato.strategy.Checkpoint.read(folder.resolve("best.rubato")).t())
        .isEqualTo(PER_EPOCH);
  }

  @Test
  void patienceGoesOnInAnotherProcess() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0", listener -> listener.stopAfter(6))) {
      assertThatThrownBy(fitted::fit).isInstanceOf(EarlyStoppedException.class);
      assertThat(fitted.optimizer.t()).isEqualTo(7 * PER_EPOCH);
    }
    Files.delete(folder.resolve(named(28)));
    try (Fitted again = new Fitted("sgd: 0", listener -> listener.stopAfter(6))) {
      assertThat(again.optimizer.resume()).isEqualTo(6 * PER_EPOCH);
      assertThatThrownBy(again::fit).isInstanceOf(EarlyStoppedException.class);
      assertThat(again.optimizer.t()).as("one more was one too many").isEqualTo(7 * PER_EPOCH);
    }
  }
}
