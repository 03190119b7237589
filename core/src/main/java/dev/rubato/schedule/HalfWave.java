package dev.rubato.schedule;

/**
 * Half a cosine wave from one level to another: weights sin²(½πq) and sin²(½πp) that add up to 1, q
 * the remaining fraction and p the elapsed one.
 *
 * <p>The smaller weight comes from the Taylor series of ½(1 − cos πx) to x²⁰, which on the half up
 * to ½ is accurate to the last digits, so that neither end cancels as 1 + cos does; and it is
 * faster than {@code Math.cos}, which must handle any angle.
 */
final class HalfWave {
  // π^2k / (2 (2k)!), with alternating signs
  private static final double C1 = 2.4674011002723395;
  private static final double C2 = -2.0293560632083842;
  private static final double C3 = 0.6676313844272947;
  private static final double C4 = -0.1176653151794466;
  private static final double C5 = 0.01290344569500703;
  private static final double C6 = -0.0009647871547019616;
  private static final double C7 = 5.231905246242285e-05;
  private static final double C8 = -2.1515347935164736e-06;
  private static final double C9 = 6.939476231106886e-08;
  private static final double C10 = -1.8023653987312506e-09;

  private HalfWave() {}

  /** The value between {@code a}, where all is left, and {@code b}, where all is gone. */
  static double between(double a, double b, double left, double gone) {
    if (left < gone) {
      double weight = series(left);
      return a * weight + b * (1 - weight);
    }
    double weight = series(gone);
    return a * (1 - weight) + b * weight;
  }

  /** ½(1 − cos πx) for x up to ½, and as good as that a little beyond. */
  private static double series(double q) {
    double z = q * q;
    double z2 = z * z;
    double z4 = z2 * z2;
    // in pairs (Estrin 1960), so that the additions do not wait for each other
    double low = (C1 + C2 * z) + (C3 + C4 * z) * z2;
    double high = (C5 + C6 * z) + (C7 + C8 * z) * z2 + (C9 + C10 * z) * z4;
    return z * (low + high * z4);
  }
}
