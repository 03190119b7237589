package dev.rubato.cli;

import dev.rubato.argument.Figures;
import dev.rubato.argument.Numbers;
import dev.rubato.lab.Metric;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.plot.Column;
import dev.rubato.plot.Table;
import dev.rubato.schedule.Horizon;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of one training: a row for each evaluation, written as it comes. */
final class TrainTable implements StudyListener, Silenced {
  private static final String WIDEST_NUMBER = "0".repeat(10);
  private static final double HUNDREDTHS = 100;
  private static final int GAP = 2; // between two columns

  /** Of what is no terminal: files with longer lines can't be read. */
  private static final int WIDEST_TABLE = 160;

  private final Terminal terminal;
  private final PrintWriter out;
  private final Horizon horizon;
  private final Metric judged;
  private List<String> metrics = List.of();
  private @Nullable Evaluation waiting;
  private double rate = Double.NaN;
  private double loss = Double.NaN;
  private int made;
  private boolean silent;

  TrainTable(Terminal terminal, Horizon horizon, Metric judged) {
    this.terminal = terminal;
    this.out = terminal.out();
    this.horizon = horizon;
    this.judged = judged;
  }

  @Override
  public void found(TrialResult result) {
    rows(result);
  }

  @Override
  public void resumed(TrialResult soFar) {
    rows(soFar);
  }

  private void rows(TrialResult result) {
    double[] rates = result.rates();
    double[] losses = result.losses();
    for (Evaluation evaluation : result.evaluations()) {
      int last = Math.toIntExact(evaluation.t()) - 1;
      row(evaluation, rates[last], losses[last]);
    }
  }

  @Override
  public void steps(TrialEvent.Steps event) {
    made = event.from() + event.count();
    rate = event.rates()[event.count() - 1];
    loss = event.losses()[event.count() - 1];
    Evaluation due = waiting;
    if (due != null && due.t() <= made) {
      int place = (int) due.t() - 1 - event.from();
      row(due, event.rates()[place], event.losses()[place]);
      waiting = null;
    }
  }

  /** A program may report a step's loss after its metrics: then the row waits for it. */
  @Override
  public void evaluated(TrialEvent.Evaluated event) {
    if (event.evaluation().t() == made) {
      row(event.evaluation(), rate, loss);
    } else {
      waiting = event.evaluation();
    }
  }

  @Override
  public synchronized void silence() {
    silent = true;
  }

  private synchronized void row(Evaluation evaluation, double itsRate, double itsLoss) {
    if (silent) {
      return;
    }
    List<String> names = List.copyOf(evaluation.metrics().keySet());
    boolean first = !names.equals(metrics);
    metrics = names;
    List<Column> columns = new ArrayList<>();
    List<String> widest = new ArrayList<>();
    List<String> row = new ArrayList<>();
    if (horizon.stepsPerEpoch() > 0) {
      columns.add(Column.number("epoch"));
      widest.add(epoch(horizon.steps()) + ".00");
      row.add(epoch(evaluation.t()));
    }
    columns.add(Column.number("step"));
    widest.add(Long.toString(horizon.steps()));
    row.add(Long.toString(evaluation.t()));
    columns.add(Column.number("lr"));
    widest.add(WIDEST_NUMBER.substring(1));
    row.add(String.format(Locale.ROOT, "%.3g", itsRate));
    columns.add(Column.number("loss"));
    widest.add(WIDEST_NUMBER);
    row.add(Double.isNaN(itsLoss) ? "-" : fixed(itsLoss));
    List<String> shown = shown(names, columns, widest);
    for (String name : shown) {
      columns.add(Column.number(Metric.words(name)));
      widest.add(WIDEST_NUMBER);
      row.add(fixed(evaluation.metrics().getOrDefault(name, Double.NaN)));
    }
    // the second line is as wide as any will be, so that rows written one by one are aligned
    String text =
        new Table(columns, List.of(widest, row)).toText(terminal.tableWidth(), terminal.glyphs());
    List<String> lines = text.lines().toList();
    if (first) {
      List<String> left = names.stream().filter(name -> !shown.contains(name)).toList();
      if (!left.isEmpty()) {
        out.println(
            terminal.wrapped(
                Numbers.count(left.size(), "metric")
                    + " more than there is room for: "
                    + String.join(", ", left)
                    + "; --format json has all"));
      }
      lines.subList(0, 2).forEach(out::println);
    }
    out.println(lines.get(lines.size() - 1));
    out.flush();
  }

  /** As many metrics as there is room for, the one that is judged before all others. */
  private List<String> shown(List<String> names, List<Column> columns, List<String> widest) {
    int room = terminal.wide() ? terminal.columns() : WIDEST_TABLE;
    for (int c = 0; c < columns.size(); c++) {
      room -= Math.max(columns.get(c).title().length(), widest.get(c).length()) + GAP;
    }
    List<String> chosen = new ArrayList<>();
    List<String> order = new ArrayList<>(names);
    if (order.remove(judged.name())) {
      order.add(0, judged.name());
    }
    for (String name : order) {
      room -= Math.max(Metric.words(name).length(), WIDEST_NUMBER.length()) + GAP;
      if (room + GAP < 0 && !chosen.isEmpty()) {
        break;
      }
      chosen.add(name);
    }
    return names.stream().filter(chosen::contains).toList();
  }

  private String epoch(long step) {
    double epochs = (double) step / horizon.stepsPerEpoch();
    return Numbers.print(Math.round(epochs * HUNDREDTHS) / HUNDREDTHS);
  }

  /** The test metrics, one line each. */
  static String tests(TrialResult result) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Double> metric : result.test().entrySet()) {
      text.append("test " + metric.getKey() + ": " + fixed(metric.getValue()) + "\n");
    }
    return text.toString();
  }

  /** The end of a training in a few lines. */
  static String end(TrialResult result) {
    StringBuilder text = new StringBuilder();
    List<Evaluation> evaluations = result.evaluations();
    if (!evaluations.isEmpty()) {
      Evaluation last = evaluations.get(evaluations.size() - 1);
      last.metrics()
          .forEach((name, value) -> text.append(Metric.words(name) + ": " + fixed(value) + "\n"));
    }
    return text.append(tests(result)).toString();
  }

  private static String fixed(double x) {
    return Figures.show(x);
  }
}
