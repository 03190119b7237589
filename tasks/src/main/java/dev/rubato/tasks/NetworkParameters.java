package dev.rubato.tasks;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import dev.rubato.djl.BlockTensors;
import dev.rubato.lab.TaskParameter;
import dev.rubato.strategy.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What the parameters of a network are called, found by making it once. */
final class NetworkParameters {
  private NetworkParameters() {}

  /**
   * The trainable parameters, each once.
   *
   * @param batch how many examples come at once
   * @param example an example's shape
   */
  static List<TaskParameter> of(Block network, int batch, long... example) {
    long[] input = new long[example.length + 1];
    input[0] = batch;
    System.arraycopy(example, 0, input, 1, example.length);
    List<TaskParameter> parameters = new ArrayList<>();
    try (NDManager manager = Engine.newManager()) {
      Engine.initialize(network, manager, new Shape(input));
      Gradients.allocate(manager, network);
      for (Tensor tensor : BlockTensors.ofAll(network).tensors()) {
        if (!tensor.isStill()) {
          List<String> names = new ArrayList<>(List.of(tensor.name()));
          names.addAll(tensor.otherNames());
          parameters.add(new TaskParameter(names, tensor.kind(), tensor.shape()));
        }
      }
    }
    return List.copyOf(parameters);
  }
}
