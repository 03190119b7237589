package dev.rubato.spark;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * Records how long real trainings take, for the simulation: prints the seconds of processor time of
 * each, which other processes of the machine don't change.
 */
final class TrainingTimes {
  private static final List<String> STRATEGIES =
      List.of(
          "sgd: 0.05",
          "sgd(momentum=0.9): linear(0.1 -> 0)",
          "adam: 0.001",
          "adamw: cosine(0.002 -> 0)",
          "sgd(momentum=0.9): plateau(0.05, patience=2)",
          "muon: cosine(0.02 -> 0)",
          "adam: 1e6");

  private TrainingTimes() {}

  /** Arguments: a bundled task's name, and how many trainings of each strategy. */
  public static void main(String[] arguments) {
    Task task = new BundledSpec(arguments[0]).open();
    Task.About about = task.about();
    Horizon horizon = Horizon.ofEpochs(about.epochs(), about.stepsPerEpoch());
    for (int seed = 0; seed <= Integer.parseInt(arguments[1]); seed++) {
      for (String text : STRATEGIES) {
        Trial trial = new Trial(Notation.strategy(text), horizon, seed);
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        TrialResult result = TrialRun.run((SteppedTask) task, trial, TrialListener.NONE);
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
        if (seed > 0) { // before, Java warms up
          System.out.printf(
              Locale.ROOT, "%.3f # %s, %d steps%n", took / 1e9, text, result.losses().length);
        }
      }
    }
  }
}
