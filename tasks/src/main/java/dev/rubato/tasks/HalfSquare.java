package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/**
 * Half the mean square of the errors, the loss of a regression.
 *
 * <p>DJL's own L2 loss multiplies by a number, which it puts into an array in a Java buffer.
 * PyTorch reads it again for the gradient, when Java may have reclaimed the buffer: then, rarely, a
 * gradient is wrong. So here nothing is multiplied by a number: the mean with as many added zeros
 * is half the mean.
 */
final class HalfSquare extends Loss {
  HalfSquare() {
    super("half mean square");
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray predicted = predictions.singletonOrThrow();
    NDArray errors = labels.singletonOrThrow().reshape(predicted.getShape()).sub(predicted);
    return errors.concat(errors.zerosLike()).square().mean();
  }
}
