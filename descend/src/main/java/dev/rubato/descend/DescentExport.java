package dev.rubato.descend;

import dev.rubato.argument.Numbers;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Walks over test functions as CSV and JSON, for programs. */
public final class DescentExport {

  private DescentExport() {}

  /** A header {@code step,x,y,loss,lr}, then one row for the state before each update. */
  public static void csv(Descent descent, Appendable out) throws IOException {
    out.append("step,x,y,loss,lr\n");
    for (Descent.Row row : descent.rows()) {
      out.append(line(row));
    }
  }

  /** Several walks: the same with the strategy before each row. */
  public static void csv(List<Descent> walks, Appendable out) throws IOException {
    if (walks.size() == 1) {
      csv(walks.get(0), out);
      return;
    }
    out.append("strategy,step,x,y,loss,lr\n");
    for (Descent descent : walks) {
      String name = Csv.line(List.of(descent.strategy().toString())).strip() + ",";
      for (Descent.Row row : descent.rows()) {
        out.append(name).append(line(row));
      }
    }
  }

  private static String line(Descent.Row row) {
    StringBuilder text = new StringBuilder().append(row.step());
    for (double value : List.of(row.at().x(), row.at().y(), row.loss(), row.rate())) {
      text.append(',').append(Numbers.print(value));
    }
    return text.append('\n').toString();
  }

  /** Several walks as a list of what {@link #json(Descent, Appendable)} writes of one. */
  public static void json(List<Descent> walks, Appendable out) throws IOException {
    if (walks.size() == 1) {
      json(walks.get(0), out);
      return;
    }
    String before = "[";
    for (Descent each : walks) {
      out.append(before);
      json(each, out);
      before = ",\n";
    }
    out.append("]\n");
  }

  /** The strategy, the function, how it ended, and the same rows as objects. */
  public static void json(Descent descent, Appendable out) throws IOException {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("strategy", descent.strategy().toString());
    head.put("function", descent.function().name());
    head.put("steps", descent.horizon().steps());
    if (descent.horizon().stepsPerEpoch() > 0) {
      head.put("steps-per-epoch", descent.horizon().stepsPerEpoch());
    }
    head.put("status", descent.status().name().toLowerCase(Locale.ROOT));
    if (!descent.reason().isEmpty()) {
      head.put("reason", descent.reason());
    }
    String opening = Json.line(head).strip();
    out.append(opening, 0, opening.length() - 1).append(",\"rows\":[\n");
    String before = "";
    for (Descent.Row row : descent.rows()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("step", row.step());
      cells.put("x", row.at().x());
      cells.put("y", row.at().y());
      cells.put("loss", row.loss());
      cells.put("lr", row.rate());
      out.append(before).append(Json.line(cells).strip());
      before = ",\n";
    }
    out.append("\n]}\n");
  }
}
