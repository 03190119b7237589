package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.tune.Tune;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * How well a cluster is used, by the real scheduling in virtual time; its main prints the table.
 */
class SimulationTest {
  static final Horizon HORIZON = Horizon.ofEpochs(1, Valley.STEPS_PER_EPOCH);

  /** Where trainings are as long as those that are worth a cluster. */
  private static final double MINUTE = 60;

  /**
   * Trainings as they were recorded, and driver and messages as {@link TinyTrials} measures them.
   *
   * @param mean seconds that a training takes in the mean; 0 for as long as recorded
   */
  private static SimulatedRunner.Times times(double mean) {
    List<Double> recorded = recorded();
    double sum = recorded.stream().mapToDouble(Double::doubleValue).sum();
    double scale = mean == 0 ? 1 : mean * recorded.size() / sum;
    List<Double> scaled = recorded.stream().map(seconds -> seconds * scale).toList();
    return new SimulatedRunner.Times(scaled, HORIZON.steps(), 0.005, 0.001);
  }

  /** The seconds that {@link TrainingTimes} recorded. */
  private static List<Double> recorded() {
    try (InputStream in = SimulationTest.class.getResourceAsStream("digits-cnn-seconds.txt");
        Scanner lines = new Scanner(Objects.requireNonNull(in), StandardCharsets.UTF_8)) {
      List<Double> seconds = new ArrayList<>();
      while (lines.hasNextLine()) {
        seconds.add(Double.parseDouble(lines.nextLine().split("#", 2)[0]));
      }
      return seconds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Compare.Plan compare(int strategies, int seeds) {
    List<Entrant> entrants = new ArrayList<>();
    for (int i = 0; i < strategies; i++) {
      double share = 1 - 0.5 * i / strategies;
      entrants.add(
          new Entrant(
              Notation.strategy(
                  String.format(
                      Locale.ROOT,
                      "%s: constant(0.05) for %.1f%% then linear(-> 0)",
                      i % 2 == 0 ? "sgd" : "adam",
                      100 * share))));
    }
    return new Compare.Plan(entrants, HORIZON, seeds, 1, 5);
  }

  static Tune.Plan tune(int budget, int parallel, long seed) {
    List<Strategy> open =
        List.of(
            Notation.strategy("sgd(momentum=?0.5..0.99): linear(?1e-3..1 -> 0)"),
            Notation.strategy("adam: cosine(?1e-3..1 -> 0)"));
    return new Tune.Plan(open, HORIZON, budget, 5, seed, Map.of(), parallel);
  }

  @Test
  void theSimulationRunsTheRealStudyAndTenExecutorsAreUsedWell() {
    Compare.Plan plan = compare(4, 20);
    Comparison here;
    try (LocalRunner runner = new LocalRunner(1)) {
      here = Compare.run(new Study(new Valley(), runner, Ledger.NONE, List.of(), true), plan);
    }
    SimulatedRunner runner = new SimulatedRunner(10, times(MINUTE));
    Comparison there =
        Compare.run(new Study(new Valley(), runner, Ledger.NONE, List.of(), true), plan);
    assertThat(there.advice()).isEqualTo(here.advice());
    assertThat(runner.efficiency()).isBetween(0.5, 1.0);
  }

  @Test
  void aTuningThatChoosesMoreAtOnceUsesManyExecutorsBetter() {
    List<Double> minutes = new ArrayList<>();
    for (int parallel : new int[] {Tune.PARALLEL, 20}) {
      SimulatedRunner runner = new SimulatedRunner(20, times(MINUTE));
      Study study = new Study(new Valley(), runner, Ledger.NONE, List.of(), true);
      Tune.run(study, tune(60, parallel, 1));
      minutes.add(runner.now / 60);
    }
    assertThat(minutes.get(1)).isLessThan(0.8 * minutes.get(0));
  }

  /** Prints the table of docs/cluster.md. */
  public static void main(String[] none) {
    System.out.println("| study | groups | executors | minutes | efficiency |");
    System.out.println("|---|--:|--:|--:|--:|");
    for (double mean : new double[] {MINUTE, 0}) {
      String trainings = mean == 0 ? "of a second" : "of a minute";
      rows("compare, trainings " + trainings, mean, study -> Compare.run(study, compare(40, 250)));
    }
    for (int parallel : new int[] {Tune.PARALLEL, 100}) {
      rows(
          "tune, --parallel " + parallel, MINUTE, study -> Tune.run(study, tune(400, parallel, 1)));
    }
    for (int executors : new int[] {10, 1_000}) {
      row(
          "tune, four trainings for each executor",
          MINUTE,
          study -> Tune.run(study, tune(4 * executors, executors, 1)),
          executors);
    }
  }

  private static void rows(String what, double mean, Consumer<Study> work) {
    for (int executors : new int[] {10, 100, 1_000, 10_000}) {
      row(what, mean, work, executors);
    }
  }

  private static void row(String what, double mean, Consumer<Study> work, int executors) {
    SimulatedRunner runner = new SimulatedRunner(executors, times(mean));
    work.accept(new Study(new Valley(), runner, Ledger.NONE, List.of(), true));
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %,d | %,.1f | %.0f %% |",
            what,
            runner.groups,
            executors,
            runner.now / 60,
            100 * runner.efficiency()));
  }
}
