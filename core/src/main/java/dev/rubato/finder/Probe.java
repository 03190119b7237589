package dev.rubato.finder;

import java.util.List;

/**
 * Short trainings at one constant learning rate, and what their losses were.
 *
 * @param rate the learning rate of every step
 * @param losses of each repeat, as long as it went
 * @param steps how long each was to be
 */
public record Probe(double rate, List<double[]> losses, int steps) {
  /**
   * The mean loss over the second half of the steps, of all repeats; infinite if one of them did
   * not finish with finite losses.
   */
  public double loss() {
    int[] all = new int[losses.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return loss(all);
  }

  /** The same over these repeats, which may include one several times. */
  double loss(int[] repeats) {
    double sum = 0;
    for (int repeat : repeats) {
      double[] curve = losses.get(repeat);
      if (curve.length < steps) {
        return Double.POSITIVE_INFINITY;
      }
      for (int i = steps / 2; i < steps; i++) {
        sum += curve[i];
      }
    }
    double mean = sum / ((double) repeats.length * (steps - steps / 2));
    return Double.isFinite(mean) ? mean : Double.POSITIVE_INFINITY;
  }
}
