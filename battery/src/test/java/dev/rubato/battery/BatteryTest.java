package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BatteryTest {
  private static final int STEPS = 12;

  @Test
  void hasManyTasksOfManyKindsInEitherHalf() {
    assertThat(Battery.tasks()).hasSizeGreaterThanOrEqualTo(60);
    for (Half half : Half.values()) {
      List<BatteryTask> tasks = Battery.tasks(half);
      assertThat(tasks).hasSizeGreaterThanOrEqualTo(30).allMatch(task -> task.half() == half);
      assertThat(tasks.stream().map(BatteryTask::family).distinct()).hasSizeGreaterThan(12);
      assertThat(tasks).anyMatch(task -> !task.about().judged().lowerIsBetter());
      assertThat(tasks).anyMatch(task -> task.horizon().steps() <= 60);
      assertThat(tasks).anyMatch(task -> task.horizon().steps() >= 10_000);
    }
    assertThat(Battery.tasks()).hasSize(Battery.tasks(Half.CHOOSE).size() + measured());
    Set<Family> used =
        Battery.tasks().stream().map(BatteryTask::family).collect(Collectors.toSet());
    assertThat(used).isEqualTo(EnumSet.allOf(Family.class));
  }

  private static int measured() {
    return Battery.tasks(Half.MEASURE).size();
  }

  @Test
  void tasksHaveNamesOfTheirOwnAndAreFoundByThem() {
    assertThat(Battery.tasks().stream().map(BatteryTask::name)).doesNotHaveDuplicates();
    for (BatteryTask task : Battery.tasks()) {
      assertThat(Battery.task(task.name())).isSameAs(task);
    }
    assertThatThrownBy(() -> Battery.task("none"))
        .hasMessage("there is no task \"none\" in the battery");
  }

  @Test
  void aTaskIsTheSameTenTimesAsLong() {
    BatteryTask task = Battery.task("wide-256");
    BatteryTask longer = task.times(10);
    assertThat(longer.horizon().steps()).isEqualTo(10 * task.horizon().steps());
    assertThat(longer.name()).isEqualTo(task.name());
    assertThat(longer.about().name()).isEqualTo("wide-256-x10");
    assertThat(longer.fingerprint()).isNotEqualTo(task.fingerprint());
    assertThatThrownBy(() -> task.times(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @TestFactory
  List<DynamicTest> goesOnFromASnapshotToTheLastBit() {
    return Battery.tasks().stream()
        .map(task -> DynamicTest.dynamicTest(task.name(), () -> resumes(task)))
        .toList();
  }

  private static void resumes(BatteryTask task) {
    Strategy strategy = Notation.strategy("adam: 0.01");
    List<Object> whole = new ArrayList<>();
    Snapshot half;
    try (Training training = task.start(strategy, task.horizon(), 5)) {
      run(training, whole);
      half = training.snapshot();
      whole.clear();
      run(training, whole);
    }
    List<Object> resumed = new ArrayList<>();
    try (Training training = task.start(strategy, task.horizon(), 5)) {
      training.restore(half, List.of());
      run(training, resumed);
    }
    assertThat(resumed).isEqualTo(whole);
    List<Object> other = new ArrayList<>();
    try (Training training = task.start(strategy, task.horizon(), 6)) {
      run(training, other);
    }
    assertThat(other).isNotEqualTo(whole);
  }

  private static void run(Training training, List<Object> seen) {
    for (int i = 0; i < STEPS; i++) {
      seen.add(training.step());
    }
    Map<String, Double> metrics = training.validate();
    seen.add(metrics);
    assertThat(training.validate()).isEqualTo(metrics);
    seen.add(training.test());
  }

  @Test
  void everyTaskMeasuresWhatItIsJudgedByAndItsLoss() {
    for (BatteryTask task : Battery.tasks()) {
      Metric judged = task.about().judged();
      try (Training training = task.start(Notation.strategy("sgd: 1"), task.horizon(), 1)) {
        assertThat(training.validate()).containsKeys("validation-loss", judged.name());
        assertThat(training.test()).containsKey("loss");
      }
    }
  }

  @Test
  void aDatasetIsMadeOfItsNameAlone() {
    Dataset once = Generators.clouds("same", 3, 4, 1, 0.1, 20, 10).get();
    Dataset again = Generators.clouds("same", 3, 4, 1, 0.1, 20, 10).get();
    Dataset other = Generators.clouds("other", 3, 4, 1, 0.1, 20, 10).get();
    assertThat(again.inputs()).containsExactly(once.inputs());
    assertThat(other.inputs()).isNotEqualTo(once.inputs());
  }
}
