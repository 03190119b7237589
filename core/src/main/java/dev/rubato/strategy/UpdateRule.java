package dev.rubato.strategy;

import dev.rubato.argument.Arguments;

/**
 * What an optimizer's options do with the update that its algorithm made of a tensor: mask it,
 * bound it, and decay weights in another way than the algorithm's own.
 *
 * <pre>
 * u = (p₋ − p)/lr without the algorithm's own decoupled decay, p₋ the parameters before the step
 * cautious: u ← u·[u·g > 0]/max(share of those, 1e-3), g with weight decay where that is coupled
 * clip-update: u ← u·min(1, limit/rms(u))
 * p ← p₋ − lr·u − k·p₋, k = lr·λ (decoupled), λ (independent), lr²·λ/largest lr (corrected),
 *     or lr·λ where u·p₋ ≥ 0 (cautious)
 * </pre>
 *
 * <p>The algorithm's own decay is then taken off as it would be. Liang 2024 (arXiv:2411.16085) with
 * the scale of the authors' code for AdamW, which decays all weights alike too; the bound is that
 * of StableAdamW (Wortsman 2023, arXiv:2304.13013), on the update itself; corrected: Defazio 2025
 * (arXiv:2506.02285); cautious decay: Chen 2025 (arXiv:2510.12402).
 */
final class UpdateRule {
  /** How many sums {@link #measure} adds to. */
  static final int SUMS = 2;

  private static final double LEAST_SHARE = 1e-3;

  private final String decay;
  private final boolean cautious;
  private final boolean clips;
  private final double largestRate;
  private double limit = Double.POSITIVE_INFINITY;

  /**
   * The rule of an optimizer's arguments.
   *
   * @param largestRate the largest rate of the training, where {@code decay=corrected} asks
   */
  UpdateRule(Arguments arguments, double largestRate) {
    this.decay = arguments.word("decay");
    this.cautious = arguments.flag("cautious");
    this.clips = arguments.has("clip-update");
    this.largestRate = largestRate;
  }

  /** Whether weight decay is not left to the algorithm. */
  boolean takesDecay() {
    return !decay.equals("own");
  }

  /** Whether it is added to the gradient. */
  boolean couplesDecay() {
    return decay.equals("coupled");
  }

  /** Whether updates are changed after they were made. */
  boolean changesUpdate() {
    return measures() || (takesDecay() && !couplesDecay());
  }

  /** Whether the whole update has to be measured first. */
  boolean measures() {
    return cautious || clips;
  }

  /** Takes the numbers of a step. */
  void set(RunningStrategy numbers) {
    if (clips) {
      limit = numbers.number("clip-update");
    }
  }

  /** Whether it changes anything at a rate of 0, where nothing moved. */
  boolean acts(RunningGroup group) {
    return group.rate() != 0 || decay.equals("independent");
  }

  /** Adds how many numbers of the update are kept, and the sum of their squares. */
  void measure(
      float[] p, float[] g, float[] before, int from, int to, TensorState state, double[] sums) {
    float coupled = coupled(state.group());
    float own = 1 - state.weightKept();
    long kept = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      float x = before[i];
      float d = p[i] - x + own * x;
      if (!cautious || d * (g[i] + coupled * x) < 0) {
        kept++;
        squares += (double) d * d;
      }
    }
    sums[0] += kept;
    sums[1] += squares;
  }

  /** By how much what is kept of an update is multiplied. */
  float scale(double[] sums, long size, double rate) {
    double scale = cautious ? 1 / Math.max(LEAST_SHARE, sums[0] / size) : 1;
    double length = scale * Math.sqrt(sums[1] / size);
    return (float) (length > limit * rate ? scale * limit * rate / length : scale);
  }

  /** Makes the parameters what the rule makes of the update. */
  void apply(
      float[] p, float[] g, float[] before, int from, int to, TensorState state, float scale) {
    RunningGroup group = state.group();
    float coupled = coupled(group);
    float own = 1 - state.weightKept();
    float k = takesDecay() && !couplesDecay() ? (float) decay(group) : own;
    boolean masks = decay.equals("cautious");
    for (int i = from; i < to; i++) {
      float x = before[i];
      float d = p[i] - x + own * x;
      float kept = !cautious || d * (g[i] + coupled * x) < 0 ? scale * d : 0;
      float decayed = !masks || d * x <= 0 ? k * x : 0;
      p[i] = x + (kept - decayed);
    }
  }

  /** How much of each weight is in the gradient that the algorithm sees, for the signs of both. */
  private float coupled(RunningGroup group) {
    return cautious && (couplesDecay() || (!takesDecay() && group.addsDecayToGradient()))
        ? (float) group.weightDecay()
        : 0;
  }

  private double decay(RunningGroup group) {
    double weightDecay = group.weightDecay();
    return switch (decay) {
      case "independent" -> weightDecay;
      case "corrected" ->
          largestRate > 0 ? group.rate() * group.rate() * weightDecay / largestRate : 0;
      default -> group.rate() * weightDecay;
    };
  }
}
