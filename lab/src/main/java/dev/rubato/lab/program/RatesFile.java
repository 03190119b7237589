package dev.rubato.lab.program;

import dev.rubato.argument.Argument;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Numbers;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Value;
import dev.rubato.argument.Word;
import dev.rubato.lab.Trial;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.RunningSchedule;
import dev.rubato.schedule.Schedule;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The file from which a program reads its rates: a row a step, a column a hyperparameter. Where the
 * strategy watches metrics, it grows with each evaluation.
 */
final class RatesFile implements AutoCloseable {
  private final List<Column> columns = new ArrayList<>();
  private final BufferedWriter file;
  private final double[] rates;
  private int rows;

  /**
   * One hyperparameter.
   *
   * @param schedule its values, or null where it is constant
   * @param constant its value where it has no schedule
   */
  private record Column(
      String name, Domain domain, @Nullable RunningSchedule schedule, String constant) {

    double at(long t) {
      if (schedule == null) {
        throw new IllegalStateException(name + " is constant");
      }
      double value = schedule.at(t);
      if (!domain.contains(value)) {
        throw new IllegalArgumentException(
            "%s must be %s, but its schedule gives %s at step %d"
                .formatted(name, domain, Numbers.print(value), t));
      }
      return value;
    }
  }

  /**
   * A file with a header and no rows.
   *
   * @throws IllegalArgumentException where the strategy can't be resolved against the horizon
   * @throws IllegalStateException where a {@code ?} is still open
   */
  RatesFile(Path path, Trial trial) throws IOException {
    RunningSchedule rate = new RunningSchedule(trial.strategy().rate(), trial.horizon());
    columns.add(new Column("lr", Domain.AT_LEAST_0, rate, ""));
    Optimizer optimizer = trial.strategy().optimizerOrSgd();
    for (Parameter parameter : optimizer.algorithm().signature().parameters()) {
      Argument argument = optimizer.arguments().find(parameter.name());
      RunningSchedule schedule = null;
      String constant = "";
      if (argument instanceof Schedule given) {
        schedule = new RunningSchedule(given, trial.horizon());
      } else if (argument instanceof Value value) {
        constant = Numbers.print(value.number());
      } else if (argument instanceof Word && parameter.kind() == Parameter.Kind.FLAG) {
        constant = argument.equals(Word.TRUE) ? "1" : "0";
      } else {
        continue; // it has no number
      }
      columns.add(new Column(parameter.name(), parameter.domain(), schedule, constant));
    }
    rates = new double[Math.toIntExact(trial.horizon().steps())];
    file = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
    file.write("step");
    for (Column column : columns) {
      file.write("," + column.name());
    }
    file.write('\n');
    file.flush();
  }

  /** The metrics that the strategy watches. */
  Set<String> watched() {
    Set<String> watched = new TreeSet<>();
    for (Column column : columns) {
      if (column.schedule() != null) {
        watched.addAll(column.schedule().metrics());
      }
    }
    return watched;
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
    for (Column column : columns) {
      RunningSchedule schedule = column.schedule();
      if (schedule != null) {
        metrics.forEach((name, value) -> schedule.observe(rows, name, value));
      }
    }
  }

  /** Writes rows until there are so many, the last one whole. */
  void grow(long until) throws IOException {
    while (rows < until) {
      rates[rows] = columns.get(0).at(rows);
      StringBuilder row = new StringBuilder(Integer.toString(rows));
      for (Column column : columns) {
        row.append(',');
        row.append(column.schedule() == null ? column.constant() : Numbers.print(column.at(rows)));
      }
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
