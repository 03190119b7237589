package dev.rubato.lab.compare;

import dev.rubato.argument.Numbers;
import dev.rubato.argument.Value;
import dev.rubato.notation.Labelled;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A strategy that takes part in a comparison: with its numbers given, or with one {@code ?}, whose
 * best value is found on a logarithmic grid first.
 *
 * @param label what tables and plots show in its place, or null
 * @param strategy with at most one open value
 */
public record Entrant(@Nullable String label, Strategy strategy) {
  private static final double EVENLY = 1e-9;
  private static final int DIGITS = 3;

  public Entrant {
    strategy = strategy.withUsualRanges();
    int open = strategy.open().size();
    if (open > 1) {
      throw new IllegalArgumentException(
          "\""
              + strategy
              + "\" has "
              + open
              + " values marked ?, but a comparison finds only one, most often the peak rate: set"
              + " the others, or use tune");
    }
  }

  /** An entrant without a label. */
  public Entrant(Strategy strategy) {
    this(null, strategy);
  }

  /** The label, or the strategy. */
  public String name() {
    return new Labelled(label, strategy).name();
  }

  /** Whether there is a value to be found. */
  public boolean isOpen() {
    return !strategy.open().isEmpty();
  }

  /** The strategy with a number in place of the {@code ?}. */
  public Strategy at(double peak) {
    return isOpen() ? strategy.with(List.of(peak)) : strategy;
  }

  /** Whether a number is valid in place of the {@code ?}. */
  boolean accepts(double peak) {
    try {
      at(peak);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The values to try first: evenly spaced over the range of the {@code ?}, or over a range that
   * suits the optimizer.
   */
  public List<Double> grid(int points) {
    Value.Open range = range();
    List<Double> grid = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      grid.add(round(range.at(points == 1 ? 0.5 : (double) i / (points - 1))));
    }
    return grid;
  }

  /** The value beyond {@code edge}, as far from it as its neighbour on the grid. */
  public static double beyond(double edge, double neighbour) {
    return round(edge > 0 && neighbour > 0 ? edge * (edge / neighbour) : 2 * edge - neighbour);
  }

  private Value.Open range() {
    Value.Open open = strategy.open().get(0);
    if (open.hasRange()) {
      return open;
    }
    Optimizer optimizer = strategy.optimizerOrSgd();
    if (!optimizer.name().equals("sgd")) {
      return new Value.Open(3e-4, 3e-2);
    }
    return optimizer.arguments().has("momentum")
        ? new Value.Open(0.01, 1)
        : new Value.Open(0.1, 10);
  }

  /** To three digits, so that a rate found is one that can be written down. */
  private static double round(double x) {
    if (Math.abs(x) < EVENLY) {
      return x;
    }
    return Numbers.round(x, DIGITS);
  }
}
