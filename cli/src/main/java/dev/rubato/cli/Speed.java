package dev.rubato.cli;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;

/** How fast a task runs here, measured over a few steps. */
final class Speed {
  private static final int WARM_UP = 20;
  private static final int STEPS = 40;
  private static final double SECOND = 1e9;

  private Speed() {}

  /** A line that says roughly how long this many steps take. */
  static String estimate(Task task, Horizon horizon, long steps, int jobs) {
    double seconds = secondsPerStep(task, horizon) / jobs;
    return Double.isNaN(seconds)
        ? "time: unknown, as it depends on the program"
        : "time: about "
            + LiveLine.time(seconds * SECOND * steps)
            + (jobs == 1 ? " with 1 job" : " with " + jobs + " jobs");
  }

  /** Seconds that a step takes, without evaluations; NaN for a program. */
  private static double secondsPerStep(Task task, Horizon horizon) {
    if (!(task instanceof SteppedTask stepped)) {
      return Double.NaN;
    }
    try (Training training = stepped.start(Notation.strategy("sgd: 1e-6"), horizon, 1)) {
      for (int i = 0; i < WARM_UP; i++) {
        double unused = training.step();
      }
      long start = System.nanoTime();
      for (int i = 0; i < STEPS; i++) {
        double unused = training.step();
      }
      return (System.nanoTime() - start) / SECOND / STEPS;
    }
  }
}
