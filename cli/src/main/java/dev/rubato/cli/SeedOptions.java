package dev.rubato.cli;

import dev.rubato.lab.compare.Compare;
import dev.rubato.lab.compare.Comparison;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many seeds a comparison runs, and whether it adds some. */
final class SeedOptions {
  static final int GRID_POINTS = 5;
  private static final int GRID_SEEDS = 2;
  private static final int MOST_SEEDS = 50;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Number of fresh seeds for each strategy. Default: 5.")
  private int seeds;

  @Option(
      names = "--until-decided",
      description =
          "Adds seeds to the strategies that can't be told apart from the best, until they are told"
              + " apart, differ by at most 2 %%, or have --max-seeds. Each look, at half as many"
              + " seeds more, is surer than the last, so that all together find a difference where"
              + " there is none in at most 5 %%.")
  private boolean untilDecided;

  @Option(
      names = "--max-seeds",
      paramLabel = "N",
      description = "With --until-decided, the most seeds for a strategy. Default: 50.")
  private @Nullable Integer maxSeeds;

  /** Checks whether the options can be combined. */
  void check() {
    Input.atLeast1("--seeds", seeds);
    if (maxSeeds != null && !untilDecided) {
      throw new BadInput("--max-seeds goes with --until-decided");
    }
    if (untilDecided && seeds < Comparison.FEWEST_SEEDS) {
      throw new BadInput(
          "--until-decided begins with at least "
              + Comparison.FEWEST_SEEDS
              + " seeds, but --seeds was "
              + seeds);
    }
    if (maxSeeds != null && maxSeeds < seeds) {
      throw new BadInput("--max-seeds must be at least --seeds, " + seeds + ", was " + maxSeeds);
    }
  }

  /** Whether seeds are added until strategies are told apart. */
  boolean areAdded() {
    return untilDecided;
  }

  /** How many may be added to a strategy's. */
  int added() {
    return untilDecided ? most() - seeds : 0;
  }

  private int most() {
    return maxSeeds == null ? Math.max(seeds, MOST_SEEDS) : maxSeeds;
  }

  Compare.Plan plan(List<Entrant> entrants, Horizon horizon) {
    Compare.Plan plan = new Compare.Plan(entrants, horizon, seeds, GRID_SEEDS, GRID_POINTS);
    return untilDecided ? plan.untilDecided(most()) : plan;
  }

  /** The options, whatever their defaults will be. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of("--seeds", Integer.toString(seeds)));
    if (untilDecided) {
      words.addAll(List.of("--until-decided", "--max-seeds", Integer.toString(most())));
    }
    return words;
  }
}
