package dev.rubato.strategy;

/** A gradient that is NaN or infinite, found before anything was updated. */
public class NonFiniteGradientException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final String parameter;
  private final long step;

  NonFiniteGradientException(String parameter, long step) {
    this(
        "the gradient of \""
            + parameter
            + "\" is not finite at step "
            + step
            + "; nothing was updated: lower the learning rate, clip (clip-norm=1),"
            + " or skip such steps (on-non-finite=skip)",
        parameter,
        step);
  }

  /** One that says more of why. */
  public NonFiniteGradientException(String message, String parameter, long step) {
    super(message);
    this.parameter = parameter;
    this.step = step;
  }

  /** The parameter's name. */
  public final String parameter() {
    return parameter;
  }

  /** Updates made before. */
  public final long step() {
    return step;
  }
}
