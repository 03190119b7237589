package dev.rubato.interop;

import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.RunningNumber;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A strategy from a table of steps and rates: CSV with commas, semicolons or tabs. */
final class TableImport {
  private static final int MOST_ROWS = 10_000_000;
  private static final String STEPS =
      "step|steps|iteration|iter|it|t|global_step|update|epoch|batch";
  private static final String RATES =
      "lr|lrs|rate|rates|learning.?rate|value|last_lr|lr-\\w+|.*[/ _.-](lr|learning.?rate)";

  private final char separator;
  private final int stepColumn;
  private final int rateColumn;
  private final List<String> names;
  private final Map<String, double[]> others = new LinkedHashMap<>();

  private TableImport(char separator, int stepColumn, int rateColumn, List<String> names) {
    this.separator = separator;
    this.stepColumn = stepColumn;
    this.rateColumn = rateColumn;
    this.names = names;
  }

  private static List<String> first(String text, int count) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .limit(count)
        .toList();
  }

  /** Whether a text is a table: its head names a step, or its rows are two numbers. */
  static boolean is(String text) {
    return columns(text) != null;
  }

  private static @Nullable TableImport columns(String text) {
    List<String> top = first(text, 2);
    if (top.isEmpty() || top.get(0).length() > 10_000) {
      return null;
    }
    String head = top.get(0).replace("\ufeff", "");
    char separator = head.indexOf('\t') >= 0 ? '\t' : head.indexOf(';') >= 0 ? ';' : ',';
    List<String> cells = cells(head, separator);
    if (cells.size() == 2
        && isNumber(cells.get(0), separator)
        && isNumber(cells.get(1), separator)) {
      return new TableImport(separator, 0, 1, List.of());
    }
    int step = -1;
    int rate = -1;
    for (int i = 0; i < cells.size(); i++) {
      String name = cells.get(i).strip().toLowerCase(Locale.ROOT);
      step = step < 0 && name.matches(STEPS) ? i : step;
      rate = rate < 0 && name.matches(RATES) ? i : rate;
    }
    if (step < 0 || cells.size() < 2) {
      return null;
    }
    boolean only =
        cells.size() == 2 && !cells.get(1 - step).matches("(?i).*(loss|acc|metric|error).*");
    return new TableImport(separator, step, rate < 0 && only ? 1 - step : rate, cells);
  }

  private static boolean isNumber(String cell, char separator) {
    return !Double.isNaN(number(cell, separator));
  }

  /** A number of a cell, NaN if it is none; with a decimal comma where commas don't separate. */
  private static double number(String cell, char separator) {
    String plain = cell.strip();
    if (separator != ',') {
      plain = plain.replace(',', '.');
    }
    if (plain.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    Double number = ForeignNumber.of(plain);
    return number != null ? number : Double.NaN;
  }

  /** The cells of a line, of which some may be quoted; a quote in a quoted one is doubled. */
  static List<String> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /**
   * Reads a table.
   *
   * @param own the strategy that its comment says, or null
   */
  static Imported read(String text, @Nullable String own) throws Inexpressible {
    TableImport columns = columns(text);
    if (columns == null) {
      throw new Inexpressible("it has no rows");
    }
    if (columns.rateColumn < 0) {
      throw new Inexpressible(
          "none of its columns %s is called lr or learning_rate"
              .formatted(String.join(", ", columns.names)));
    }
    List<String> notes = new ArrayList<>();
    double[] rates = columns.rates(text, notes);
    Horizon horizon = Horizon.ofSteps(rates.length);
    if (own != null) {
      Imported said = columns.said(own, rates, horizon, notes);
      if (said != null) {
        return said;
      }
    }
    columns.tellOthers(notes);
    Strategy found = Imports.parse(RatesImport.schedule(rates));
    double difference = RatesImport.difference(found.rate(), rates, horizon);
    return new Imported(found, rates.length, difference, notes);
  }

  /** Names the columns that are of no use here. */
  private void tellOthers(List<String> notes) {
    List<String> left = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (i != stepColumn && i != rateColumn) {
        left.add(names.get(i).strip());
      }
    }
    if (!left.isEmpty()) {
      notes.add("its columns %s were not read".formatted(String.join(", ", left)));
    }
  }

  /** The strategy that a comment says, if all rows agree with it; otherwise null, and a note. */
  private @Nullable Imported said(String own, double[] rates, Horizon horizon, List<String> notes) {
    try {
      Strategy strategy = Notation.strategy(own);
      RunningStrategy running = new RunningStrategy(strategy, horizon);
      double difference = 0;
      double largest = 0;
      for (int t = 0; t < rates.length; t++) {
        largest = Math.max(largest, rates[t]);
        difference = Math.max(difference, Math.abs(running.rate().at(t) - rates[t]));
      }
      if (difference <= Exported.TOLERANCE * largest) {
        String other = otherNumber(running, rates.length);
        if (other == null) {
          return new Imported(strategy, rates.length, difference, notes);
        }
        notes.add(
            "its comment says other numbers than its column " + other + ", which is not read");
        return new Imported(strategy, rates.length, difference, notes);
      }
      notes.add(
          "its comment says other rates than its rows, which were followed: the optimizer and the"
              + " rest of the comment were not read");
    } catch (NotationException | IllegalStateException e) {
      notes.add("its comment was not used: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      notes.add("its comment was not used: " + e.getMessage());
    }
    return null;
  }

  /** A column that says another number than the strategy, or null. */
  private @Nullable String otherNumber(RunningStrategy running, int steps) {
    for (RunningNumber number : running.hyperparameters()) {
      double[] column = others.get(number.name());
      for (int t = 0; column != null && t < Math.min(steps, column.length); t++) {
        double own = number.at(t);
        if (!(Math.abs(column[t] - own) <= Exported.TOLERANCE * Math.abs(own))) {
          return number.name();
        }
      }
    }
    for (RunningStrategy.OfGroup number : running.groupNumbers()) {
      String name = number.name() + ":" + number.pattern();
      double[] column = others.get(name);
      for (int t = 0; column != null && t < Math.min(steps, column.length); t++) {
        double own = number.at(t);
        if (!(Math.abs(column[t] - own) <= Exported.TOLERANCE * Math.abs(own))) {
          return name;
        }
      }
    }
    return null;
  }

  /** The numbers of the other columns, row by row, for the strategy of a comment. */
  private void keepOthers(List<List<String>> rows) {
    for (int i = 0; i < names.size(); i++) {
      if (i == stepColumn || i == rateColumn) {
        continue;
      }
      double[] column = new double[rows.size()];
      for (int t = 0; t < column.length; t++) {
        column[t] = i < rows.get(t).size() ? number(rows.get(t).get(i), separator) : Double.NaN;
      }
      others.put(names.get(i).strip(), column);
    }
  }

  /** The rate of every step; those between rows on straight lines. */
  private double[] rates(String text, List<String> notes) throws Inexpressible {
    List<double[]> rows = new ArrayList<>();
    List<List<String>> all = new ArrayList<>();
    boolean keeps = text.startsWith("#") && names.size() > 2;
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      number++;
      List<String> cells = cells(line.replace("\ufeff", ""), separator);
      checkWidth(cells, number, line);
      boolean whole = cells.size() > Math.max(stepColumn, rateColumn);
      double step = whole ? number(cells.get(stepColumn), separator) : Double.NaN;
      double rate = whole ? number(cells.get(rateColumn), separator) : Double.NaN;
      if (number == 1 && Double.isNaN(step)) {
        continue; // its head
      }
      if (whole && !Double.isNaN(step) && cells.get(rateColumn).isBlank()) {
        continue; // a log of several things has rows without a rate
      }
      if (Double.isNaN(step) || Double.isNaN(rate)) {
        throw new Inexpressible("row %s has no step and rate: %s".formatted(number, cut(line)));
      }
      if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
        throw new Inexpressible("row %s has no learning rate: %s".formatted(number, cut(line)));
      }
      if (step != Math.rint(step) || step < 0 || step >= MOST_ROWS) {
        throw new Inexpressible(
            "row %s should have a step from 0 to %s, was %s"
                .formatted(number, MOST_ROWS - 1, cut(line)));
      }
      if (!rows.isEmpty() && step <= rows.get(rows.size() - 1)[0]) {
        throw new Inexpressible(
            "row %s should have a later step than the row before, was %s"
                .formatted(number, cut(line)));
      }
      rows.add(new double[] {step, rate});
      if (keeps) {
        all.add(cells);
      }
    }
    keepOthers(all);
    if (rows.isEmpty()) {
      throw new Inexpressible("it has no rows");
    }
    return filled(rows, notes);
  }

  /** A decimal comma among commas makes a cell too many. */
  private void checkWidth(List<String> cells, int row, String line) throws Inexpressible {
    int width = names.isEmpty() ? 2 : names.size();
    for (int i = width; i < cells.size(); i++) {
      if (!cells.get(i).isBlank()) {
        throw new Inexpressible(
            "row %s should have %s cells, had %s: %s%s"
                .formatted(
                    row,
                    width,
                    cells.size(),
                    cut(line),
                    separator == ','
                        ? "; where numbers have decimal commas, separate them by semicolons"
                        : ""));
      }
    }
  }

  private static double[] filled(List<double[]> rows, List<String> notes) {
    long first = (long) rows.get(0)[0];
    long last = (long) rows.get(rows.size() - 1)[0];
    if (first > 0) {
      notes.add("its first row is of step %s, which is step 0 here".formatted(first));
    }
    if (last - first + 1 > rows.size()) {
      notes.add("it has no row for some steps: between rows the rate is on a straight line");
    }
    double[] rates = new double[(int) (last - first + 1)];
    double[] before = rows.get(0);
    for (double[] row : rows) {
      long span = (long) (row[0] - before[0]);
      for (long i = 1; i < span; i++) {
        rates[(int) (before[0] - first + i)] = before[1] + (row[1] - before[1]) * i / span;
      }
      rates[(int) (row[0] - first)] = row[1];
      before = row;
    }
    return rates;
  }

  private static String cut(String line) {
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }
}
