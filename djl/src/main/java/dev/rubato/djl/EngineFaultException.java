package dev.rubato.djl;

import dev.rubato.strategy.NonFiniteGradientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A gradient that was not finite, though the same forward and backward pass, made again from the
 * same state, gave a finite one, and elsewhere the same: not the training diverged, but the engine
 * faltered.
 */
public final class EngineFaultException extends NonFiniteGradientException {
  private static final long serialVersionUID = 1;

  /** Where oneDNN, which computes PyTorch's convolutions, reads which instructions to use. */
  private static final String ISA = "DNNL_MAX_CPU_ISA";

  /** Numbers of one gradient are alike within this, in parts of its largest. */
  private static final float ALIKE = 1e-3f;

  EngineFaultException(NonFiniteGradientException first) {
    super(
        "the engine faltered at step "
            + first.step()
            + ": the gradient of \""
            + first.parameter()
            + "\" was not finite, but made again from the same state it is; nothing was updated: "
            + remedy(System.getenv(ISA)),
        first.parameter(),
        first.step());
    initCause(first);
  }

  /**
   * Whether oneDNN uses no AVX-512, whose code is wrong on some machines.
   *
   * @param isa what the environment says; a word that oneDNN doesn't know counts for none
   */
  public static boolean isAvoided(@Nullable String isa) {
    return isa != null
        && Set.of("SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2")
            .contains(isa.toUpperCase(Locale.ROOT));
  }

  /** What to do about it, where the environment says this. */
  static String remedy(@Nullable String isa) {
    return isAvoided(isa)
        ? ISA
            + "="
            + isa
            + " is set, so it is not the fault that is known of PyTorch's AVX-512 code: please"
            + " report it"
        : "on some virtual machines (AMD EPYC) PyTorch's AVX-512 code gives NaN at random: set the"
            + " environment variable "
            + ISA
            + "=AVX2 before the program starts";
  }

  /** The same with what the environment says now. */
  static String remedy() {
    return remedy(System.getenv(ISA));
  }

  /**
   * Says whether it was the engine, where the gradients can be made again.
   *
   * @param scale what the refused gradients were multiplied by
   * @param backwardAgain makes them and returns true, or false where it can't
   */
  static NonFiniteGradientException explained(
      NonFiniteGradientException e, TrainedBlock now, float scale, BooleanSupplier backwardAgain) {
    List<ParameterMemory> memories = now.tensors().memories();
    List<float[]> before = new ArrayList<>();
    for (ParameterMemory memory : memories) {
      boolean statistic = memory.tensor().isStill();
      before.add(statistic ? ParameterMemory.read(memory.weight()) : new float[0]);
    }
    if (!backwardAgain.getAsBoolean()) {
      String isa = System.getenv(ISA);
      return new NonFiniteGradientException(
          isAvoided(isa)
              ? String.valueOf(e.getMessage())
              : e.getMessage() + "; if the training should not diverge here: " + remedy(isa),
          e.parameter(),
          e.step());
    }
    boolean finite = now.gradientsAreFinite();
    boolean same = finite && areAlike(now.refusedGradients(), now.gradients(), scale);
    now.tensors().zeroGradients();
    for (int i = 0; i < before.size(); i++) {
      if (memories.get(i).tensor().isStill()) { // the pass moved it
        memories.get(i).set(before.get(i));
      }
    }
    if (same) {
      return new EngineFaultException(e);
    }
    return new NonFiniteGradientException(
        e.getMessage()
            + (finite
                ? " (made again for the last batch alone it is finite, but whether it is the same"
                    + " is not to be seen: perhaps an earlier backward pass, after which no step"
                    + " was made, had left its gradient; it is 0 now)"
                : " (made again from the same state, it is not finite either)"),
        e.parameter(),
        e.step());
  }

  /**
   * Whether all numbers that were finite are as they were, and there are some: what other passes
   * had left in them is not made again.
   */
  static boolean areAlike(List<float[]> were, List<float[]> are, float scale) {
    boolean seen = false;
    for (int i = 0; i < were.size(); i++) {
      float[] is = are.get(i);
      float largest = 0;
      for (float each : is) {
        largest = Math.max(largest, Math.abs(each * scale));
      }
      for (int k = 0; k < is.length; k++) {
        float was = were.get(i)[k];
        if (Float.isFinite(was)) {
          if (Math.abs(was - is[k] * scale) > ALIKE * largest) {
            return false;
          }
          seen |= is[k] != 0;
        }
      }
    }
    return seen;
  }
}
