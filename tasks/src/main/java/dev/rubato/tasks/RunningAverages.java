package dev.rubato.tasks;

import dev.rubato.djl.BlockTensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What forward passes of a network in training move and no step does, such as the running averages
 * of batch normalization: they can be put back after passes that don't count.
 */
final class RunningAverages {
  private final List<FloatBuffer> places = new ArrayList<>();
  private final List<float[]> kept = new ArrayList<>();

  RunningAverages(BlockTensors tensors) {
    for (int i = 0; i < tensors.tensors().size(); i++) {
      if (tensors.tensors().get(i).isStill()) {
        FloatBuffer values = tensors.values(i);
        places.add(values);
        kept.add(new float[values.capacity()]);
      }
    }
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Remembers them as they are now. */
  void keep() {
    for (int i = 0; i < places.size(); i++) {
      places.get(i).get(0, kept.get(i));
    }
  }

  /** Puts them back as they were when they were kept last. */
  void putBack() {
    for (int i = 0; i < places.size(); i++) {
      places.get(i).put(0, kept.get(i));
    }
  }
}
