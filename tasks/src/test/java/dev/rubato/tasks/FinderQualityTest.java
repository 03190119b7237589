package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.finder.Finding;
import dev.rubato.finder.RateSearch;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the finder answers on the bundled tasks, beside the constant rate of a grid of factor 2
 * whose last validation loss is lowest over the task's usual length; and how much more loss the
 * answer leaves than that rate, by seeds that neither was chosen by. Prints the table that
 * docs/truth.md shows.
 */
@Tag("long")
class FinderQualityTest {
  private static final List<String> TASKS =
      List.of("digits", "digits-cnn", "convex", "diabetes", "novel");
  private static final List<String> OPTIMIZERS =
      List.of("sgd", "sgd(momentum=0.9)", "adam", "adamw(weight-decay=0.1)");
  private static final int GRID = 14;
  private static final int SEEDS = 5; // of the best few rates of the grid
  private static final int FEW = 4;
  private static final int FINDINGS = 2; // of each task and optimizer, from seeds of their own
  private static final double NEAR = 3;
  private static final long GRID_SEED = 101;
  private static final long JUDGE_SEED = 201;

  /**
   * The rate of the grid that is best for a task and an optimizer: by one seed of all rates, and by
   * five of the few that are best by this one.
   */
  private static double best(Study study, String optimizer) {
    double first = optimizer.startsWith("adam") ? 1e-4 : 1e-3;
    List<Double> grid =
        IntStream.range(0, GRID).mapToObj(i -> first * (1 << i)).collect(Collectors.toList());
    Map<Double, Double> once = losses(study, optimizer, grid, GRID_SEED, 1);
    grid.sort(Comparator.comparing(once::get));
    Map<Double, Double> again = losses(study, optimizer, grid.subList(0, FEW), GRID_SEED, SEEDS);
    return again.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** The mean of the last validation loss by rate. */
  private static Map<Double, Double> losses(
      Study study, String optimizer, List<Double> rates, long first, int seeds) {
    Horizon horizon = horizon(study);
    List<Trial> trials = new ArrayList<>();
    for (double rate : rates) {
      for (long seed = first; seed < first + seeds; seed++) {
        trials.add(new Trial(Notation.strategy(optimizer + ": " + rate), horizon, seed));
      }
    }
    List<TrialResult> results = study.run("grid", trials);
    Metric loss = new Metric("validation-loss", true);
    Map<Double, Double> losses = new LinkedHashMap<>();
    for (int i = 0; i < rates.size(); i++) {
      losses.put(
          rates.get(i),
          results.subList(i * seeds, (i + 1) * seeds).stream()
              .mapToDouble(result -> result.last(loss))
              .average()
              .orElseThrow());
    }
    return losses;
  }

  private static Horizon horizon(Study study) {
    Task.About about = study.task().about();
    return Horizon.ofEpochs(about.epochs(), about.stepsPerEpoch());
  }

  /** By which share the loss at a rate is above that at the best, by fresh seeds. */
  private static double excess(Study study, String optimizer, double rate, double best) {
    double loss = losses(study, optimizer, List.of(rate), JUDGE_SEED, SEEDS).get(rate);
    return loss / losses(study, optimizer, List.of(best), JUDGE_SEED, SEEDS).get(best) - 1;
  }

  private static boolean isNear(double rate, double best) {
    return rate <= NEAR * best && rate >= best / NEAR;
  }

  @Test
  void onTheBundledTasksTheAnswerIsNearTheBestConstantRate() {
    int all = 0;
    int answers = 0;
    int right = 0;
    int tenth = 0;
    int twice = 0;
    int holds = 0;
    double cost = 0;
    for (String name : TASKS) {
      for (String optimizer : OPTIMIZERS) {
        StringBuilder line = new StringBuilder();
        try (LocalRunner runner = new LocalRunner(2)) {
          Task task =
              Tasks.all().stream()
                  .filter(t -> t.about().name().equals(name))
                  .findAny()
                  .orElseThrow();
          Study study = new Study(task, runner, Ledger.NONE, List.of(), true);
          double best = best(study, optimizer);
          line.append(
              String.format(Locale.ROOT, "%-10s %-24s best %-7.2g found", name, optimizer, best));
          for (int i = 0; i < FINDINGS; i++) {
            Finding finding =
                RateFinder.find(
                    study,
                    Notation.optimizer(optimizer),
                    horizon(study),
                    RateSearch.BUDGET,
                    1 + 10L * i);
            all++;
            boolean near = isNear(finding.rate(), best);
            answers += finding.answers() ? 1 : 0;
            right += near ? 1 : 0;
            cost += finding.cost();
            if (!finding.answers()) {
              line.append(" -");
              continue;
            }
            double excess = excess(study, optimizer, finding.rate(), best);
            tenth += excess <= 0.1 ? 1 : 0;
            twice += excess <= 1 ? 1 : 0;
            holds += finding.low() <= best && best <= finding.high() ? 1 : 0;
            line.append(
                String.format(Locale.ROOT, "  %.2g (%+.1f %%)", finding.rate(), 100 * excess));
          }
        }
        System.out.println(line);
      }
    }
    System.out.printf(
        "%d findings: answers %d, of which within %.0f times %d, at most 10 %% worse %d, at most 100 %%"
            + " worse %d, interval holds the best %d, at the cost of %.1f trainings%n",
        all, answers, NEAR, right, tenth, twice, holds, cost / all);
    assertThat(answers).isGreaterThanOrEqualTo((int) (0.9 * all));
    // 19 of 20 where it was measured; on another processor other bits may move a case or two
    assertThat(right).isGreaterThanOrEqualTo((int) (0.9 * answers));
  }
}
