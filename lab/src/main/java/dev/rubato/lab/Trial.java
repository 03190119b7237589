package dev.rubato.lab;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;

/**
 * A strategy to be run once: all that decides its result, beside the task.
 *
 * @param strategy without open values
 * @param horizon how long
 * @param seed of the first parameters and of the order of the data
 */
public record Trial(Strategy strategy, Horizon horizon, long seed) {}
