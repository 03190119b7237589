package dev.rubato.lab.program;

import dev.rubato.lab.Trial;
import dev.rubato.strategy.NumberTable;
import dev.rubato.strategy.RunningStrategy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/**
 * The file from which a program reads its rates: a row for each step, a column for each
 * hyperparameter, and for each group of parameters one for the factor of its rate and for each
 * number that it sets. If the strategy watches metrics, it grows with each evaluation.
 */
final class RatesFile implements AutoCloseable {
  private final RunningStrategy strategy;
  private final NumberTable table;
  private final BufferedWriter file;
  private final double[] rates;
  private int rows;

  /**
   * A file with a header and no rows.
   *
   * @throws IllegalArgumentException if the strategy can't be resolved against the horizon
   * @throws IllegalStateException if a {@code ?} is still open
   */
  RatesFile(Path path, Trial trial) throws IOException {
    strategy = trial.running();
    table = new NumberTable(strategy);
    rates = new double[Math.toIntExact(trial.horizon().steps())];
    file = Files.newBufferedWriter(path, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    file.write(table.header());
    file.write('\n');
    file.flush();
  }

  /** The metrics that the strategy watches. */
  Set<String> watched() {
    return strategy.metrics();
  }

  /** How many rows are written. */
  int rows() {
    return rows;
  }

  /** The learning rate of each row. */
  double[] rates() {
    return rates;
  }

  /** Tells the strategy of an evaluation made after all updates whose rows are written. */
  void observe(Map<String, Double> metrics) {
    strategy.observe(rows, metrics);
  }

  /** Writes rows until there are this many, the last one complete. */
  void grow(long until) throws IOException {
    StringBuilder row = new StringBuilder();
    while (rows < until) {
      row.setLength(0);
      rates[rows] = table.row(rows, row);
      file.append(row.append('\n'));
      rows++;
    }
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
