package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A program that is run again after its training was finished, cut off, or changed. */
class RunAgainTest extends FitFixture {
  @Test
  void aFinishedTrainingStaysFinishedWhereTheLastBatchIsSmaller() throws Exception {
    for (int micro : new int[] {1, 3}) {
      deleteAll();
      microBatches = micro;
      updates = Horizons.ofEpochs(1, 70, 8, micro).steps(); // 9 batches, of which the last has 6
      assertThat(updates).isEqualTo(micro == 1 ? 9 : 3);
      for (int run = 0; run < 3; run++) {
        try (Fitted fitted = new Fitted("sgd: cosine(0.1 -> 0)", listener -> listener)) {
          fitted.rows = 70;
          fitted.optimizer.resume();
          assertThat(fitted.optimizer.epochsLeft()).isEqualTo(run == 0 ? EPOCHS : 0);
          fitted.fit();
          assertThat(fitted.optimizer.t()).isEqualTo(EPOCHS * updates);
          assertThat(fitted.optimizer.rate()).isZero();
          assertThat(fitted.optimizer.batches()).isEqualTo(9L * EPOCHS);
          assertThat(fitted.told).isEmpty();
        }
      }
    }
  }

  @Test
  void stepsThatWereSkippedCountForTheirEpochs() throws Exception {
    for (int micro : new int[] {1, 2}) {
      deleteAll();
      microBatches = micro;
      updates = PER_EPOCH / micro;
      checksLoss = false;
      for (int run = 0; run < 2; run++) {
        String skips = "schedule-free-sgd(on-non-finite=skip): 0.1";
        try (Fitted fitted = new Fitted(skips, listener -> listener)) {
          fitted.poison = 3;
          fitted.optimizer.resume();
          assertThat(fitted.optimizer.epochsLeft()).isEqualTo(run == 0 ? EPOCHS : 0);
          assertThat(fitted.optimizer.isEvaluation()).isEqualTo(run == 1);
          fitted.fit();
          assertThat(fitted.optimizer.t()).isEqualTo((updates - 1) * EPOCHS);
        }
      }
    }
  }

  @Test
  void anEpochThatAnExceptionCutOffIsNoLongEpoch() throws Exception {
    for (int micro : new int[] {1, 2}) {
      deleteAll();
      microBatches = micro;
      updates = PER_EPOCH / micro;
      try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
        fitted.inOrder = true;
        fitted.poison = 17;
        assertThatThrownBy(() -> fitted.fit(1)).isInstanceOf(Exception.class);
        fitted.poison = -1;
        fitted.fit(2);
        assertThat(fitted.told).isEmpty();
      }
    }
  }

  @Test
  void aTrainingThatIsOverSaysSo() throws Exception {
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> listener).fit(3)) {
      assertThat(fitted.optimizer.t()).isEqualTo(3 * PER_EPOCH);
    }
    updates = 1;
    try (Fitted fitted = new Fitted("schedule-free-sgd: 0.1", listener -> null)) {
      fitted.optimizer.resume();
      fitted.ownOrder = true;
      assertThatThrownBy(() -> fitted.fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the training is over, after step 12 of 8 steps")
          .hasMessageContaining("a longer horizon");
    }
  }

  @Test
  void fromTheBestItGoesOnInDjlsOrderToo() throws Exception {
    normalized = true;
    for (String strategy : new String[] {"schedule-free-adamw: 0.1", "adam(ema=0.9): 0.1"}) {
      float[][][] after = new float[2][][];
      for (int run = 0; run < 2; run++) { // told by toTraining, or not
        deleteAll();
        try (Fitted fitted = new Fitted(strategy, listener -> listener)) {
          fitted.inOrder = true;
          fitted.fit(2);
        }
        try (Fitted fitted = new Fitted(strategy, listener -> listener)) {
          fitted.inOrder = true;
          long best = fitted.optimizer.loadBest();
          if (run == 0) {
            fitted.optimizer.toTraining();
          }
          fitted.fit(1);
          assertThat(fitted.optimizer.t()).isEqualTo(best + PER_EPOCH);
          after[run] = fitted.parameters();
        }
      }
      assertThat(after[1]).isDeepEqualTo(after[0]);
    }
  }

  @Test
  void aDamagedLastCheckpointIsTold() throws Exception {
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener).fit(2)) {
      assertThat(fitted.optimizer.t()).isEqualTo(2 * PER_EPOCH);
    }
    Path last = folder.resolve("step-000000000008.rubato");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length / 2] ^= 1;
    Files.write(last, bytes);
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      assertThat(fitted.optimizer.resume()).isEqualTo(PER_EPOCH);
      assertThat(fitted.told).hasSize(1);
      assertThat(fitted.told.get(0)).contains("step 4").contains(last.toString());
    }
  }

  @Test
  void aFileInTheFoldersPlaceIsRefusedAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("taken"), "text");
    for (Path place : new Path[] {file, file.resolve("below")}) {
      more = builder -> builder.checkpoints(place, 1, 1);
      assertThatThrownBy(() -> new Fitted("sgd: 0.1", listener -> listener))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file + " is a file");
    }
  }

  @Test
  void otherSeedsThanBeforeAreTold() throws Exception {
    more = builder -> builder.seed(-7);
    for (int run = 0; run < 3; run++) {
      if (run == 2) {
        more = builder -> builder.seed(1L << 40);
      }
      try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
        fitted.order = run == 2 ? 5 : 1;
        fitted.optimizer.resume();
        fitted.fit(1);
        assertThat(fitted.told).hasSize(run == 2 ? 2 : 0);
        if (run == 2) {
          assertThat(fitted.told.get(0)).contains("with seed -7").contains("seed 1099511627776");
          assertThat(fitted.told.get(1))
              .contains("EpochSampler with seed 1")
              .contains("has seed 5");
        }
      }
    }
  }

  @Test
  void midEpochInDjlsOrderIsTold() throws Exception {
    more = builder -> builder.checkpoints(folder, 1, 20);
    try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
      fitted.inOrder = true;
      fitted.poison = 17; // in the third batch
      assertThatThrownBy(() -> fitted.fit(1)).isInstanceOf(Exception.class);
      assertThat(fitted.optimizer.t()).isEqualTo(2);
    }
    for (boolean inOrder : new boolean[] {true, false}) {
      try (Fitted fitted = new Fitted("sgd: 0.1", listener -> listener)) {
        fitted.inOrder = inOrder;
        assertThat(fitted.optimizer.resume()).isEqualTo(2);
        fitted.fit(1);
        assertThat(fitted.told).hasSize(inOrder ? 1 : 0);
        if (inOrder) {
          assertThat(fitted.told.get(0)).contains("2 of 4").contains("EpochSampler");
        }
      }
      for (String file : files()) {
        if (!file.contains("000002")) {
          Files.delete(folder.resolve(file));
        }
      }
    }
  }
}
