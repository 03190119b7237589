package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * DJL's PyTorch engine as the tasks use it: one thread per training, so that parallel trainings do
 * not share cores and every sum has a fixed order, and no network access.
 */
final class Engine {
  static {
    // before the engine starts; a user's own settings win
    setDefault("ai.djl.offline", "true");
    setDefault("ai.djl.pytorch.num_threads", "1");
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    setDefault("ai.djl.pytorch.graph_optimizer", "false");
  }

  private Engine() {}

  private static void setDefault(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** The engine and its version, on which results depend. */
  static String version() {
    return "PyTorch " + ai.djl.engine.Engine.getEngine("PyTorch").getVersion();
  }

  static NDManager newManager() {
    return NDManager.newBaseManager("PyTorch");
  }

  /**
   * Gives a network its parameters. DJL draws them from one generator for all threads, so one at a
   * time.
   */
  static synchronized void initialize(Block network, NDManager manager, Shape input) {
    network.initialize(manager, DataType.FLOAT32, input);
  }

  /** The memory of a dense array on the CPU. */
  static ByteBuffer view(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }
}
