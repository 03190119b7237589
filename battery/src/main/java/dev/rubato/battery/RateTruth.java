package dev.rubato.battery;

/**
 * What trainings at one constant rate came to.
 *
 * @param rate the learning rate
 * @param seeds how many trainings
 * @param diverged how many of them diverged
 * @param mean of the judged metric at their ends, as {@link Finals} counts it
 * @param median of the same
 * @param low a tenth are below
 * @param high a tenth are above
 * @param tied whether it can't be told from the best rate, or is worse by at most 1 %
 */
public record RateTruth(
    double rate,
    int seeds,
    int diverged,
    double mean,
    double median,
    double low,
    double high,
    boolean tied) {}
