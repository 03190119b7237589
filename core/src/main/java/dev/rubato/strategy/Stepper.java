package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.optimizer.Kernel;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RunningSchedule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A strategy at work on the parameters of one training: the step, the optimizer's memory, and what
 * the watching phrases saw.
 *
 * <pre>{@code
 * Strategy strategy = Notation.strategy("sgd(momentum=0.9): linear(0.1 -> 0)");
 * float[] w = {3, -4};
 * float[] g = new float[2];
 * Stepper stepper = new Stepper(strategy, Horizon.ofSteps(100), List.of(Tensor.of("w", w, g)));
 * while (stepper.t() < 100) {
 *   for (int i = 0; i < g.length; i++) {
 *     g[i] = w[i] - 1; // the gradient of ½(w − 1)²
 *   }
 *   stepper.step();
 * }
 * Math.round(w[0]); // 1
 * }</pre>
 *
 * <p>Not thread-safe: one training, one thread at a time.
 */
public final class Stepper {
  private final List<Tensor> tensors;
  private final Hyperparameters numbers;
  private final Kernel kernel;
  private final boolean maximize;
  private final boolean skip;
  private final float[][][][] state; // tensor, block, slot, parameter
  private final float[] values = new float[Tensor.BLOCK];
  private final float[] gradient = new float[Tensor.BLOCK];
  private long t;
  private long skipped;

  /**
   * A strategy before its first step.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public Stepper(Strategy strategy, Horizon horizon, List<Tensor> tensors) {
    this.tensors = List.copyOf(tensors);
    this.numbers = new Hyperparameters(strategy, horizon);
    Arguments arguments = strategy.optimizerOrSgd().arguments();
    this.kernel = strategy.optimizerOrSgd().algorithm().kernel(arguments);
    this.maximize = arguments.flag("maximize");
    this.skip = arguments.word("on-non-finite").equals("skip");
    this.state = new float[tensors.size()][][][];
    for (int i = 0; i < state.length; i++) {
      state[i] = allocate(tensors.get(i));
    }
  }

  private float[][][] allocate(Tensor tensor) {
    float[][][] blocks = new float[tensor.blocks()][kernel.slots()][];
    for (int block = 0; block < blocks.length; block++) {
      for (int slot = 0; slot < kernel.slots(); slot++) {
        blocks[block][slot] = new float[tensor.length(block)];
        Arrays.fill(blocks[block][slot], kernel.initial(slot));
      }
    }
    return blocks;
  }

  /** How many updates were made. */
  public long t() {
    return t;
  }

  /** How many steps were skipped because a gradient was not finite. */
  public long skipped() {
    return skipped;
  }

  /** The learning rate that the next update will use. */
  public double rate() {
    return numbers.rateAt(t);
  }

  /**
   * One update from the gradients as they are now. Where a gradient is clipped, mirrored or not
   * finite, the gradient itself is left as it is.
   *
   * @throws NonFiniteGradientException where a gradient is not finite, unless such steps are
   *     skipped
   */
  public void step() {
    double squares = 0;
    for (Tensor tensor : tensors) {
      double sum = sumOfSquares(tensor);
      if (!Double.isFinite(sum)) {
        if (skip) {
          skipped++;
          return;
        }
        throw new NonFiniteGradientException(tensor.name(), t);
      }
      squares += sum;
    }
    numbers.moveTo(t);
    kernel.begin(numbers);
    double norm = Math.sqrt(squares);
    double limit = numbers.has("clip-norm") ? numbers.number("clip-norm") : norm;
    float scale = (float) ((norm > limit ? limit / norm : 1) * (maximize ? -1 : 1));
    float bound =
        numbers.has("clip-value") ? (float) numbers.number("clip-value") : Float.POSITIVE_INFINITY;
    boolean changed = scale != 1 || bound < Float.POSITIVE_INFINITY;
    for (int i = 0; i < state.length; i++) {
      Tensor tensor = tensors.get(i);
      for (int block = 0; block < state[i].length; block++) {
        int length = tensor.length(block);
        float[] p = tensor.values(block, values);
        float[] g = tensor.gradient(block, gradient);
        if (changed) {
          g = clipped(g, length, scale, bound);
        }
        kernel.update(p, g, state[i][block], 0, length);
        tensor.store(block, p);
      }
    }
    t++;
  }

  private double sumOfSquares(Tensor tensor) {
    double sum = 0;
    for (int block = 0; block < tensor.blocks(); block++) {
      float[] g = tensor.gradient(block, gradient);
      int length = tensor.length(block);
      for (int i = 0; i < length; i++) {
        sum += (double) g[i] * g[i];
      }
    }
    return sum;
  }

  private float[] clipped(float[] g, int length, float scale, float bound) {
    float[] copy = g == gradient ? g : Arrays.copyOf(g, length);
    for (int i = 0; i < length; i++) {
      copy[i] = Math.max(-bound, Math.min(bound, scale * copy[i]));
    }
    return copy;
  }

  /** The metrics that the strategy watches. */
  public Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    numbers.schedules().forEach(schedule -> metrics.addAll(schedule.metrics()));
    return metrics;
  }

  /** Tells the watching phrases of an evaluation made now. */
  public void observe(String metric, double value) {
    for (RunningSchedule schedule : numbers.schedules()) {
      schedule.observe(t, metric, value);
    }
  }
}
