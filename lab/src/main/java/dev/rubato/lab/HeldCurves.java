package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Curves in memory. */
@SuppressWarnings(
    "ArrayRecordComponent") // boxed, a long training's losses would take five times the memory
record HeldCurves(double[] rates, double[] losses, List<Evaluation> evaluations) implements Curves {
  /** Of what has not begun. */
  static final Curves NONE = Curves.of(new double[0], new double[0], List.of());

  @Override
  public int made() {
    return losses.length;
  }

  @Override
  public @Nullable Evaluation latest() {
    return evaluations.isEmpty() ? null : evaluations.get(evaluations.size() - 1);
  }
}
