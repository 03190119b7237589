package dev.rubato.optimizer;

/** The numbers of one update: its learning rate, its index, its hyperparameters. */
public interface StepContext {

  /** The learning rate. */
  double rate();

  /** Which update of these parameters it is, from 1: the t of bias corrections. */
  long count();

  /** A hyperparameter by its name in the notation. */
  double number(String name);

  /** The loss whose gradient it is, to be minimized; NaN where the step was not told it. */
  default double loss() {
    return Double.NaN;
  }

  /** The {@link Kernel#memory} as the previous step left it, to be changed in place. */
  default double[] memory() {
    return new double[0];
  }
}
