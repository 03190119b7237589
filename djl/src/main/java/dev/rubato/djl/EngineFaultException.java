package dev.rubato.djl;

import dev.rubato.strategy.NonFiniteGradientException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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

  /**
   * Says whether it was the engine, where the gradients can be made again.
   *
   * @param backwardAgain makes them and returns true, or false where it can't; or null
   */
  static NonFiniteGradientException explained(
      NonFiniteGradientException e, TrainedBlock now, @Nullable BooleanSupplier backwardAgain) {
    List<ParameterMemory> memories = now.tensors().memories();
    List<float[]> before = new ArrayList<>();
    for (ParameterMemory memory : memories) {
      boolean statistic = memory.tensor().isStill();
      before.add(statistic ? ParameterMemory.read(memory.weight()) : new float[0]);
    }
    if (backwardAgain == null || !backwardAgain.getAsBoolean()) {
      return new NonFiniteGradientException(
          e.getMessage() + "; if the training should not diverge here: " + REMEDY,
          e.parameter(),
          e.step());
    }
    boolean finite = now.gradientsAreFinite();
    now.tensors().zeroGradients();
    for (int i = 0; i < before.size(); i++) {
      if (memories.get(i).tensor().isStill()) { // the pass moved it
        memories.get(i).set(before.get(i));
      }
    }
    return finite
        ? new EngineFaultException(e)
        : new NonFiniteGradientException(
            e.getMessage() + " (made again from the same state, it is not finite either)",
            e.parameter(),
            e.step());
  }
}
