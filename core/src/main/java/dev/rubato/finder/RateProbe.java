package dev.rubato.finder;

/**
 * One training at a constant rate that a {@link RateSearch} asks for.
 *
 * @param rate the learning rate of every step; 0 for what a model that learns nothing scores
 * @param steps how many updates
 * @param repeat which seed, from 0; the same repeat means the same seed at every rate
 */
public record RateProbe(double rate, long steps, int repeat) {}
