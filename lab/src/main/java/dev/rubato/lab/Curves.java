package dev.rubato.lab;

import dev.rubato.lab.TrialResult.Evaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trial saw at each of its steps and evaluations: held in memory, or read again from where
 * it is stored whenever it is asked for, so that a study of many trials needs little memory.
 */
public interface Curves {
  /** Updates made. */
  int made();

  /** The learning rate of each step made; not to be changed. */
  double[] rates();

  /** The batch loss of each step made, NaN if it is not known; not to be changed. */
  double[] losses();

  /** The measurements on the validation data, in order. */
  List<Evaluation> evaluations();

  /** The last of them, without reading the others; null if there is none. */
  @Nullable Evaluation latest();

  /**
   * Curves in memory.
   *
   * @param rates of each step made
   * @param losses of each step made
   * @param evaluations in order
   */
  static Curves of(double[] rates, double[] losses, List<Evaluation> evaluations) {
    return new HeldCurves(rates, losses, evaluations);
  }
}
