package dev.rubato.optimizer;

/**
 * The optimizers, by name, for Java programs; each says in its class what it computes and which
 * arguments it has, which {@link Optimizer#with(String, double)} sets.
 *
 * <pre>{@code
 * Optimizer plain = Optimizers.adamw().with("weight-decay", 0.1);
 * plain.toString(); // adamw(weight-decay=0.1)
 * Optimizer scheduled = Optimizers.sgd().with("momentum", linear(0.95, 0.85)).with("nesterov", true);
 * scheduled.toString(); // sgd(momentum=linear(0.95 -> 0.85), nesterov=true)
 * Strategy strategy = new Strategy(plain, linear(0, 3e-4).forPercent(5).then(cosineTo(0)));
 * }</pre>
 */
public final class Optimizers {
  private Optimizers() {}

  /** {@link Sgd}: follows the gradient, with momentum if asked. */
  public static Optimizer sgd() {
    return Optimizer.of(Sgd.ALGORITHM);
  }

  /** {@link AdaGrad}: a rate for each parameter, falling with the sum of its squared gradients. */
  public static Optimizer adagrad() {
    return Optimizer.of(AdaGrad.ALGORITHM);
  }

  /** {@link RmsProp}: divides the gradient by the root of its running mean square. */
  public static Optimizer rmsprop() {
    return Optimizer.of(RmsProp.ALGORITHM);
  }

  /** {@link Adam}: running means of the gradient and of its square, corrected for bias. */
  public static Optimizer adam() {
    return Optimizer.of(Adam.ADAM);
  }

  /** {@link Adam}: {@code adam} with weight decay beside the step. */
  public static Optimizer adamw() {
    return Optimizer.of(Adam.ADAMW);
  }

  /** {@link Nadam}: {@code adam} with Nesterov's look ahead. */
  public static Optimizer nadam() {
    return Optimizer.of(Nadam.ALGORITHM);
  }

  /** {@link Radam}: {@code adam} that warms up by itself. */
  public static Optimizer radam() {
    return Optimizer.of(Radam.ALGORITHM);
  }

  /** {@link Adamax}: {@code adam} that divides by the largest gradient of late. */
  public static Optimizer adamax() {
    return Optimizer.of(Adamax.ALGORITHM);
  }

  /** {@link Adadelta}: finds the size of its steps from the steps before. */
  public static Optimizer adadelta() {
    return Optimizer.of(Adadelta.ALGORITHM);
  }

  /** {@link Rprop}: a step size for each parameter, by the sign of its gradient. */
  public static Optimizer rprop() {
    return Optimizer.of(Rprop.ALGORITHM);
  }

  /** {@link Lion}: moves every parameter by the rate, by its momentum's sign. */
  public static Optimizer lion() {
    return Optimizer.of(Lion.ALGORITHM);
  }

  /** {@link AdaBelief}: {@code adam} that divides by the distance from the mean. */
  public static Optimizer adabelief() {
    return Optimizer.of(AdaBelief.ALGORITHM);
  }

  /** {@link Adan}: Nesterov's look ahead from the differences of gradients. */
  public static Optimizer adan() {
    return Optimizer.of(Adan.ALGORITHM);
  }

  /** {@link AdEmaMix}: {@code adam} with a second, slow mean. */
  public static Optimizer ademamix() {
    return Optimizer.of(AdEmaMix.ALGORITHM);
  }

  /** {@link Adopt}: {@code adam} that converges for any beta2. */
  public static Optimizer adopt() {
    return Optimizer.of(Adopt.ALGORITHM);
  }

  /** {@link Lamb}: {@code adam} in proportion to each tensor's size. */
  public static Optimizer lamb() {
    return Optimizer.of(Lamb.ALGORITHM);
  }

  /** {@link Lars}: momentum in proportion to each tensor's size. */
  public static Optimizer lars() {
    return Optimizer.of(Lars.ALGORITHM);
  }

  /** {@link Adafactor}: remembers of a matrix only its rows' and columns' mean squares. */
  public static Optimizer adafactor() {
    return Optimizer.of(Adafactor.ALGORITHM);
  }

  /** {@link Muon}: the momentum of a matrix made orthogonal. */
  public static Optimizer muon() {
    return Optimizer.of(Muon.ALGORITHM);
  }

  /** {@link ScheduleFreeSgd}: {@code sgd} that evaluates the average of its steps. */
  public static Optimizer scheduleFreeSgd() {
    return Optimizer.of(ScheduleFreeSgd.ALGORITHM);
  }

  /** {@link ScheduleFreeAdamW}: {@code adamw} that evaluates the average of its steps. */
  public static Optimizer scheduleFreeAdamw() {
    return Optimizer.of(ScheduleFreeAdamW.ALGORITHM);
  }

  /** {@link Prodigy}: {@code adam} that finds its own rate. */
  public static Optimizer prodigy() {
    return Optimizer.of(Prodigy.ALGORITHM);
  }

  /** {@link DAdaptAdam}: {@code adam} that finds its own rate, by D-adaptation. */
  public static Optimizer dadaptAdam() {
    return Optimizer.of(DAdaptAdam.ALGORITHM);
  }
}
