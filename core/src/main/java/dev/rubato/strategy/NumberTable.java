package dev.rubato.strategy;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a strategy as CSV, a row a step: the rate, the optimizer's hyperparameters, and
 * for each group of parameters the factor of its rate and the numbers that it sets. It is what
 * programs in other languages read.
 */
public final class NumberTable {
  private final RunningStrategy strategy;
  private final List<RunningNumber> scheduled = new ArrayList<>();
  private final List<String> between = new ArrayList<>(); // constants before each scheduled one
  private final List<RunningStrategy.OfGroup> groups;
  private final String header;

  /** The table of a strategy, whose rows follow what it observes. */
  public NumberTable(RunningStrategy strategy) {
    this.strategy = strategy;
    StringBuilder names = new StringBuilder("step,lr");
    StringBuilder constants = new StringBuilder();
    for (RunningNumber each : strategy.hyperparameters()) {
      names.append(',').append(each.name());
      constants.append(',');
      if (each.isScheduled()) {
        scheduled.add(each);
        between.add(constants.toString());
        constants.setLength(0);
      } else {
        constants.append(Numbers.print(each.at(0)));
      }
    }
    between.add(constants.toString());
    groups = strategy.groupNumbers();
    for (RunningStrategy.OfGroup each : groups) {
      names.append(',').append(quoted(each.name() + ":" + each.pattern()));
    }
    header = names.toString();
  }

  /** As RFC 4180 asks, where a pattern has commas or quotes. */
  private static String quoted(String cell) {
    return cell.matches("[^\",\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** The names of the columns, {@code step,lr,…}, without a line's end. */
  public String header() {
    return header;
  }

  /**
   * Appends the row of update {@code t}, without a line's end, and returns its rate.
   *
   * @throws IllegalArgumentException where a number is outside its domain
   */
  public double row(long t, StringBuilder row) {
    double rate = strategy.rate().at(t);
    row.append(t).append(',').append(Numbers.print(rate));
    for (int i = 0; i < scheduled.size(); i++) {
      row.append(between.get(i)).append(Numbers.print(scheduled.get(i).at(t)));
    }
    row.append(between.get(scheduled.size()));
    for (RunningStrategy.OfGroup each : groups) {
      row.append(',').append(Numbers.print(each.at(t)));
    }
    return rate;
  }
}
