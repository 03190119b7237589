package dev.rubato.interop;

import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.NumberTable;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.io.IOException;

/** A strategy as the numbers of every step, in CSV or JSON; groups of parameters included. */
final class TableExport {
  private TableExport() {}

  private static NumberTable table(Strategy strategy, Horizon horizon) throws Inexpressible {
    Exported.checkSteps(horizon);
    RunningStrategy running = new RunningStrategy(strategy, horizon);
    if (!running.metrics().isEmpty()) {
      throw new Inexpressible(
          "it watches "
              + String.join(", ", running.metrics())
              + ", so its numbers are not known before the training");
    }
    return new NumberTable(running);
  }

  /** As programs read it, with comments that begin with a hash mark above. */
  static void csv(Strategy strategy, Horizon horizon, Appendable out)
      throws Inexpressible, IOException {
    NumberTable table = table(strategy, horizon);
    out.append("# strategy: ").append(strategy.toString()).append('\n');
    out.append("# largest difference from Rubato's numbers: 0, as these are they\n");
    out.append(table.header()).append('\n');
    StringBuilder row = new StringBuilder();
    for (long t = 0; t < horizon.steps(); t++) {
      row.setLength(0);
      table.row(t, row);
      out.append(row).append('\n');
    }
  }

  /** An object with the strategy, the names of columns, and a row a step. */
  static void json(Strategy strategy, Horizon horizon, Appendable out)
      throws Inexpressible, IOException {
    NumberTable table = table(strategy, horizon);
    out.append("{\"strategy\": ").append(quoted(strategy.toString()));
    out.append(",\n \"steps\": ").append(Long.toString(horizon.steps()));
    out.append(",\n \"difference\": 0,\n \"columns\": [\"step\", \"lr\"");
    RunningStrategy running = new RunningStrategy(strategy, horizon);
    for (var each : running.hyperparameters()) {
      out.append(", ").append(quoted(each.name()));
    }
    for (var each : running.groupNumbers()) {
      out.append(", ").append(quoted(each.name() + ":" + each.pattern()));
    }
    out.append("],\n \"rows\": [");
    StringBuilder row = new StringBuilder();
    for (long t = 0; t < horizon.steps(); t++) {
      row.setLength(0);
      table.row(t, row);
      out.append(t == 0 ? "\n  [" : ",\n  [");
      out.append(row.toString().replace("inf", "1e999").replace(",", ", ")).append("]");
    }
    out.append("\n]}\n");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted.append(c == '"' || c == '\\' ? "\\" + c : String.valueOf(c));
    }
    return quoted.append('"').toString();
  }
}
