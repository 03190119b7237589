package dev.rubato.strategy;

import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Constant;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Schedules;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What any optimizer must do, to be asked of one's own in a test: one line tests an algorithm as
 * those of the catalogue are tested.
 *
 * <pre>{@code
 * AlgorithmCheck.check(Optimizers.sgd(), 0.3);
 * }</pre>
 *
 * <p>It descends; it gives the same bits on any number of threads, in arrays and in direct buffers,
 * and from any checkpoint on; a rate of 0 moves nothing; gradients of 0, the smallest and the
 * largest leave the parameters finite; parameters that are frozen stay; a step allocates nothing.
 */
public final class AlgorithmCheck {
  private static final int STEPS = 100;
  private static final int[] SIZES = {2 * Tensor.BLOCK + 7, 5, 96};
  private static final String[] NAMES = {"large", "bias", "matrix"};
  private static final int ROWS = 12;

  private final Optimizer optimizer;
  private final Schedule rate;

  private AlgorithmCheck(Optimizer optimizer, Schedule rate) {
    this.optimizer = optimizer;
    this.rate = rate;
  }

  /**
   * Checks an optimizer.
   *
   * @param rate a learning rate at which it walks down ½h(p − 1)², h from 1 to 4, from p = 2 in 100
   *     steps
   * @throws AssertionError which says what is not so
   */
  public static void check(Optimizer optimizer, double rate) {
    AlgorithmCheck check = new AlgorithmCheck(optimizer, Schedules.cosine(rate, 0));
    try {
      check.staysFinite();
      check.descends();
      check.threadsAndMemoryChangeNothing();
      check.goesOnFromCheckpoints();
      new AlgorithmCheck(optimizer, new Constant(0)).staysAtARateOfZero();
      check.leavesTheFrozen();
      check.allocatesNothing();
    } catch (NonFiniteGradientException e) {
      throw new AssertionError(optimizer + " at " + check.rate + " diverges", e);
    }
  }

  /** Some parameters on their way to 1. */
  private static final class Training {
    private final float[][] p = new float[SIZES.length][];
    private final float[][] g = new float[SIZES.length][];
    private final FloatBuffer[] values = new FloatBuffer[SIZES.length];
    private final FloatBuffer[] gradients = new FloatBuffer[SIZES.length];
    private final boolean direct;
    private final Stepper stepper;

    Training(Strategy strategy, StepperOptions options, boolean direct) {
      this.direct = direct;
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < SIZES.length; i++) {
        p[i] = new float[SIZES[i]];
        g[i] = new float[SIZES[i]];
        Arrays.fill(p[i], 2);
        values[i] = buffer(p[i]);
        gradients[i] = buffer(g[i]);
        int[] shape = NAMES[i].equals("matrix") ? new int[] {ROWS, SIZES[i] / ROWS} : new int[0];
        tensors.add(
            direct
                ? Tensor.of(NAMES[i], values[i], gradients[i], shape)
                : Tensor.of(NAMES[i], p[i], g[i], shape));
      }
      stepper = new Stepper(strategy, Horizon.ofSteps(STEPS), tensors, options);
    }

    private static FloatBuffer buffer(float[] numbers) {
      return ByteBuffer.allocateDirect(Float.BYTES * numbers.length)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer()
          .put(0, numbers);
    }

    /** Computes the gradients, and returns the loss. */
    double look() {
      double loss = 0;
      for (int k = 0; k < p.length; k++) {
        if (direct) {
          values[k].get(0, p[k]);
        }
        for (int i = 0; i < p[k].length; i++) {
          double h = 1 + (i & 3);
          double off = p[k][i] - 1.0;
          loss += 0.5 * h * off * off;
          g[k][i] = (float) (h * off);
        }
        gradients[k].put(0, g[k]);
      }
      return loss;
    }

    Training steps(int count) {
      for (int i = 0; i < count; i++) {
        stepper.step(look());
      }
      look();
      return this;
    }

    /** One step under gradients between −scale and scale. */
    void step(double scale) {
      for (int k = 0; k < p.length; k++) {
        for (int i = 0; i < p[k].length; i++) {
          g[k][i] = (float) (scale * ((i % 7 - 3) / 3.0));
        }
      }
      stepper.step(1);
    }

    void mustEqual(Training expected, String what) {
      for (int k = 0; k < p.length; k++) {
        mustEqual(NAMES[k], p[k], expected.p[k], what);
      }
    }

