package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.LocalParameterServer;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strategies under DJL's own trainer. */
class StrategyOptimizerTest {
  private static final int STEPS = Trained.STEPS;

  @TempDir private Path folder;

  static Stream<String> strategies() {
    return SameAsPlainArraysTest.strategies();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void aTrainerLearnsAsPlainArraysDo(String text) {
    Strategy strategy = Notation.strategy(text);
    try (Trained djl = new Trained(text)) {
      PlainNetwork plain = new PlainNetwork(djl.network);
      Stepper onArrays =
          new Stepper(strategy, Horizon.ofSteps(STEPS), plain.tensors(djl.network.names()));
      double first = 0;
      for (int t = 0; t < STEPS; t++) {
        assertThat(djl.optimizer.t()).isEqualTo(t);
        assertThat(djl.optimizer.rate()).isEqualTo(onArrays.rate());
        double loss = djl.backward();
        double expected = plain.backward();
        first = t == 0 ? loss : first;
        assertThat(loss)
            .as("step %d", t)
            .isCloseTo(expected, within(1e-3 * expected + 3e-5 * first));
        djl.optimizer.loss(loss);
        djl.trainer.step();
        onArrays.step(expected);
        djl.optimizer.observe("validation-loss", 1);
        onArrays.observe("validation-loss", 1);
      }
      assertThat(djl.backward()).isNotEqualTo((float) first);
    }
  }

  @Test
  void anUpdateForSeveralMicroBatchesUsesTheMeanOfTheirGradients() {
    try (Trained once = new Trained("sgd(momentum=0.9): 0.1");
        Trained fourTimes = new Trained(b -> b.accumulate(4), "sgd(momentum=0.9): 0.1")) {
      fourTimes.startAs(once);
      for (int step = 0; step < 5; step++) {
        once.backward();
        once.trainer.step();
        for (int micro = 0; micro < 4; micro++) {
          assertThat(fourTimes.optimizer.t()).isEqualTo(step);
          fourTimes.backward();
          fourTimes.trainer.step();
        }
      }
      assertThat(fourTimes.optimizer.t()).isEqualTo(5);
      assertThat(fourTimes.optimizer.batches()).isEqualTo(20);
      float[][] expected = once.values();
      float[][] values = fourTimes.values();
      for (int i = 0; i < 4; i++) {
        assertThat(values[i]).containsExactly(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void whatIsLeftOfMicroBatchesMakesAnUpdateByTheirMeanWhenItIsAskedFor() {
    try (Trained once = new Trained("sgd(momentum=0.9): 0.1");
        Trained fourTimes = new Trained(b -> b.accumulate(4), "sgd(momentum=0.9): 0.1")) {
      fourTimes.startAs(once);
      for (int step = 0; step < 3; step++) {
        once.backward();
        once.trainer.step();
        for (int micro = 0; micro <= step; micro++) {
          fourTimes.backward();
          fourTimes.trainer.step();
        }
        fourTimes.optimizer.flush();
        fourTimes.optimizer.flush();
        assertThat(fourTimes.optimizer.t()).isEqualTo(step + 1);
      }
      assertThat(fourTimes.optimizer.batches()).isEqualTo(6);
      for (int i = 0; i < 4; i++) {
        assertThat(fourTimes.values()[i]).containsExactly(once.values()[i], within(1e-5f));
      }
    }
  }

  @Test
  void parametersOfOtherDevicesGetTheSameValues() {
    try (Trained one = new Trained("adam: 0.1")) {
      one.backward();
      NDArray[] others = new NDArray[4];
      for (int i = 0; i < 4; i++) {
        NDArray main = one.network.array(i);
        others[i] = main.duplicate();
        one.optimizer.update(one.network.parameter(i).getId(), main, main.getGradient());
        one.optimizer.update(one.network.parameter(i).getId(), others[i], main.getGradient());
      }
      assertThat(one.optimizer.t()).isEqualTo(1);
      for (int i = 0; i < 4; i++) {
        assertThat(others[i].toFloatArray()).isEqualTo(one.network.array(i).toFloatArray());
      }
    }
  }

  @Test
  void gradientsOfSeveralDevicesAreAddedUpAsDjlsParameterServerDoes() {
    try (Trained one = new Trained("sgd(momentum=0.9): 0.1");
        Trained two = new Trained("sgd(momentum=0.9): 0.1")) {
      two.startAs(one);
      LocalParameterServer server = new LocalParameterServer(two.optimizer);
      NDArray[] others = new NDArray[4];
      for (int i = 0; i < 4; i++) {
        others[i] = two.network.array(i).duplicate();
      }
      for (int t = 0; t < 3; t++) {
        one.network.backward(2); // as one device that saw what both saw
        one.trainer.step();
        two.backward();
        for (int i = 0; i < 4; i++) {
          NDArray main = two.network.array(i);
          NDArray[] gradients = {main.getGradient(), main.getGradient().duplicate()};
          server.update(
              two.network.parameter(i).getId(), gradients, new NDArray[] {main, others[i]});
        }
      }
      assertThat(two.optimizer.t()).isEqualTo(3);
      for (int i = 0; i < 4; i++) {
        assertThat(two.values()[i]).containsExactly(one.values()[i], within(1e-5f));
        assertThat(others[i].toFloatArray()).isEqualTo(two.values()[i]);
      }
    }
  }

  @Test
  void gradientsOfSeveralDevicesCountOnceWhenTheyAreAccumulated() {
    try (Trained one = new Trained("sgd(momentum=0.9): 0.1");
        Trained two = new Trained(b -> b.accumulate(2), "sgd(momentum=0.9): 0.1")) {
      two.startAs(one);
      LocalParameterServer server = new LocalParameterServer(two.optimizer);
      NDArray[] others = new NDArray[4];
      for (int i = 0; i < 4; i++) {
        others[i] = two.network.array(i).duplicate();
        others[i].setRequiresGradient(true);
      }
      for (int t = 0; t < 4; t++) {
        if (t % 2 == 0) {
          one.network.backward(2); // the mean of two batches of what two devices saw
          one.trainer.step();
        }
        two.backward();
        for (int i = 0; i < 4; i++) {
          NDArray main = two.network.array(i);
          // the other device saw the same, and adds it to what it has
          try (GradientCollector collector = two.trainer.newGradientCollector()) {
            NDArray seen = two.network.array(i).getGradient().duplicate();
            if (t % 2 == 1) {
              seen = seen.div(3); // of this batch alone, beside two that the main one has
            }
            collector.backward(others[i].mul(seen).sum());
          }
          NDArray[] gradients = {main.getGradient(), others[i].getGradient()};
          server.update(
              two.network.parameter(i).getId(), gradients, new NDArray[] {main, others[i]});
          assertThat(others[i].getGradient().toFloatArray()).containsOnly(0);
        }
      }
      assertThat(two.optimizer.t()).isEqualTo(2);
      for (int i = 0; i < 4; i++) {
        assertThat(two.values()[i]).containsExactly(one.values()[i], within(1e-5f));
        assertThat(others[i].toFloatArray()).isEqualTo(two.values()[i]);
      }
    }
  }

  @Test
  void parametersOfOtherDevicesAreEvaluatedAtTheSamePoint() {
    try (Trained one = new Trained("schedule-free-sgd: 0.1")) {
      NDArray[] others = new NDArray[4];
      for (int t = 0; t < 5; t++) {
        one.backward();
        for (int i = 0; i < 4; i++) {
          NDArray main = one.network.array(i);
          others[i] = others[i] == null ? main.duplicate() : others[i];
          one.optimizer.update(one.network.parameter(i).getId(), main, main.getGradient());
          one.optimizer.update(one.network.parameter(i).getId(), others[i], main.getGradient());
        }
      }
      float[][] trained = one.values();
      one.optimizer.toEvaluation();
      assertThat(Arrays.deepEquals(one.values(), trained)).isFalse();
      for (int i = 0; i < 4; i++) {
        assertThat(others[i].toFloatArray()).isEqualTo(one.values()[i]);
      }
      one.optimizer.toTraining();
      for (int i = 0; i < 4; i++) {
        assertThat(others[i].toFloatArray()).isEqualTo(trained[i]);
      }
    }
  }

  @Test
  void aGroupMayMoveAtARateOfItsOwn() {
    try (Trained whole = new Trained("sgd: 0.1");
        Trained slower =
            new Trained(b -> b.groups(ParameterGroup.of("01*").rate(0.5)), "sgd: 0.1")) {
      slower.startAs(whole);
      float[][] start = whole.values();
      whole.backward();
      whole.trainer.step();
      slower.backward();
      slower.trainer.step();
      for (int i = 0; i < 4; i++) {
        float factor = i < 2 ? 0.5f : 1;
        for (int k = 0; k < start[i].length; k++) {
          assertThat(slower.values()[i][k] - start[i][k])
              .isCloseTo(factor * (whole.values()[i][k] - start[i][k]), within(1e-6f));
        }
      }
    }
  }

  @Test
  void stepsMayComeFromAnyThread() throws Exception {
    try (Trained here = new Trained("adam: 0.1");
        Trained elsewhere = new Trained("adam: 0.1")) {
      elsewhere.startAs(here);
      for (int t = 0; t < 3; t++) {
        here.backward();
        here.trainer.step();
        elsewhere.backward();
        Thread thread = new Thread(elsewhere.trainer::step);
        thread.start();
        thread.join();
      }
      assertThat(elsewhere.optimizer.t()).isEqualTo(3);
      assertThat(elsewhere.values()).isDeepEqualTo(here.values());
    }
  }

  @Test
  void groupsGoByTheBlocksNames() {
    try (Trained one =
        new Trained(
            b ->
                b.groups(
                    ParameterGroup.of("*_bias").frozen(),
                    ParameterGroup.of("03Linear*").frozenUntil(2)),
            "sgd: 0.1")) {
      float[][] start = one.values();
      for (int t = 0; t < 2; t++) {
        one.backward();
        one.trainer.step();
      }
      float[][] then = one.values();
      assertThat(then[0]).isNotEqualTo(start[0]);
      assertThat(then[1]).isEqualTo(start[1]);
      assertThat(then[2]).isEqualTo(start[2]);
      one.backward();
      one.trainer.step();
      assertThat(one.values()[2]).isNotEqualTo(start[2]);
    }
  }

  @Test
  void aParameterFrozenInMidTrainingIsAnErrorThatSaysWhatToDo() {
    try (Trained one = new Trained("sgd: 0.1")) {
      one.backward();
      one.trainer.step();
      one.network.parameter(3).freeze(true);
      one.backward();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(one.trainer::step)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(one.network.names().get(3))
            .hasMessageContaining("frozenFrom(1)");
      }
      one.network.parameter(3).freeze(false);
      one.backward();
      one.trainer.step();
      assertThat(one.optimizer.t()).isEqualTo(2);
    }
  }

  @Test
  void aParameterUnfrozenInMidTrainingIsTrainedFromThere() {
    try (Trained one = new Trained("adamw: 0.1")) {
      one.network.parameter(0).freeze(true);
      one.backward();
      one.trainer.step();
      float[] start = one.network.array(0).toFloatArray();
      one.network.parameter(0).freeze(false);
      one.backward();
      one.trainer.step();
      assertThat(one.optimizer.t()).isEqualTo(2);
      assertThat(one.network.array(0).toFloatArray()).isNotEqualTo(start);
      assertThat(one.optimizer.describe()).contains("trained from step 1 on");
    }
  }

  @Test
  void anUpdateThatDoesNotComeIsAnErrorAndTheNextStepIsWhole() {
    try (Trained one = new Trained("sgd: 0.1")) {
      one.backward();
      one.trainer.step();
      one.backward();
      Runnable first =
          () ->
              one.optimizer.update(
                  one.network.parameter(0).getId(), one.network.array(0), one.network.array(0));
      first.run();
      assertThatThrownBy(first::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no update came for")
          .hasMessageContaining(one.network.names().get(3));
      one.trainer.step();
      assertThat(one.optimizer.t()).isEqualTo(2);
    }
  }

  @Test
  void aParameterThatIsFrozenBeforeTrainingStays() {
    try (Trained one = new Trained("sgd: 0.1")) {
      one.network.parameter(0).freeze(true);
      float[] start = one.network.array(0).toFloatArray();
      one.backward();
      one.trainer.step();
      assertThat(one.optimizer.t()).isEqualTo(1);
      assertThat(one.network.array(0).toFloatArray()).isEqualTo(start);
      assertThat(one.network.array(1).toFloatArray()).isNotEqualTo(new float[start.length]);
    }
  }

  @Test
  void aParameterThatIsFrozenBeforeTrainingStaysAlsoWhereGradientsAreAccumulated() {
    for (boolean byEngine : new boolean[] {false, true}) {
      try (Trained one =
          new Trained(b -> b.accumulate(2).byEngine(array -> byEngine), "sgd: 0.1")) {
        one.network.parameter(0).freeze(true);
        float[] start = one.network.array(0).toFloatArray();
        for (int batch = 0; batch < 4; batch++) {
          one.backward();
          one.trainer.step();
        }
        assertThat(one.optimizer.t()).isEqualTo(2);
        assertThat(one.network.array(0).toFloatArray()).isEqualTo(start);
      }
    }
  }

  @Test
  void djlsOwnClippingIsRefused() {
    try (Network network = new Network(8)) {
      assertThatThrownBy(
              () ->
                  StrategyOptimizer.builder(network.block, "sgd: 1", Horizon.ofSteps(1))
                      .optClipGrad(1)
                      .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("clip-norm");
    }
  }

  @Test
  void anUpdateNumberToBeginWithIsRefused() {
    try (Network network = new Network(8)) {
      assertThatThrownBy(
              () ->
                  StrategyOptimizer.builder(network.block, "sgd: 1", Horizon.ofSteps(1))
                      .optBeginNumUpdate(100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("resume()");
    }
  }

  @Test
  void aStepWithoutABackwardPassIsToldOnce() {
    List<String> told = new ArrayList<>();
    try (Trained one = new Trained(b -> b.notices(told::add), "sgd(momentum=0.9): 0.1")) {
      one.backward();
      one.trainer.step();
      assertThat(told).isEmpty();
      one.trainer.step();
      one.trainer.step();
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("all gradients were 0 at step 1").contains("backward pass");
    }
  }

  /**
   * A network with an average of its data and with chance in it, trained from one step to another.
   */
  private float[][] train(Path checkpoints, int steps) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.3f).build())
            .add(Linear.builder().setUnits(2).build());
    StrategyOptimizer optimizer =
        StrategyOptimizer.builder(
                block, "adam: plateau(0.05, factor=0.5, patience=0)", Horizon.ofEpochs(4, 10))
            .seed(7)
            .checkpoints(checkpoints, 4, 2)
            .build();
    try (Model model = Model.newInstance("noisy", "PyTorch")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(4, 3));
        optimizer.resume();
        while (optimizer.t() < steps) {
          float[] data = new float[12];
          for (int i = 0; i < data.length; i++) {
            data[i] = (float) Math.sin(optimizer.t() * 5 + i);
          }
          NDArray rows = trainer.getManager().create(data, new Shape(4, 3));
          NDArray labels = trainer.getManager().create(new int[] {0, 1, 0, 1});
          try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList output = trainer.forward(new NDList(rows));
            collector.backward(trainer.getLoss().evaluate(new NDList(labels), output));
          }
          trainer.step();
          if (optimizer.t() % 6 == 0) {
            optimizer.observe("validation-loss", 1);
          }
        }
        return block.getParameters().values().stream()
            .map(parameter -> parameter.getArray().toFloatArray())
            .toArray(float[][]::new);
      }
    }
  }

  @Test
  void aTrainingGoesOnToTheLastBitWithDropoutAndBatchNormalization() throws Exception {
    float[][] whole = train(folder.resolve("whole"), 30);
    Path stopped = folder.resolve("stopped");
    for (int steps : new int[] {9, 17, 23, 30}) { // each goes on from the checkpoint before
      train(stopped, steps);
    }
    assertThat(train(stopped, 30)).isDeepEqualTo(whole);
    try (Stream<Path> files = Files.list(stopped)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactly("step-000000000024.rubato", "step-000000000028.rubato");
    }
    assertThat(Arrays.stream(whole).filter(values -> values.length == 8).count())
        .as("biases, scales, shifts, means and variances")
        .isEqualTo(5);
  }
}
