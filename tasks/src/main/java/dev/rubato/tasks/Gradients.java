package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Pair;

/**
 * Gradients on the calling thread: DJL's own collector lets only one training in a process compute
 * them at a time, while PyTorch keeps its switch per thread.
 */
final class Gradients {
  private Gradients() {}

  /** Records what follows on this thread, for {@link #backward}. */
  static void record() {
    JniUtils.setGradMode(true);
  }

  /** Stops recording on this thread. */
  static void stop() {
    JniUtils.setGradMode(false);
  }

  /** Has PyTorch allocate the gradients of the trained parameters, which are 1 then. */
  static void allocate(NDManager manager, Block network) {
    try (NDManager scope = manager.newSubManager()) {
      record();
      for (Pair<String, Parameter> named : network.getParameters()) {
        NDArray weight = named.getValue().getArray();
        if (!named.getValue().requiresGradient()) {
          continue; // a running average
        }
        weight.setRequiresGradient(true);
        weight.tempAttach(scope);
        backward(scope, weight.sum());
      }
    } finally {
      stop();
    }
  }

  /** Adds the gradients of a recorded loss to those of the parameters. */
  static void backward(NDManager manager, NDArray loss) {
    NDArray one = manager.ones(loss.getShape());
    JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
  }
}
