package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is run again with the folder of its checkpoints. */
class ResumeTest {
  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();

  private Trained trained(String strategy) {
    return trained(b -> b, strategy);
  }

  private Trained trained(UnaryOperator<StrategyOptimizerBuilder> options, String strategy) {
    return new Trained(
        b -> options.apply(b.seed(3).checkpoints(folder, 5, 2).notices(told::add)), strategy);
  }

  private static void steps(Trained trained, int count) {
    for (int i = 0; i < count; i++) {
      trained.backward();
      trained.trainer.step();
    }
  }

  @Test
  void aFolderBelongsToOneTraining() throws Exception {
    try (Trained a = trained("adam: 0.1")) {
      steps(a, 10);
    }
    try (Trained b = trained("adam: 0.1")) {
      b.backward();
      assertThatThrownBy(b.trainer::step)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("the last of step 10")
          .hasMessageContaining("another folder");
      assertThat(b.optimizer.t()).isZero();
    }
    try (Trained again = trained("adam: 0.1")) {
      assertThat(again.optimizer.resume()).isEqualTo(10);
      steps(again, 5);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void everythingWorksBetweenResumeAndTheFirstStep() throws Exception {
    float[][] evaluated;
    float[][] whole;
    String strategy = "schedule-free-adamw: plateau(0.1, factor=0.5, patience=0)";
    try (Trained a = trained(strategy)) {
      steps(a, 5);
      a.optimizer.observe("validation-loss", 1);
      a.optimizer.writeCheckpoint();
      a.optimizer.toEvaluation();
      evaluated = a.values();
      a.optimizer.toTraining();
      a.optimizer.observe("validation-loss", 2);
      steps(a, 5);
      whole = a.values();
    }
    try (Trained b = trained(strategy)) {
      b.optimizer.resume(); // the checkpoint of step 10
      assertThat(b.optimizer.t()).isEqualTo(10);
    }
    Files.delete(folder.resolve("step-000000000010.rubato"));
    try (Trained b = trained(strategy)) {
      assertThat(b.optimizer.resume()).isEqualTo(5);
      assertThat(b.optimizer.rate()).isEqualTo(0.1);
      b.optimizer.observe("validation-loss", 2);
      assertThat(b.optimizer.rate()).isEqualTo(0.05);
      assertThat(b.optimizer.snapshot().t()).isEqualTo(5);
      b.optimizer.toEvaluation();
      assertThat(b.values()).isDeepEqualTo(evaluated);
      b.optimizer.toTraining();
      assertThat(b.optimizer.describe()).contains("0.05");
      steps(b, 5);
      assertThat(b.values()).isDeepEqualTo(whole);
      assertThatThrownBy(b.optimizer::resume)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("before the first step, but there were 5");
    }
    assertThat(told).isEmpty();
  }

  @Test
  void everythingWorksBeforeTheFirstStepOfANewTraining() {
    try (Trained a = trained("sgd: plateau(0.1, factor=0.5, patience=0)")) {
      a.optimizer.observe("validation-loss", 1);
      a.optimizer.observe("validation-loss", 1);
      assertThat(a.optimizer.rate()).isEqualTo(0.05);
      assertThat(a.optimizer.snapshot().t()).isZero();
      a.optimizer.toEvaluation();
      a.optimizer.toTraining();
      steps(a, 1);
      assertThat(a.optimizer.rate()).isEqualTo(0.05);
    }
  }

  @Test
  void anotherOptimizerNetworkOrNumberOfGroupsIsRefusedAtOnce() throws Exception {
    try (Trained a = trained("adam: 0.1")) {
      steps(a, 5);
    }
    try (Trained b = trained("sgd(momentum=0.9): 0.1")) {
      float[][] before = b.values();
      assertThatThrownBy(b.optimizer::resume)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("made by \"adam: 0.1\"")
          .hasMessageContaining("sgd can't go on from what adam remembers");
      assertThat(b.values()).isDeepEqualTo(before);
    }
    try (Trained b =
        trained(builder -> builder.groups(ParameterGroup.of("01*").rate(2)), "adam: 0.1")) {
      assertThatThrownBy(b.optimizer::resume)
          .hasMessageContaining("groups [], but this training has [01*, rate times 2]");
    }
    Network other = new Network(9);
    StrategyOptimizer wider =
        StrategyOptimizer.builder(other.block, "adam: 0.1", Horizon.ofSteps(40))
            .checkpoints(folder, 5, 2)
            .build();
    assertThatThrownBy(wider::resume)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("01Linear_weight has 32 values, but in this training 36");
    other.close();
  }

  @Test
  void anotherScheduleOrHorizonIsToldAndGoesOn() throws Exception {
    try (Trained a = trained("adam: 0.1")) {
      steps(a, 5);
    }
    try (Trained b = trained("adam: cosine(0.1 -> 0)")) {
      assertThat(b.optimizer.resume()).isEqualTo(5);
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("\"adam: 0.1\"").contains("cosine").contains("at step 5");
      steps(b, 5);
    }
    told.clear();
    try (Network network = new Network(8)) {
      StrategyOptimizer longer =
          StrategyOptimizer.builder(network.block, "adam: cosine(0.1 -> 0)", Horizon.ofEpochs(9, 9))
              .seed(3)
              .checkpoints(folder, 5, 2)
              .notices(told::add)
              .build();
      assertThat(longer.resume()).isEqualTo(10);
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("40 steps").contains("81 steps, 9 an epoch");
    }
  }

  @Test
  void whatAPassBeforeResumeHasLeftIsForgotten() throws Exception {
    try (Trained a = trained("sgd: 0.1")) {
      steps(a, 5);
    }
    float[][][] after = new float[2][][];
    for (int strays = 0; strays < 2; strays++) {
      try (Trained b = trained("sgd: 0.1")) {
        for (int i = 0; i < strays; i++) {
          b.backward();
        }
        assertThat(b.optimizer.resume()).isEqualTo(5);
        steps(b, 1);
        after[strays] = b.values();
      }
    }
    assertThat(after[1]).isDeepEqualTo(after[0]);
  }

  @Test
  void batchesThatWereLostCountToo() throws Exception {
    try (Trained a = trained(b -> b.accumulate(3), "adam: 0.1")) {
      steps(a, 15);
      assertThat(a.optimizer.t()).isEqualTo(5);
    }
    try (Trained b = trained(builder -> builder.accumulate(3), "adam: 0.1")) {
      b.optimizer.resume();
      assertThat(b.optimizer.batches()).isEqualTo(15);
    }
    try (Trained b = trained(builder -> builder.accumulate(2), "adam: 0.1")) {
      b.optimizer.resume();
      assertThat(b.optimizer.batches()).isEqualTo(10);
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("updates of 3 batches");
    }
  }

  @Test
  void anotherBatchSizeIsTold() throws Exception {
    for (int batch : new int[] {4, 4, 8}) {
      try (Trained trained = trained("adam: 0.1")) {
        trained.optimizer.resume();
        ArrayDataset data =
            new ArrayDataset.Builder()
                .setData(trained.rows)
                .optLabels(trained.labels)
                .setSampling(new EpochSampler(trained.optimizer, batch, 1))
                .build();
        for (Batch each : trained.trainer.iterateDataset(data)) {
          EasyTrain.trainBatch(trained.trainer, each);
          trained.trainer.step();
          each.close();
        }
        trained.optimizer.writeCheckpoint();
      }
      assertThat(told).hasSize(batch == 4 ? 0 : 1);
    }
    assertThat(told.get(0)).contains("batches of 4 of 16 examples").contains("batches of 8 of 16");
  }

  @Test
  void withoutAFolderOrABestItSaysWhatToDo() {
    try (Trained a = new Trained("adam: 0.1")) {
      assertThatThrownBy(a.optimizer::resume).hasMessageContaining("call checkpoints(...)");
    }
    try (Trained a = trained("adam: 0.1")) {
      assertThatThrownBy(a.optimizer::loadBest).hasMessageContaining("StrategyListener writes one");
    }
  }

  /** A network like that of the checkpoint that the first version of this module wrote. */
  private float[][] goOn(long t, int batches) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(2).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(2).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block, "adam: plateau(0.05, factor=0.5, patience=0)", Horizon.ofEpochs(4, 10))
            .groups(ParameterGroup.of("01*").rate(0.5), ParameterGroup.of("03Linear_bias").frozen())
            .accumulate(2)
            .checkpoints(folder, 3, 1)
            .notices(told::add)
            .build();
    try (Model model = Model.newInstance("old", "PyTorch")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(4, 3));
        assertThat(optimizer.resume()).isEqualTo(t);
        assertThat(optimizer.batches()).isEqualTo(2 * t);
        for (int i = 0; i < batches; i++) {
          NDArray rows =
              trainer
                  .getManager()
                  .create(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, i, 1, 0}, new Shape(4, 3));
          NDArray labels = trainer.getManager().create(new int[] {0, 1, 0, 1});
          try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList output = trainer.forward(new NDList(rows));
            collector.backward(trainer.getLoss().evaluate(new NDList(labels), output));
          }
          trainer.step();
        }
        return block.getParameters().values().stream()
            .map(parameter -> parameter.getArray().toFloatArray())
            .toArray(float[][]::new);
      }
    }
  }

  @Test
  void aCheckpointOfTheFirstVersionIsReadForEver() throws Exception {
    try (InputStream saved = ResumeTest.class.getResourceAsStream("/checkpoint-djl-1.bin")) {
      Files.copy(saved, folder.resolve("step-000000000003.rubato"));
    }
    float[][] before = goOn(3, 0);
    assertThat(before[1]).containsExactly(0.010656968f, -0.009833017f);
    assertThat(before[4]).as("the running mean").containsExactly(-2.0904174f, 0.32807535f);
    float[][] after = goOn(3, 6);
    assertThat(after[1]).isNotEqualTo(before[1]);
    assertThat(after[7]).as("frozen").containsExactly(0, 0);
    assertThat(goOn(6, 0)).isDeepEqualTo(after);
    assertThat(told).isEmpty();
  }
}
