package dev.rubato.spark.work;

/**
 * Tickets to be run by executors, by their numbers.
 *
 * @param from the first
 * @param until the first that does not belong to them
 */
public record Tickets(int from, int until) {
  /** How many. */
  public int count() {
    return until - from;
  }
}