    private void mustEqual(String name, float[] ours, float[] expected, String what) {
      for (int i = 0; i < ours.length; i++) {
        if (Float.floatToRawIntBits(ours[i]) != Float.floatToRawIntBits(expected[i])) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "%s: number %d of \"%s\" is %s after %d steps, but should be %s",
                  what,
                  i,
                  name,
                  ours[i],
                  stepper.t(),
                  expected[i]));
        }
      }
    }
  }

  private Training training(StepperOptions options, boolean direct) {
    return new Training(new Strategy(optimizer, rate), options, direct);
  }

  private Training training() {
    return training(StepperOptions.DEFAULT.withThreads(1), false);
  }

  private void descends() {
    Training training = training();
    double before = training.look();
    training.steps(STEPS).stepper.toEvaluation();
    double after = training.look();
    if (!(after < before / 2)) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s at %s does not descend: the loss goes from %.4g to %.4g in %d steps; does another"
                  + " rate suit it?",
              optimizer,
              rate,
              before,
              after,
              STEPS));
    }
  }

  private void threadsAndMemoryChangeNothing() {
    Training one = training().steps(STEPS);
    for (boolean direct : new boolean[] {false, true}) {
      for (int threads : new int[] {1, 2, 8}) {
        training(StepperOptions.DEFAULT.withThreads(threads), direct)
            .steps(STEPS)
            .mustEqual(
                one,
                (direct ? "in direct buffers" : "in arrays")
                    + " on "
                    + threads
                    + " threads; in update, nothing but p and state may be written, and nothing but"
                    + " i depend on from and to");
      }
    }
  }

  private void goesOnFromCheckpoints() {
    Training whole = training();
    List<byte[]> checkpoints = new ArrayList<>();
    for (int t = 0; t < STEPS; t += 10) {
      checkpoints.add(Checkpoint.bytes(whole.stepper.snapshot()));
      whole.steps(10);
    }
    for (byte[] checkpoint : checkpoints) {
      Training again = training();
      try {
        again.stepper.restore(Checkpoint.of(checkpoint));
      } catch (CheckpointException e) {
        throw new AssertionError("its checkpoint can't be read", e);
      }
      long from = again.stepper.t();
      again
          .steps((int) (STEPS - from))
          .mustEqual(
              whole,
              "from the checkpoint of step "
                  + from
                  + "; what a kernel remembers must be in its slots or its memory");
    }
  }

  private void staysAtARateOfZero() {
    Training training = training();
    Training untouched = training();
    training.steps(20).mustEqual(untouched, "at a rate of 0");
  }

  private void staysFinite() {
    for (double scale : new double[] {0, 1e-45, 1e-38, 1e-30, 1e-15, 1e15}) {
      Training training = training();
      for (int t = 0; t < 20; t++) {
        training.step(t % 2 == 0 ? scale : scale / 2);
      }
      for (float[] tensor : training.p) {
        for (float number : tensor) {
          if (!Float.isFinite(number)) {
            throw new AssertionError(
                optimizer + " under gradients of " + scale + ": a parameter is " + number);
          }
        }
      }
    }
  }

  private void leavesTheFrozen() {
    List<ParameterGroup> groups = List.of(ParameterGroup.of("bias").frozenUntil(STEPS / 2));
    Training training = training(StepperOptions.DEFAULT.withGroups(groups), false);
    training.steps(STEPS / 2);
    training.mustEqual("bias", training.p[1], new float[] {2, 2, 2, 2, 2}, "frozen until now");
    training.steps(STEPS - STEPS / 2);
  }

  private void allocatesNothing() {
    Training training = training().steps(1);
    double loss = training.look();
    long bytes = Long.MAX_VALUE;
    // the JVM may allocate once for itself, where it replaces code; a step that does, does each
    // time
    for (int round = 0; round < 3 && bytes > 8L * STEPS; round++) {
      long before = allocated();
      for (int t = 0; t < STEPS; t++) {
        training.stepper.step(loss);
      }
      long after = allocated();
      long reading = allocated() - after; // it allocates too
      bytes = after - before - reading;
    }
    if (bytes > 8L * STEPS) {
      throw new AssertionError(optimizer + " allocates " + bytes / STEPS + " bytes in a step");
    }
  }

  /** Bytes that this thread has allocated, or 0 where the JVM does not count them. */
  private static long allocated() {
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName threading = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
      Object[] self = {Thread.currentThread().getId()};
      String[] types = {"long"};
      return (Long) server.invoke(threading, "getThreadAllocatedBytes", self, types);
    } catch (JMException e) {
      return 0;
    }
  }
}
