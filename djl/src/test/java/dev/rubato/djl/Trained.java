package dev.rubato.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import dev.rubato.schedule.Horizon;
import java.util.function.UnaryOperator;

/** A network in a trainer, which computes the loss on all its examples. */
final class Trained implements AutoCloseable {
  static final int STEPS = 40;

  final Network network = new Network(8);
  final Model model = Model.newInstance("network", "PyTorch");
  final StrategyOptimizer optimizer;
  final Trainer trainer;
  final NDArray rows = network.manager.create(network.inputs);
  final NDArray labels = network.manager.create(network.labels);

  Trained(String strategy) {
    this(builder -> builder, strategy);
  }

  Trained(UnaryOperator<StrategyOptimizerBuilder> options, String strategy) {
    optimizer =
        options
            .apply(StrategyOptimizer.builder(network.block, strategy, Horizon.ofSteps(STEPS)))
            .build();
    model.setBlock(network.block);
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
  }

  float backward() {
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList output = trainer.forward(new NDList(rows));
      NDArray loss = trainer.getLoss().evaluate(new NDList(labels), output);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  float[][] values() {
    float[][] values = new float[4][];
    for (int i = 0; i < 4; i++) {
      values[i] = network.array(i).toFloatArray();
    }
    return values;
  }

  Trained startAs(Trained other) {
    for (int i = 0; i < 4; i++) {
      ParameterMemory.untrained("p", network.array(i)).set(other.network.array(i).toFloatArray());
    }
    return this;
  }

  @Override
  public void close() {
    trainer.close();
    network.close();
  }
}
