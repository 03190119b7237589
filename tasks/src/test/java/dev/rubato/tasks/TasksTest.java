package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.dataset.ArrayDataset;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import dev.rubato.strategy.Strategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All bundled tasks, and tasks of one's own. */
@Timeout(600)
class TasksTest {
  private static final Strategy STRATEGY =
      Notation.strategy("adam: plateau(0.01, factor=0.5, patience=0, threshold=0.9)");

  /** Fashion-MNIST is only there where somebody put it. */
  static Stream<SteppedTask> tasks() {
    boolean clothes =
        System.getenv("RUBATO_FASHION_MNIST") != null
            || Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist"))
            || Files.isDirectory(Fashion.downloads());
    return Tasks.all().stream()
        .filter(task -> clothes || !task.about().name().equals("fashion"))
        .map(SteppedTask.class::cast);
  }

  @Test
  void everyTaskIsFoundByItsNameAndByNoOther() {
    assertThat(Tasks.all())
        .extracting(task -> task.about().name())
        .containsExactly("digits", "digits-cnn", "convex", "diabetes", "novel", "fashion");
    for (Task task : Tasks.all()) {
      assertThat(Tasks.find(task.about().name())).isSameAs(task);
    }
    assertThat(Tasks.find("digit")).isNull();
    assertThat(Tasks.find("")).isNull();
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void everyTaskMeasuresWhatItTells(SteppedTask task) {
    Task.About about = task.about();
    Horizon horizon = Horizon.ofEpochs(1, about.stepsPerEpoch());
    try (Training training = task.start(Notation.strategy("sgd: 0.1"), horizon, 1)) {
      assertThat(training.rate()).isEqualTo(0.1);
      assertThat(training.step()).isFinite();
      assertThat(training.validate())
          .containsKeys(about.judged().name(), about.target().name(), "validation-loss");
      assertThat(training.test()).containsKey("loss");
    }
    DjlTask djl = (DjlTask) task;
    assertThat(about.stepsPerEpoch()).isEqualTo(djl.split().train().size() / djl.batch());
    assertThat(about.name()).matches("[a-z][a-z0-9-]*");
    assertThat(about.summary()).isNotBlank().doesNotContain("\n");
    assertThat(about.data()).isNotBlank().doesNotContain("\n");
    assertThat(about.epochs()).isPositive();
    assertThat(task.fingerprint()).startsWith(about.name()).doesNotContain("@");
  }

  /** The losses from where the training is on. */
  private static List<Object> go(Training training, int from, int to) {
    List<Object> seen = new ArrayList<>();
    for (int t = from; t < to; t++) {
      seen.add(training.rate());
      seen.add(training.step());
    }
    seen.add(training.validate());
    return seen;
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void aTrainingGoesOnFromAnyStepAndBesideOthersWithTheSameBits(SteppedTask task) {
    Horizon horizon = new Horizon(12, task.about().stepsPerEpoch());
    List<Object> rest;
    Snapshot snapshot;
    List<Evaluation> seen = new ArrayList<>();
    try (Training whole = task.start(STRATEGY, horizon, 3)) {
      for (int t = 0; t < 7; t++) {
        whole.step();
        if (t > 4) {
          seen.add(new Evaluation(t + 1, whole.validate()));
          whole.observe(seen.get(seen.size() - 1).metrics());
        }
      }
      snapshot = whole.snapshot();
      rest = go(whole, 7, 12);
    }
    try (Training other = task.start(STRATEGY, horizon, 3)) {
      other.step();
      other.restore(snapshot, seen);
      assertThat(go(other, 7, 12)).isEqualTo(rest);
    }
    List<CompletableFuture<List<Object>>> together = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      together.add(
          CompletableFuture.supplyAsync(
              () -> {
                try (Training one = task.start(STRATEGY, horizon, 3)) {
                  return go(one, 0, 9);
                }
              }));
    }
    assertThat(together.get(0).join()).isEqualTo(together.get(1).join());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void everyTaskIsLearned(SteppedTask task) {
    long steps = Math.min(120, task.about().epochs() * task.about().stepsPerEpoch());
    TrialResult result =
        TrialRun.run(
            task,
            new Trial(
                Notation.strategy("adam: cosine(0.01 -> 0)"),
                new Horizon(steps, task.about().stepsPerEpoch()),
                1),
            TrialListener.NONE);
    assertThat(result.status()).isEqualTo(Status.DONE);
    double first = Arrays.stream(result.losses(), 0, 10).average().orElse(0);
    double last = Arrays.stream(result.losses(), (int) steps - 10, (int) steps).average().orElse(0);
    assertThat(last).isLessThan(0.8 * first);
  }

  @Test
  void aDataSetOfDjlIsATask() throws Exception {
    float[][] inputs = new float[60][2];
    int[] labels = new int[60];
    for (int i = 0; i < 60; i++) {
      labels[i] = i % 2;
      inputs[i][0] = (i % 7) / 7f;
      inputs[i][1] = labels[i];
    }
    try (NDManager manager = Engine.newManager()) {
      ArrayDataset dataset =
          new ArrayDataset.Builder()
              .setData(manager.create(inputs))
              .optLabels(manager.create(labels))
              .setSampling(10, false)
              .build();
      Examples examples = Examples.of(dataset);
      assertThat(examples.size()).isEqualTo(60);
      assertThat(examples.hasClasses()).isTrue();
      DjlTask task =
          DjlTask.named("mine")
              .network(() -> new SequentialBlock().add(Linear.builder().setUnits(2).build()))
              .data(() -> Split.stratified(examples, 2))
              .batch(6)
              .build();
      assertThat(task.about().stepsPerEpoch()).isEqualTo(6);
      TrialResult result =
          TrialRun.run(
              task,
              new Trial(Notation.strategy("adam: 0.1"), Horizon.ofEpochs(10, 6), 1),
              TrialListener.NONE);
      assertThat(result.test()).containsEntry("accuracy", 1.0);
    }
  }

  @Test
  void aNetworkThatHasValuesAlreadyIsRefusedAsTheyWouldBeLost() {
    try (NDManager manager = Engine.newManager()) {
      DjlTask task =
          DjlTask.named("loaded")
              .network(
                  () -> {
                    Block block = new SequentialBlock().add(Linear.builder().setUnits(10).build());
                    block.initialize(manager, DataType.FLOAT32, new Shape(1, 64));
                    return block;
                  })
              .data(Digits::split)
              .build();
      assertThatThrownBy(() -> task.start(STRATEGY, Horizon.ofSteps(3), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("01Linear_weight has values already");
    }
  }

  @Test
  void otherDataAndNetworksHaveOtherFingerprints() {
    assertThat(Digits.dense().fingerprint()).isEqualTo(Digits.dense().fingerprint());
    DjlTask.Builder wider =
        DjlTask.named("digits")
            .network(() -> new SequentialBlock().add(Linear.builder().setUnits(10).build()));
    String first = wider.data(Digits::split).build().fingerprint();
    assertThat(first).isNotEqualTo(Digits.dense().fingerprint());
    assertThat(wider.data(() -> Split.stratified(Digits.split().train(), 10)).build().fingerprint())
        .isNotEqualTo(first);
    assertThat(wider.version("2").data(Digits::split).build().fingerprint()).isNotEqualTo(first);
  }

  @Test
  void examplesThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> Examples.ofClasses(new float[2][3], new int[2], 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need 8 and 2 numbers, were 6 and 2");
    assertThatThrownBy(() -> Examples.ofNumbers(new float[][] {{1}, {1, 2}}, new float[2][1]))
        .hasMessageContaining("example 1 has 2 numbers");
  }

  @Test
  void whereTheClothesAreNotThatIsSaid() {
    assumeTrue(tasks().count() == 5);
    assertThatThrownBy(() -> Fashion.task().start(STRATEGY, Horizon.ofSteps(3), 1))
        .hasMessageContaining("dataset-fashion-mnist")
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("download it");
  }
}
