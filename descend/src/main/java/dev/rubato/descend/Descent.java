package dev.rubato.descend;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.List;

/**
 * A walk of a strategy over a test function, from its start to its end.
 *
 * @param strategy what walked
 * @param function the test function
 * @param horizon the planned length
 * @param rows the states before each update and after the last, at least one; fewer than planned if
 *     the walk ended early
 * @param status whether the walk lasted as long as planned
 * @param reason why it did not; empty if it did
 */
public record Descent(
    Strategy strategy,
    TestFunction function,
    Horizon horizon,
    List<Row> rows,
    Status status,
    String reason) {

  /** The metric that a phrase can watch on a walk: the loss. */
  public static final String METRIC = "validation-loss";

  /** How a walk ended. */
  public enum Status {
    DONE,
    /** A point or a gradient was not finite. */
    DIVERGED,
    /** A number of the strategy left its domain during the walk. */
    FAILED
  }

  public Descent {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a descent must have at least 1 row, had 0");
    }
  }

  /**
   * The state before update {@code step}.
   *
   * @param step updates made before
   * @param at the point that evaluation sees
   * @param loss the function's value there
   * @param rate the learning rate that the update will use
   */
  public record Row(long step, Point at, double loss, double rate) {}

  /**
   * Walks. Each update is followed by one observation of the loss, as the {@link #METRIC}.
   *
   * @param start rounded to float32
   * @throws IllegalArgumentException if the start is not finite, or the strategy can't be resolved
   *     against the horizon
   * @throws IllegalStateException if a {@code ?} is still open
   */
  public static Descent run(
      Strategy strategy, TestFunction function, Point start, Horizon horizon) {
    return new Walker(strategy, function, start, horizon).walk();
  }

  public Row first() {
    return rows.get(0);
  }

  public Row last() {
    return rows.get(rows.size() - 1);
  }
}
