package dev.rubato.optimizer;

/**
 * The optimizers, by name, for Java programs. Each one's class documents what it computes and its
 * arguments, which {@link Optimizer#with(String, double)} sets.
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

  /** {@link Sgd}: follows the gradient, optionally with momentum. */
  public static Optimizer sgd() {
    return Optimizer.of(Sgd.ALGORITHM);
  }

  /**
   * {@link AdaGrad}: a rate for each parameter that falls with the sum of its squared gradients.
   */
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

  /** {@link Adam}: {@code adam} with decoupled weight decay. */
  public static Optimizer adamw() {
    return Optimizer.of(Adam.ADAMW);
  }

  /** {@link Nadam}: {@code adam} with Nesterov momentum. */
  public static Optimizer nadam() {
    return Optimizer.of(Nadam.ALGORITHM);
  }

  /** {@link NadamW}: {@code adamw} with Nesterov momentum. */
  public static Optimizer nadamw() {
    return Optimizer.of(NadamW.ALGORITHM);
  }

  /** {@link Radam}: {@code adam} with a built-in warm-up. */
  public static Optimizer radam() {
    return Optimizer.of(Radam.ALGORITHM);
  }

  /** {@link Adamax}: {@code adam} that divides by the largest recent gradient. */
  public static Optimizer adamax() {
    return Optimizer.of(Adamax.ALGORITHM);
  }

  /** {@link Adadelta}: derives its step sizes from previous steps. */
  public static Optimizer adadelta() {
    return Optimizer.of(Adadelta.ALGORITHM);
  }

  /** {@link Rprop}: a step size for each parameter, by the sign of its gradient. */
  public static Optimizer rprop() {
    return Optimizer.of(Rprop.ALGORITHM);
  }

  /** {@link Lion}: moves every parameter by the rate, in the direction of its momentum's sign. */
  public static Optimizer lion() {
    return Optimizer.of(Lion.ALGORITHM);
  }

  /** {@link Signum}: moves every parameter by the rate, by the sign of its momentum. */
  public static Optimizer signum() {
    return Optimizer.of(Signum.ALGORITHM);
  }

  /** {@link AdaBelief}: {@code adam} that divides by the distance from the mean. */
  public static Optimizer adabelief() {
    return Optimizer.of(AdaBelief.ALGORITHM);
  }

  /** {@link LaProp}: momentum of normalized gradients. */
  public static Optimizer laprop() {
    return Optimizer.of(LaProp.ALGORITHM);
  }

  /** {@link Yogi}: {@code adam} whose mean square moves by a bounded amount. */
  public static Optimizer yogi() {
    return Optimizer.of(Yogi.ALGORITHM);
  }

  /** {@link Mars}: {@code adamw} on gradients of lower variance. */
  public static Optimizer mars() {
    return Optimizer.of(Mars.ALGORITHM);
  }

  /** {@link Adan}: {@code adam} with Nesterov momentum estimated from gradient differences. */
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

  /** {@link Lamb}: {@code adam} with steps proportional to each tensor's norm. */
  public static Optimizer lamb() {
    return Optimizer.of(Lamb.ALGORITHM);
  }

  /** {@link Lars}: momentum with steps proportional to each tensor's norm. */
  public static Optimizer lars() {
    return Optimizer.of(Lars.ALGORITHM);
  }

  /** {@link Novograd}: momentum of gradients normalized tensor by tensor. */
  public static Optimizer novograd() {
    return Optimizer.of(Novograd.ALGORITHM);
  }

  /** {@link Madgrad}: dual averaging with a cube root. */
  public static Optimizer madgrad() {
    return Optimizer.of(Madgrad.ALGORITHM);
  }

  /** {@link Adafactor}: keeps only row and column mean squares for a matrix. */
  public static Optimizer adafactor() {
    return Optimizer.of(Adafactor.ALGORITHM);
  }

  /** {@link Muon}: orthogonalized momentum for matrices. */
  public static Optimizer muon() {
    return Optimizer.of(Muon.ALGORITHM);
  }

  /** {@link NorMuon}: {@code muon} normalized row by row. */
  public static Optimizer normuon() {
    return Optimizer.of(NorMuon.ALGORITHM);
  }

  /** {@link Soap}: {@code adamw} in the eigenbasis of Shampoo's preconditioner. */
  public static Optimizer soap() {
    return Optimizer.of(Soap.ALGORITHM);
  }

  /** {@link ScheduleFreeSgd}: {@code sgd} evaluated at the average of its iterates. */
  public static Optimizer scheduleFreeSgd() {
    return Optimizer.of(ScheduleFreeSgd.ALGORITHM);
  }

  /** {@link ScheduleFreeAdamW}: {@code adamw} evaluated at the average of its iterates. */
  public static Optimizer scheduleFreeAdamw() {
    return Optimizer.of(ScheduleFreeAdamW.ALGORITHM);
  }

  /** {@link Prodigy}: {@code adam} that estimates its own rate. */
  public static Optimizer prodigy() {
    return Optimizer.of(Prodigy.ALGORITHM);
  }

  /** {@link DAdaptAdam}: {@code adam} that estimates its own rate by D-adaptation. */
  public static Optimizer dadaptAdam() {
    return Optimizer.of(DAdaptAdam.ALGORITHM);
  }

  /** {@link Dog}: gradient descent by the distance from the start over the gradients. */
  public static Optimizer dog() {
    return Optimizer.of(Dog.ALGORITHM);
  }

  /** {@link Dowg}: {@code dog} with gradients weighted by the distance. */
  public static Optimizer dowg() {
    return Optimizer.of(Dowg.ALGORITHM);
  }

  /** {@link Momo}: momentum whose step length follows from the loss. */
  public static Optimizer momo() {
    return Optimizer.of(Momo.ALGORITHM);
  }

  /** {@link Polyak}: gradient descent whose step length follows from the loss. */
  public static Optimizer polyak() {
    return Optimizer.of(Polyak.ALGORITHM);
  }
}
