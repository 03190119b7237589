package dev.rubato.strategy;

import dev.rubato.argument.Arguments;
import dev.rubato.optimizer.Averaging;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

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
 * <p>After the first, a step allocates nothing; it gives the same to the last bit on any number of
 * threads. Not thread-safe itself: one training, one thread at a time.
 */
public final class Stepper {
  private final RunningStrategy numbers;
  private final StepperParts parts;
  private final Clip clip;
  private final ChunkPasses passes;
  private final EvaluationPoint evaluation;
  private final boolean skip;
  private final boolean uphill;
  private final boolean adaptive;
  private final Runnable[] guards;
  private long t;
  private long skipped;

  /**
   * A strategy before its first step.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public Stepper(Strategy strategy, Horizon horizon, List<Tensor> tensors) {
    this(strategy, horizon, tensors, StepperOptions.DEFAULT);
  }

  /**
   * A strategy before its first step, with parameters that are trained otherwise than the rest.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon, or a
   *     group matches no parameter
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public Stepper(
      Strategy strategy, Horizon horizon, List<Tensor> tensors, List<ParameterGroup> groups) {
    this(strategy, horizon, tensors, StepperOptions.DEFAULT.withGroups(groups));
  }

  /**
   * A strategy before its first step, with options.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon, or a
   *     group matches no parameter
   * @throws IllegalStateException where a {@code ?} is still open
   */
  public Stepper(Strategy strategy, Horizon horizon, List<Tensor> tensors, StepperOptions options) {
    Arguments arguments = strategy.optimizerOrSgd().arguments();
    this.numbers = new RunningStrategy(strategy, horizon, options.groups());
    this.clip = new Clip(arguments);
    this.parts = new StepperParts(numbers, tensors, options, clip);
    this.passes = new ChunkPasses(parts.tensors(), parts.rule(), clip, parts.workers());
    this.evaluation = new EvaluationPoint(parts.tensors());
    this.guards =
        tensors.stream()
            .map(Tensor::guard)
            .filter(Objects::nonNull)
            .distinct()
            .toArray(Runnable[]::new);
    this.uphill = arguments.flag("maximize");
    this.adaptive = arguments.has("agc");
    this.skip = arguments.word("on-non-finite").equals("skip");
  }

  /** How many updates were made. */
  public long t() {
    return t;
  }

  /** How many steps were skipped because a gradient was not finite. */
  public long skipped() {
    return skipped;
  }

  /** The learning rate that the next update will use, without the factors of groups. */
  public double rate() {
    return numbers.rate().at(t);
  }

  /**
   * One update from the gradients as they are now. Where a gradient is clipped, turned round or not
   * finite, the gradient itself is left as it is.
   *
   * @throws NonFiniteGradientException where a gradient is not finite, unless such steps are
   *     skipped; nothing was updated
   * @throws IllegalStateException between {@link #toEvaluation} and {@link #toTraining}, and where
   *     the step {@linkplain #needsLoss needs the loss}
   */
  public void step() {
    parts.loss().checkNotAsked();
    update(Double.NaN);
  }

  /**
   * One update as {@link #step()}, which is told the loss: the step length of {@code polyak} and
   * {@code momo} follows from it. All others leave it aside.
   *
   * @param loss whose gradient it is, of the same batches; where it is maximized, too
   * @throws NonFiniteGradientException also where the step needs the loss, and it is not finite
   */
  public void step(double loss) {
    update(loss);
  }

  /** Whether a step has to be told the loss, by {@link #step(double)}. */
  public boolean needsLoss() {
    return parts.loss().isAsked();
  }

  private void update(double loss) {
    guard();
    if (evaluation.shows()) {
      throw new IllegalStateException(
          "the parameters are those to evaluate: call toTraining() before the gradient is computed"
              + " and step() is called");
    }
    numbers.moveTo(t);
    Tensor broken = passes.inspect(t, clip.needsNorm());
    if (broken != null) {
      if (skip) {
        skipped++;
        return;
      }
      throw new NonFiniteGradientException(broken.name(), t);
    }
    if (needsLoss() && !Double.isFinite(loss)) {
      if (skip) {
        skipped++;
        return;
      }
      throw new NonFiniteGradientException(
          "the loss of step %s is %s; nothing was updated: lower the learning rate, or skip such steps (on-non-finite=skip)"
              .formatted(t, loss),
          "(loss)",
          t);
    }
    parts.loss().set(uphill ? -loss : loss);
    clip.set(numbers, clip.needsNorm() ? passes.norm() : Double.NaN);
    parts.rule().set(numbers);
    passes.move(adaptive ? numbers.number("agc") : Double.POSITIVE_INFINITY);
    t++;
  }

