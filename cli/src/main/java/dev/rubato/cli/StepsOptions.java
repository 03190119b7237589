package dev.rubato.cli;

import dev.rubato.schedule.Horizon;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set the number of steps where there is no task. */
final class StepsOptions {
  @Option(
      names = "--steps",
      required = true,
      paramLabel = "N",
      description = "The planned length in optimizer updates.")
  private long steps;

  @Option(
      names = "--steps-per-epoch",
      paramLabel = "E",
      description = "Updates in an epoch, for spans in epochs and 'per epoch'.")
  private @Nullable Long stepsPerEpoch;

  long steps() {
    return steps;
  }

  /** The length, checked. */
  Horizon horizon() {
    if (stepsPerEpoch != null) {
      Input.atLeast1("--steps-per-epoch", stepsPerEpoch);
    }
    Input.atLeast1("--steps", steps);
    atMostLongest("--steps", steps);
    atMostLongest("--steps-per-epoch", stepsPerEpoch == null ? 1 : stepsPerEpoch);
    return new Horizon(steps, stepsPerEpoch == null ? 0 : stepsPerEpoch);
  }

  private static void atMostLongest(String option, long value) {
    if (value > Horizon.MAX_STEPS) {
      throw new BadInput(option + " must be at most 2^53, was " + value);
    }
  }
}
