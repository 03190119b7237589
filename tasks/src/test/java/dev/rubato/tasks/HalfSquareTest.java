package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HalfSquareTest {

  /** The gradient of a loss where Java's collector was at work after the loss was computed. */
  private static float[] gradient(Loss loss, float[] predictions, float[] labels) throws Exception {
    try (NDManager manager = Engine.newManager()) {
      NDArray predicted = manager.create(predictions, new Shape(predictions.length, 1));
      predicted.setRequiresGradient(true);
      NDArray expected = manager.create(labels, new Shape(labels.length, 1));
      Gradients.record();
      NDArray value = loss.evaluate(new NDList(expected), new NDList(predicted));
      Gradients.stop();
      System.gc();
      Thread.sleep(5); // buffers are freed by a thread of their own
      for (int i = 0; i < 200; i++) {
        ByteBuffer.allocateDirect(4).putInt(0, 0x7f800000); // infinity, where others were
      }
      Gradients.backward(manager, value);
      return predicted.getGradient().toFloatArray();
    }
  }

  @Test
  void itIsHalfTheMeanSquare() {
    try (NDManager manager = Engine.newManager()) {
      NDList predicted = new NDList(manager.create(new float[] {1, 2, 4}, new Shape(3, 1)));
      NDList expected = new NDList(manager.create(new float[] {0, 2, 1}, new Shape(3, 1)));
      assertThat(new HalfSquare().evaluate(expected, predicted).getFloat()).isEqualTo(10f / 6);
    }
  }

  @Test
  void itsGradientIsRightAlsoWhenJavaTookBackItsBuffersMeanwhile() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(gradient(new HalfSquare(), new float[] {1, 2, 4, 0}, new float[] {0, 3, 1, 4}))
          .containsExactly(0.25f, -0.25f, 0.75f, -1);
    }
  }
}