  /**
   * How many numbers are remembered beside the parameters, of 4 bytes each: for most algorithms
   * their slots times the parameters that are not frozen for ever.
   */
  public long remembered() {
    return parts.tensors().stream().mapToLong(TensorState::memorySize).sum();
  }

  /** Looks whether the tensors' memory is still there. */
  private void guard() {
    for (Runnable guard : guards) {
      guard.run();
    }
  }

  /** The metrics that the strategy watches. */
  public Set<String> metrics() {
    return numbers.metrics();
  }

  /** Tells the watching phrases of an evaluation made now. */
  public void observe(String metric, double value) {
    observe(t, metric, value);
  }

  /**
   * Tells the watching phrases of an evaluation made after {@code made} updates; for a training
   * that goes on from {@link Snapshot#unwatched}, before its next step.
   */
  public void observe(long made, String metric, double value) {
    numbers.observe(made, metric, value);
  }

  /** Whether the parameters to evaluate are others than those that are trained at. */
  public boolean evaluatesElsewhere() {
    return parts.tensors().stream()
        .anyMatch(
            state ->
                !state.isFrozen()
                    && (state.memory().hasAverage() || state.kernel() instanceof Averaging));
  }

  /** Whether the parameters are those to evaluate. */
  public boolean isEvaluation() {
    return evaluation.shows();
  }

  /**
   * How each parameter is trained at the next step, as a table for people: its name, its groups,
   * its learning rate, its weight decay, and whether it is frozen.
   */
  public String describe() {
    return ParameterTable.of(parts.tensors(), t);
  }

  /**
   * Puts the parameters to evaluate and keep in the place of those that are trained at: the average
   * of {@link StepperOptions#withAverage}, or else the averaged point of the schedule-free
   * algorithms. All others are the same in training and evaluation. Does nothing the second time.
   */
  public void toEvaluation() {
    guard();
    evaluation.show(t);
  }

  /**
   * Puts the parameters that are trained at back, as they were to the last bit, whatever was
   * written to them meanwhile. Does nothing the second time.
   */
  public void toTraining() {
    guard();
    evaluation.hide();
  }

  /** A copy of all that the training needs to go on from here, the same in evaluation. */
  public Snapshot snapshot() {
    guard();
    List<Snapshot.OfTensor> tensors = new ArrayList<>();
    for (int i = 0; i < parts.tensors().size(); i++) {
      TensorState state = parts.tensors().get(i);
      tensors.add(
          new Snapshot.OfTensor(
              state.tensor().name(), state.layout(), evaluation.trained(i), state.remembered()));
    }
    List<double[]> memories = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (RunningGroup group : parts.groups()) {
      memories.add(group.memory().clone());
      groups.add(group.numbers().label());
    }
    return new Snapshot(
        numbers.strategy().toString(),
        groups.subList(1, parts.alone()),
        numbers.horizon(),
        t,
        skipped,
        tensors,
        memories,
        numbers.phrases());
  }

  /**
   * Goes on from a snapshot, with the parameters that are trained at in place. What follows is the
   * same to the last bit as after the step at which it was taken. The tensors and their optimizers
   * must be the same; the schedule and the horizon may be others, so that one training can be
   * continued in several ways: watching phrases of the same place keep what they saw.
   *
   * @throws IllegalArgumentException where the snapshot is of other tensors or another optimizer;
   *     nothing was changed
   */
  public void restore(Snapshot snapshot) {
    guard();
    Restore.check(parts, numbers, snapshot);
    evaluation.forget();
    Restore.apply(parts, numbers, snapshot);
    t = snapshot.t();
    skipped = snapshot.skipped();
  }
}
