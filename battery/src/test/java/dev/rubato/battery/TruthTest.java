package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.lab.Metric;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {
  private static final Metric LOSS = new Metric("validation-loss", true);
  private static final Metric MERIT = new Metric("accuracy", false);

  @Test
  void isStoredOfEveryTaskAsItIs() {
    for (BatteryTask task : Battery.tasks()) {
      for (String optimizer : List.of("sgd", "sgd(momentum=0.9)", "adam")) {
        Truth truth = Truth.of(task, optimizer);
        assertThat(truth.rates()).as(task.name()).hasSizeGreaterThan(8);
        assertThat(truth.best(task).tied()).isTrue();
        assertThat(truth.best(task).seeds()).isGreaterThanOrEqualTo(20);
        assertThat(truth.factor(truth.best(task).rate())).isEqualTo(1);
      }
    }
  }

  @Test
  void isStoredOfSomeTasksAtTenTimesTheirLength() {
    List<String> optimizers = List.of("sgd", "sgd(momentum=0.9)", "adam");
    List<BatteryTask> known =
        Battery.tasks().stream()
            .map(task -> task.times(10))
            .filter(task -> Truth.isKnown(task, optimizers))
            .toList();
    assertThat(known).hasSizeGreaterThanOrEqualTo(30);
    for (BatteryTask task : known) {
      for (String optimizer : optimizers) {
        Truth truth = Truth.of(task, optimizer); // whose fingerprint is the task's
        assertThat(truth.best(task).seeds()).isGreaterThanOrEqualTo(8);
      }
    }
  }

  /** What is stored is what a training comes to here, too, up to the last digits of 32 bits. */
  @Test
  void isWhatTrainingsComeToHere() {
    for (BatteryTask task : Battery.tasks()) {
      Truth truth = Truth.of(task, "sgd");
      double untrained = Finals.untrained(task, TruthScan.FIRST_SEED, 20);
      assertThat(untrained)
          .as(task.name())
          .isCloseTo(truth.untrained(), within(1e-4 * Math.abs(truth.untrained())));
    }
    for (String name : List.of("quadratic-10", "rotated-quadratic-3", "tiny-regression")) {
      BatteryTask task = Battery.task(name);
      Truth truth = Truth.of(task, "sgd");
      RateTruth low = truth.rates().get(0);
      double mean =
          Finals.of(task, "sgd: " + low.rate(), TruthScan.FIRST_SEED, 20, truth.untrained()).mean();
      assertThat(mean).as(name).isCloseTo(low.mean(), within(1e-3 * low.mean()));
    }
  }

  @Test
  void ofAQuadraticIsWhatTheoryKnows() {
    // the best rate of ½ h w² is 1/h; from 2/h on it diverges
    BatteryTask task = Battery.task("quadratic-1");
    Truth truth = Truth.of(task, "sgd");
    assertThat(truth.best(task).rate()).isEqualTo(1);
    assertThat(truth.factor(2.5)).isGreaterThan(1.2);
    assertThat(truth.isHeld(0.5, 2)).isTrue();
    assertThat(truth.isHeld(3, 10)).isFalse();
  }

  @Test
  void anOtherTaskThanThatOfTheTruthHasNone() {
    BatteryTask task = Battery.task("quadratic-1");
    assertThatThrownBy(() -> Truth.of(task.boundedBy(-1), "sgd"))
        .hasMessageContaining("which has changed since");
    assertThatThrownBy(() -> Truth.of(task, "lion")).hasMessageContaining("with lion");
  }

  @Test
  void excessIsOverWhatTheBestHasLeft() {
    assertThat(Truth.excess(LOSS, 0, 10, 0.55, 0.5)).isCloseTo(0.1, within(1e-9));
    assertThat(Truth.excess(LOSS, -4, 10, -2.8, -3)).isCloseTo(0.2, within(1e-9));
    assertThat(Truth.excess(LOSS, 0, 1, 1e-9, 1e-12)).isLessThan(1e-6);
    assertThat(Truth.excess(MERIT, 0, 0.1, 0.8, 0.9)).isCloseTo(0.125, within(1e-9));
    assertThat(Truth.excess(LOSS, 0, 10, 0.4, 0.5)).isNegative();
  }

  @Test
  void aScanFindsTheBestRateOfATaskThatNobodyScanned(@TempDir Path folder) throws Exception {
    BatteryTask task =
        BatteryTask.of(Family.QUADRATIC, "quadratic-1", 10, 2, Bowl.Form.of(2, 1, 1000));
    Truth truth = TruthScan.of(task, "sgd", 4);
    assertThat(truth.best(task).rate()).isEqualTo(1e-3);
    Path file = folder.resolve("truth.csv.gz");
    TruthFile written = new TruthFile();
    written.put(truth);
    written.write(file);
    try (InputStream in = Files.newInputStream(file)) {
      Truth read = TruthFile.read(in).find("quadratic-1", 1, "sgd");
      assertThat(read).isNotNull();
      assertThat(read.fingerprint()).isEqualTo(truth.fingerprint());
      assertThat(read.rates()).hasSameSizeAs(truth.rates());
      assertThat(read.best(task).rate()).isEqualTo(1e-3);
    }
  }
}
