package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Json;
import dev.rubato.plot.Series;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rates over time, as a chart for people and as CSV and JSON for programs. */
public final class RateCurves {
  /** More points than any screen has columns. */
  private static final int MOST_POINTS = 20_000;

  private final Horizon horizon;
  private final List<String> names;
  private final List<Curve> curves;

  /** Curves with their names, over a horizon. */
  public RateCurves(Horizon horizon, List<String> names, List<Curve> curves) {
    this.horizon = horizon;
    this.names = List.copyOf(names);
    this.curves = List.copyOf(curves);
  }

  public Horizon horizon() {
    return horizon;
  }

  public List<String> names() {
    return names;
  }

  /** A chart of every step, or of evenly spread ones if there are very many. */
  public Chart chart(String title) {
    long stride = Math.max(1, (horizon.steps() + MOST_POINTS - 1) / MOST_POINTS);
    int points = Math.toIntExact((horizon.steps() + stride - 1) / stride);
    double[] x = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = i * stride;
    }
    List<Series> lines = new ArrayList<>();
    for (int c = 0; c < curves.size(); c++) {
      double[] y = new double[points];
      for (int i = 0; i < points; i++) {
        y[i] = curves.get(c).at(i * stride);
      }
      lines.add(Series.of(names.get(c), x, y));
    }
    return new Chart(title, Axis.linear("step"), Axis.linear("learning rate"), lines);
  }

  /** A header {@code step} and the names, then one row per step with each curve's rate. */
  public void csv(Appendable out) throws IOException {
    List<String> header = new ArrayList<>();
    header.add("step");
    header.addAll(names);
    out.append(Csv.line(header));
    StringBuilder row = new StringBuilder();
    for (long t = 0; t < horizon.steps(); t++) {
      row.setLength(0);
      row.append(t);
      for (Curve curve : curves) {
        row.append(',').append(Numbers.print(curve.at(t)));
      }
      out.append(row.append('\n'));
    }
  }

  /** The horizon, and every curve with its rates. */
  public void json(Appendable out) throws IOException {
    out.append("{\"steps\": ").append(Long.toString(horizon.steps()));
    if (horizon.stepsPerEpoch() > 0) {
      out.append(", \"steps-per-epoch\": ").append(Long.toString(horizon.stepsPerEpoch()));
    }
    out.append(", \"curves\": [");
    for (int c = 0; c < curves.size(); c++) {
      Map<String, Object> name = new LinkedHashMap<>();
      name.put("strategy", names.get(c));
      String opening = Json.line(name).strip();
      out.append(c == 0 ? "\n" : ",\n").append(opening, 0, opening.length() - 1);
      out.append(", \"rates\": [");
      for (long t = 0; t < horizon.steps(); t++) {
        double rate = curves.get(c).at(t);
        out.append(t == 0 ? "" : ", ").append(Double.isFinite(rate) ? Numbers.print(rate) : "null");
      }
      out.append("]}");
    }
    out.append("\n]}\n");
  }
}
