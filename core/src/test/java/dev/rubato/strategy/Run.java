package dev.rubato.strategy;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One training of a problem, in arrays or in direct buffers. */
final class Run {
  private final Problem problem;
  private final boolean uphill;
  private final boolean breaks;
  private final float[][] p;
  private final float[][] g;
  private final FloatBuffer[] pBuffers;
  private final FloatBuffer[] gBuffers;
  private final Stepper stepper;
  private double loss; // as the stepper is told it

  Run(Problem problem, Strategy strategy, Horizon horizon, StepperOptions options, boolean direct) {
    this.problem = problem;
    this.uphill = strategy.optimizerOrSgd().arguments().flag("maximize");
    this.breaks = strategy.optimizerOrSgd().arguments().word("on-non-finite").equals("skip");
    int tensors = problem.names().length;
    this.p = new float[tensors][];
    this.g = new float[tensors][];
    this.pBuffers = new FloatBuffer[direct ? tensors : 0];
    this.gBuffers = new FloatBuffer[direct ? tensors : 0];
    for (int i = 0; i < tensors; i++) {
      p[i] = new float[problem.size(i)];
      g[i] = new float[problem.size(i)];
    }
    problem.start(p);
    List<Tensor> list = new ArrayList<>();
    for (int i = 0; i < tensors; i++) {
      if (direct) {
        pBuffers[i] = direct(p[i]);
        gBuffers[i] = direct(g[i]);
        list.add(Tensor.of(problem.names()[i], pBuffers[i], gBuffers[i], problem.shape(i)));
      } else {
        list.add(Tensor.of(problem.names()[i], p[i], g[i], problem.shape(i)));
      }
    }
    this.stepper = new Stepper(strategy, horizon, list, options);
  }

  Run(Problem problem, String strategy, long steps, StepperOptions options) {
    this(problem, Notation.strategy(strategy), Horizon.ofSteps(steps), options, false);
  }

  private static FloatBuffer direct(float[] numbers) {
    return ByteBuffer.allocateDirect(4 * numbers.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, numbers);
  }

  Stepper stepper() {
    return stepper;
  }

  /** The parameters where they are now. */
  float[][] values() {
    for (int i = 0; i < pBuffers.length; i++) {
      pBuffers[i].get(0, p[i]);
    }
    return p;
  }

  float[][] gradients() {
    return g;
  }

  /** How often a step was asked for. */
  long asked() {
    return stepper.t() + stepper.skipped();
  }

  /**
   * Computes the gradients, and returns the loss. Where such steps are skipped, every seventh has a
   * gradient that is not finite.
   */
  double look() {
    double looked = problem.loss(values(), g);
    loss = uphill ? -looked : looked;
    for (float[] tensor : g) {
      for (int i = 0; uphill && i < tensor.length; i++) {
        tensor[i] = -tensor[i];
      }
    }
    if (breaks && asked() % 7 == 3) {
      g[0][g[0].length - 1] = asked() % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
    }
    for (int i = 0; i < gBuffers.length; i++) {
      gBuffers[i].put(0, g[i]);
    }
    return looked;
  }

  Run steps(int count) {
    for (int i = 0; i < count; i++) {
      look();
      step();
    }
    return this;
  }

  /** An update by the gradients and the loss of the last look. */
  void step() {
    stepper.step(loss);
  }

  /** The loss of the point that is to be evaluated. */
  double evaluated() {
    stepper.toEvaluation();
    double evaluated = look();
    stepper.toTraining();
    return evaluated;
  }

  /** All bits of the parameters. */
  int[] bits() {
    return Arrays.stream(values())
        .flatMapToInt(
            tensor ->
                java.util.stream.IntStream.range(0, tensor.length)
                    .map(i -> Float.floatToRawIntBits(tensor[i])))
        .toArray();
  }
}
