package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.SaveModelTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs get wrong: it is refused or told, or right all the same. */
class SlipsTest {
  private static final int ROWS = 40;

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();

  private static SequentialBlock network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(6).build())
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(2).build());
  }

  private StrategyOptimizer optimizer(
      Block block, String strategy, UnaryOperator<StrategyOptimizerBuilder> options) {
    return options
        .apply(
            StrategyOptimizer.builder(block, strategy, Horizon.ofEpochs(4, 5))
                .seed(1)
                .notices(told::add))
        .build();
  }

  private static DefaultTrainingConfig config(StrategyOptimizer optimizer) {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .optOptimizer(optimizer)
        .addTrainingListeners(TrainingListener.Defaults.basic());
  }

  private static ArrayDataset.Builder data(Trainer trainer, int rows) {
    float[][] inputs = new float[rows][3];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 2;
      inputs[i] = new float[] {labels[i], (float) Math.sin(i), (float) Math.cos(3 * i)};
    }
    return new ArrayDataset.Builder()
        .setData(trainer.getManager().create(inputs))
        .optLabels(trainer.getManager().create(labels));
  }

  private static double loss(Trainer trainer, ArrayDataset data) throws Exception {
    double sum = 0;
    for (Batch batch : trainer.iterateDataset(data)) {
      sum +=
          trainer
              .getLoss()
              .evaluate(batch.getLabels(), trainer.evaluate(batch.getData()))
              .getFloat();
      batch.close();
    }
    return sum;
  }

  @Test
  void aDirectionThatContradictsTheMetricsNameIsToldOnce() {
    StrategyOptimizer optimizer = optimizer(network(), "sgd: 0.1", b -> b);
    StrategyListener listener = new StrategyListener(optimizer);
    listener.best("Top_5_Accuracy", true);
    listener.best("validation-loss", false);
    listener.best("mine", true);
    assertThat(told).isEmpty();
    listener.best("accuracy", false).stopAfter(1).best("accuracy", false);
    assertThatThrownBy(() -> listener.best("mine", true).best("accuracy", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("best(\"accuracy\", true) comes after best(\"mine\", true)");
    listener.best("validation-loss", true);
    assertThat(told)
        .containsExactly(
            "best(\"accuracy\", false) keeps the lowest accuracy, but by its name the highest is"
                + " better: write best(\"accuracy\", true)",
            "best(\"validation-loss\", true) keeps the highest validation-loss, but by its name the"
                + " lowest is better: write best(\"validation-loss\", false)");
  }

  @Test
  void morePatienceThanThereAreEpochsIsToldWhenTheTrainingBegins() throws Exception {
    for (int patience : new int[] {3, 4}) { // of 4 epochs: the first is the best
      told.clear();
      SequentialBlock block = network();
      StrategyOptimizer optimizer =
          optimizer(block, "sgd: plateau(0.1, patience=" + (patience - 2) + ")", b -> b);
      try (Model model = Model.newInstance("p", "PyTorch")) {
        model.setBlock(block);
        DefaultTrainingConfig config =
            config(optimizer)
                .addTrainingListeners(new StrategyListener(optimizer).stopAfter(patience));
        try (Trainer trainer = model.newTrainer(config)) {
          trainer.initialize(new Shape(8, 3));
          ArrayDataset training = data(trainer, ROWS).setSampling(8, true).build();
          EasyTrain.fit(trainer, 1, training, data(trainer, ROWS).setSampling(8, false).build());
        }
      }
      if (patience == 3) {
        assertThat(told).isEmpty();
      } else {
        assertThat(told)
            .containsExactly(
                "plateau has patience=2, but is told of only 3 evaluations, one every 5 steps: it"
                    + " never changes the rate",
                "stopAfter(4) waits for 4 evaluations in a row that are not better, but the"
                    + " horizon of 20 steps, 5 an epoch has only 4 epochs, with one each: it never"
                    + " stops");
      }
    }
  }

  @Test
  void aModelSavedByAListenerOrAfterFitIsTheOneThatWasValidated() throws Exception {
    for (boolean djlsOrder : new boolean[] {true, false}) {
      SequentialBlock block = network();
      StrategyOptimizer optimizer = optimizer(block, "schedule-free-adamw: 0.05", b -> b);
      double validated;
      try (Model model = Model.newInstance("p", "PyTorch")) {
        model.setBlock(block);
        try (Trainer trainer =
            model.newTrainer(
                config(optimizer)
                    .addTrainingListeners(new StrategyListener(optimizer))
                    .addTrainingListeners(
                        new SaveModelTrainingListener(folder.toString(), "listener")))) {
          trainer.initialize(new Shape(8, 3));
          ArrayDataset.Builder training = data(trainer, ROWS);
          ArrayDataset validation = data(trainer, ROWS).setSampling(8, false).build();
          EasyTrain.fit(
              trainer,
              2, // of 4
              djlsOrder
                  ? training.setSampling(8, true).build()
                  : training.setSampling(new EpochSampler(optimizer, 8, 1)).build(),
              validation);
          validated = loss(trainer, validation);
          assertThat((float) validated / 5)
              .isEqualTo(trainer.getTrainingResult().getValidateLoss());
          model.save(folder, "program");
        }
      }
      for (String name : List.of("listener", "program")) {
        try (Model model = Model.newInstance(name, "PyTorch")) {
          model.setBlock(network());
          model.load(folder, name);
          try (Trainer trainer =
              model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()))) {
            trainer.initialize(new Shape(8, 3));
            assertThat(loss(trainer, data(trainer, ROWS).setSampling(8, false).build()))
                .as("%s, %s", name, djlsOrder)
                .isEqualTo(validated);
          }
        }
      }
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aModelThatIsLoadedAfterTheTrainerIsInitializedIsRefused() throws Exception {
    try (Model saved = Model.newInstance("saved", "PyTorch")) {
      SequentialBlock block = network();
      saved.setBlock(block);
      block.initialize(saved.getNDManager(), saved.getDataType(), new Shape(8, 3));
      saved.save(folder, "saved");
    }
    SequentialBlock block = network();
    StrategyOptimizer optimizer = optimizer(block, "sgd: 0.1", b -> b);
    try (Model model = Model.newInstance("saved", "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config(optimizer))) {
        trainer.initialize(new Shape(8, 3));
        model.load(folder, "saved");
        ArrayDataset data = data(trainer, ROWS).setSampling(8, true).build();
        assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("was given another array than the one that is trained")
            .hasMessageContaining("load the model before trainer.initialize");
      }
    }
  }

  @Test
  void anOptimizerOfAnotherBlockIsRefused() throws Exception {
    StrategyOptimizer optimizer = optimizer(network(), "sgd: 0.1", b -> b);
    try (Model model = Model.newInstance("p", "PyTorch")) {
      model.setBlock(network());
      try (Trainer trainer = model.newTrainer(config(optimizer))) {
        trainer.initialize(new Shape(8, 3));
        ArrayDataset data = data(trainer, ROWS).setSampling(8, true).build();
        assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("build the optimizer with the block that is trained");
      }
    }
  }

  @Test
  void anOrderOfTheTrainingDataGivenToTheValidationIsTold() throws Exception {
    SequentialBlock block = network();
    StrategyOptimizer optimizer = optimizer(block, "sgd: 0.1", b -> b);
    try (Model model = Model.newInstance("p", "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config(optimizer))) {
        trainer.initialize(new Shape(8, 3));
        EpochSampler sampler = new EpochSampler(optimizer, 8, 1);
        EasyTrain.fit(
            trainer,
            2,
            data(trainer, ROWS).setSampling(sampler).build(),
            data(trainer, 24).setSampling(sampler).build());
        assertThat(told.get(0))
            .contains("data of 40 examples and of 24")
            .contains("setSampling(batch, false)");
      }
    }
  }

  @Test
  void anotherBatchSizeThanBeforeResumeIsToldInDjlsOrderToo() throws Exception {
    for (int batch : new int[] {8, 8, 4}) {
      SequentialBlock block = network();
      StrategyOptimizer optimizer = optimizer(block, "sgd: 0.1", b -> b.checkpoints(folder, 5, 2));
      try (Model model = Model.newInstance("p", "PyTorch")) {
        model.setBlock(block);
        try (Trainer trainer =
            model.newTrainer(
                config(optimizer).addTrainingListeners(new StrategyListener(optimizer)))) {
          trainer.initialize(new Shape(8, 3));
          optimizer.resume();
          EasyTrain.fit(trainer, 1, data(trainer, ROWS).setSampling(batch, true).build(), null);
        }
      }
      assertThat(told).hasSize(batch == 8 ? 0 : 2);
    }
    assertThat(told.get(0)).contains("batches of 8 of 40").contains("batches of 4 of 40");
    assertThat(told.get(1)).contains("10 batches");
  }

  private float[] meanAfterAnEpoch(boolean djlsOrder) throws Exception {
    SequentialBlock block = network();
    StrategyOptimizer optimizer =
        optimizer(
            block,
            "sgd: 0.1",
            b -> b.groups(ParameterGroup.of("02BatchNorm*").frozen().withStatistics()));
    try (Model model = Model.newInstance("p", "PyTorch")) {
      model.setBlock(block);
      try (Trainer trainer = model.newTrainer(config(optimizer))) {
        trainer.initialize(new Shape(8, 3));
        ArrayDataset.Builder data = data(trainer, ROWS);
        EasyTrain.fit(
            trainer,
            1,
            djlsOrder
                ? data.setSampling(8, true).build()
                : data.setSampling(new EpochSampler(optimizer, 8, 1)).build(),
            null);
        return block.getParameters().get("02BatchNorm_runningMean").getArray().toFloatArray();
      }
    }
  }

  @Test
  void averagesThatAGroupHoldsAreHeldAlsoWhereTheBlockIsInitializedLater() throws Exception {
    assertThat(meanAfterAnEpoch(false)).containsOnly(0);
    assertThat(meanAfterAnEpoch(true)).containsOnly(0);
    assertThat(told).isEmpty();
  }
}
