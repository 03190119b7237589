package dev.rubato.djl;

import dev.rubato.strategy.NonFiniteGradientException;

/**
 * A gradient that was not finite, though the same forward and backward pass, made again from the
 * same state, gave a finite one: not the training diverged, but the engine faltered.
 */
public final class EngineFaultException extends NonFiniteGradientException {
  private static final long serialVersionUID = 1;

  /** What to do about it. */
  static final String REMEDY =
      "on some virtual machines (AMD EPYC) PyTorch's AVX-512 code gives NaN at random: set the"
          + " environment variable DNNL_MAX_CPU_ISA=AVX2 before the program starts";

  EngineFaultException(NonFiniteGradientException first) {
    super(
        "the engine faltered at step "
            + first.step()
            + ": the gradient of \""
            + first.parameter()
            + "\" was not finite, but made again from the same state it is; nothing was updated: "
            + REMEDY,
        first.parameter(),
        first.step());
    initCause(first);
  }
}
