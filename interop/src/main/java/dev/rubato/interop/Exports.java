package dev.rubato.interop;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;

/**
 * Strategies as code and tables for other libraries. The code gives the same rate and the same
 * hyperparameters at every step; it says how far it is from them, which is computed at all of them
 * when it is written, and may be 1e-12 of the largest.
 */
public final class Exports {
  private Exports() {}

  /**
   * Writes a strategy for a target.
   *
   * @param strategy without open values
   * @param horizon how long the training is, at most 10 million steps
   * @throws Inexpressible if the target can't say it, with the reason
   * @throws IllegalArgumentException if the strategy can't be resolved against the horizon
   * @throws IllegalStateException if a {@code ?} is still open
   */
  public static void write(Strategy strategy, Horizon horizon, Target target, Appendable out)
      throws Inexpressible, IOException {
    if (target == Target.CSV) {
      TableExport.csv(strategy, horizon, out);
    } else if (target == Target.JSON) {
      TableExport.json(strategy, horizon, out);
    } else {
      out.append(code(Exported.of(strategy, horizon), target));
    }
  }

  private static String code(Exported exported, Target target) throws Inexpressible {
    return switch (target) {
      case JAVA -> JavaExport.plain(exported);
      case DJL -> JavaExport.djl(exported);
      case PYTORCH -> PyTorchExport.text(exported);
      case KERAS -> KerasExport.text(exported);
      case OPTAX -> OptaxExport.text(exported);
      case HUGGINGFACE -> HuggingFaceExport.text(exported);
      case CSV, JSON -> throw new IllegalStateException("tables are not code");
    };
  }
}
