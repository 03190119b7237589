package dev.rubato.finder;

/** What a peer suggests: where the loss falls fastest over the rate itself, not its logarithm. */
final class LinearSlope {
  private LinearSlope() {}

  static double steepest(RangeTestFinding finding) {
    double least = 0;
    double rate = Double.NaN;
    for (int i = 0; i + 1 < finding.smoothed().length; i++) {
      double rise = finding.smoothed()[i + 1] - finding.smoothed()[i];
      double slope = rise / (finding.rates()[i + 1] - finding.rates()[i]);
      if (slope < least) {
        least = slope;
        rate = finding.rates()[i];
      }
    }
    return rate;
  }
}
