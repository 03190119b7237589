package dev.rubato.lab;

import dev.rubato.lab.Standing.Tried;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;

/**
 * Compares strategies on a task: each finds its best peak on a small logarithmic grid, on seeds of
 * its own, and is then run with that peak on fresh seeds, the same for all.
 *
 * <p>Where the best peak lies at the edge of the grid, the grid is taken further, so that no
 * strategy is judged by a rate that was merely the last one tried. The outcome does not depend on
 * how many trials run side by side.
 */
public final class Compare {
  /** How many times a grid may be taken further. */
  private static final int EXTENSIONS = 3;

  /** Where the grid's seeds start, far from those of the final trials. */
  private static final long FIRST_GRID_SEED = 1_000_001;

  private final Task task;
  private final Plan plan;
  private final LocalRunner runner;
  private final Progress progress;

  /**
   * What to compare, and how thoroughly.
   *
   * @param contenders the strategies
   * @param horizon how long each trial is
   * @param seeds how many fresh seeds each strategy is run on, at least 1
   * @param gridSeeds how many seeds each peak is tried on, at least 1
   * @param gridPoints how many peaks are tried at first, at least 1
   */
  public record Plan(
      List<Contender> contenders, Horizon horizon, int seeds, int gridSeeds, int gridPoints) {
    public Plan {
      contenders = List.copyOf(contenders);
      if (contenders.isEmpty()) {
        throw new IllegalArgumentException("a comparison needs at least one strategy, had none");
      }
      checkAtLeast1("seeds", seeds);
      checkAtLeast1("grid seeds", gridSeeds);
      checkAtLeast1("grid points", gridPoints);
    }

    private static void checkAtLeast1(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, was " + value);
      }
    }

    /** Trials that will run, where no grid has to be taken further. */
    public int trials() {
      long open = contenders.stream().filter(Contender::isOpen).count();
      return (int) (open * gridPoints * gridSeeds + (long) contenders.size() * seeds);
    }

    List<Long> finalSeedList() {
      return LongStream.rangeClosed(1, seeds).boxed().toList();
    }

    List<Long> gridSeedList() {
      return LongStream.range(FIRST_GRID_SEED, FIRST_GRID_SEED + gridSeeds).boxed().toList();
    }
  }

  /** Hears how a comparison goes on; called from the threads that run trials, one at a time. */
  public interface Progress {
    /** More trials are planned. */
    void planned(int trials);

    /** A step was made. */
    void step();

    /** A trial ended. */
    void trialEnded(TrialResult result);

    /** A contender is through. */
    void strategyEnded(Standing standing);
  }

  private Compare(Task task, Plan plan, LocalRunner runner, Progress progress) {
    this.task = task;
    this.plan = plan;
    this.runner = runner;
    this.progress = progress;
  }

  /** Runs a comparison to its end. */
  public static Comparison run(Task task, Plan plan, LocalRunner runner, Progress progress) {
    return new Compare(task, plan, runner, progress).run();
  }

  private Comparison run() {
    progress.planned(plan.trials());
    List<CompletableFuture<Standing>> running = new ArrayList<>();
    for (int i = 0; i < plan.contenders().size(); i++) {
      running.add(standing(plan.contenders().get(i), i));
    }
    try {
      List<Standing> standings = running.stream().map(CompletableFuture::join).toList();
      return new Comparison(
          task.about(),
          plan.horizon(),
          plan.finalSeedList(),
          plan.gridSeedList(),
          standings,
          stepsTrained(standings));
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a comparison could not be finished", e.getCause());
    }
  }

  private static long stepsTrained(List<Standing> standings) {
    long steps = 0;
    for (Standing standing : standings) {
      for (TrialResult result : standing.results()) {
        steps += result.losses().length;
      }
      for (Tried tried : standing.tried()) {
        for (TrialResult result : tried.results()) {
          steps += result.losses().length;
        }
      }
    }
    return steps;
  }

  private CompletableFuture<Standing> standing(Contender contender, int priority) {
    CompletableFuture<List<Tried>> grid = CompletableFuture.completedFuture(List.of());
    if (contender.isOpen()) {
      grid =
          tryAll(contender, contender.grid(plan.gridPoints()), priority)
              .thenCompose(tried -> extended(contender, tried, EXTENSIONS, priority));
    }
    return grid.thenCompose(
        tried -> {
          double peak = tried.isEmpty() ? Double.NaN : best(tried).peak();
          return trials(contender, peak, plan.finalSeedList(), priority)
              .thenApply(
                  results -> {
                    Standing standing = new Standing(contender, tried, peak, results);
                    synchronized (progress) {
                      progress.strategyEnded(standing);
                    }
                    return standing;
                  });
        });
  }

  /** Takes the grid further as long as the best peak is at its edge. */
  private CompletableFuture<List<Tried>> extended(
      Contender contender, List<Tried> tried, int left, int priority) {
    Tried best = best(tried);
    int place = tried.indexOf(best);
    boolean atLow = place == 0;
    boolean atHigh = place == tried.size() - 1;
    if (left == 0 || tried.size() < 2 || (!atLow && !atHigh)) {
      return CompletableFuture.completedFuture(tried);
    }
    double neighbour = tried.get(atLow ? 1 : tried.size() - 2).peak();
    double next = Contender.beyond(best.peak(), neighbour);
    boolean hopeless = !Double.isFinite(best.score(task.about().judged()));
    if (next == best.peak() || hopeless || !contender.accepts(next)) {
      return CompletableFuture.completedFuture(tried);
    }
    synchronized (progress) {
      progress.planned(plan.gridSeeds());
    }
    return tryAll(contender, List.of(next), priority)
        .thenCompose(
            more -> {
              List<Tried> all = new ArrayList<>(tried);
              all.add(atLow ? 0 : all.size(), more.get(0));
              return extended(contender, List.copyOf(all), left - 1, priority);
            });
  }

  private Tried best(List<Tried> tried) {
    Metric judged = task.about().judged();
    return tried.stream()
        .min(Comparator.comparing((Tried each) -> each.score(judged), judged.bestFirst()))
        .orElseThrow();
  }

  private CompletableFuture<List<Tried>> tryAll(
      Contender contender, List<Double> peaks, int priority) {
    TreeMap<Double, CompletableFuture<List<TrialResult>>> running = new TreeMap<>();
    for (double peak : peaks) {
      running.put(peak, trials(contender, peak, plan.gridSeedList(), priority));
    }
    return CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<Tried> tried = new ArrayList<>();
              running.forEach((peak, results) -> tried.add(new Tried(peak, results.join())));
              return List.copyOf(tried);
            });
  }

  private CompletableFuture<List<TrialResult>> trials(
      Contender contender, double peak, List<Long> seeds, int priority) {
    List<CompletableFuture<TrialResult>> running = new ArrayList<>();
    for (long seed : seeds) {
      Trial trial = new Trial(contender.at(peak), plan.horizon(), seed);
      running.add(runner.submit(priority, () -> runTrial(trial)));
    }
    return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
        .thenApply(done -> running.stream().map(CompletableFuture::join).toList());
  }

  private TrialResult runTrial(Trial trial) {
    TrialResult result =
        TrialRun.run(
            task,
            trial,
            made -> {
              synchronized (progress) {
                progress.step();
              }
            });
    synchronized (progress) {
      progress.trialEnded(result);
    }
    return result;
  }
}
