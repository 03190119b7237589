package dev.rubato.interop;

import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A strategy as classes in Java: plain, and with DJL. */
final class JavaExport {
  private JavaExport() {}

  private static String about(Exported exported, String... notes) {
    StringBuilder text = new StringBuilder();
    List<String> lines = new ArrayList<>(List.of(exported.about()));
    lines.addAll(List.of(notes));
    for (String line : lines) {
      text.append("// ").append(escaped(line)).append('\n');
    }
    return text.toString();
  }

  private static String functions(Exported exported) {
    StringBuilder text = new StringBuilder();
    text.append("  static final int STEPS = ").append(exported.horizon().steps()).append(";\n\n");
    text.append(function("rate", "The learning rate", exported.rate()));
    exported
        .scheduled()
        .forEach(
            (name, term) ->
                text.append('\n').append(function(camel(name), "The optimizer's " + name, term)));
    return text.toString();
  }

  /** A method for a number; of an object where that watches a metric. */
  static String function(String name, String words, Term term) {
    return "  /** "
        + words
        + " of the update after this many others. */\n  "
        + (term.watches() ? "" : "static ")
        + "double "
        + name
        + "(long others) {\n    double t = Math.min(others, STEPS);\n"
        + Dialect.JAVA.body(term, "    ")
        + "  }\n";
  }

  /** A name as Java writes it. */
  static String camel(String name) {
    StringBuilder text = new StringBuilder();
    for (String part : name.split("-", -1)) {
      text.append(
          text.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return text.toString();
  }

  /** The name of a number that doesn't move. */
  static String constant(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** As a literal. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Plain Java, which needs nothing; run, it prints the rates. */
  static String plain(Exported exported) throws Inexpressible {
    boolean watches = !exported.watched().isEmpty();
    String note = "After each evaluation call observe; its updates are those made before.";
    StringBuilder text = new StringBuilder(watches ? about(exported, note) : about(exported));
    text.append(exported.groups().isEmpty() ? "" : "import java.util.Set;\n\n");
    text.append("final class Rates {\n").append(functions(exported));
    for (Map.Entry<String, Double> each : exported.constant().entrySet()) {
      text.append("\n  /** The optimizer's ").append(each.getKey()).append(". */\n");
      text.append("  static final double ").append(constant(each.getKey()));
      text.append(" = ").append(Dialect.JAVA.number(each.getValue())).append(";\n");
    }
    text.append(JavaGroups.methods(exported, watches ? "" : "static "));
    text.append(JavaWatch.methods(exported));
    return text.append(
            """
            %s
              public static void main(String[] args) {
                for (int t = 0; t < STEPS; t++) {
                  System.out.println(t + "," + %srate(t));
                }
              }
            }
            """
                .formatted(
                    watches ? "" : "\n  private Rates() {}\n", watches ? "new Rates()." : ""))
        .toString();
  }

  /** With a tracker and an optimizer of DJL, or where they can't with Rubato's own. */
  static String djl(Exported exported) {
    try {
      return tracked(exported);
    } catch (Inexpressible e) {
      return followed(exported, String.valueOf(e.getMessage()));
    }
  }

  private static String tracked(Exported exported) throws Inexpressible {
    String instead = "has one tracker for all";
    exported.unwatched(Target.DJL, instead).ungrouped(Target.DJL, instead);
    if (!exported.scheduled().isEmpty()) {
      throw new Inexpressible(
          "djl takes a tracker for the rate alone, not for "
              + String.join(" and ", exported.scheduled().keySet()));
    }
    return about(exported, exported.notes(Target.DJL))
        + (exported.optimizer().equals("adamw") ? "import ai.djl.training.optimizer.AdamW;\n" : "")
        + "import ai.djl.training.optimizer.Optimizer;\nimport ai.djl.training.tracker.Tracker;\n\n"
        + "final class Rates {\n"
        + functions(exported)
        + "\n  private Rates() {}\n\n  /** DJL counts the first update as 1. */\n"
        + "  static final Tracker TRACKER = update -> (float) rate(update - 1);\n\n"
        + "  static Optimizer optimizer() {\n    return "
        + DjlOptimizer.call(exported)
        + ";\n  }\n}\n";
  }

  /** rubato-djl's optimizer, which follows the strategy itself. */
  private static String followed(Exported exported, String reason) {
    Horizon horizon = exported.horizon();
    StringBuilder text = new StringBuilder();
    text.append("// Strategy: ").append(escaped(exported.strategy().toString())).append('\n');
    text.append("// Needs dev.rubato:rubato-djl, whose optimizer follows the strategy itself, so")
        .append(" that nothing differs.\n");
    text.append("// DJL's own can't: ").append(escaped(reason)).append('\n');
    if (!exported.watched().isEmpty()) {
      text.append(
              "// Give new StrategyListener(optimizer) to the training's listeners: it tells of")
          .append(" evaluations.\n");
    }
    return text.append(
            String.format(
                Locale.ROOT,
                """
                import ai.djl.nn.Block;
                import dev.rubato.djl.StrategyOptimizer;
                import dev.rubato.schedule.Horizon;

                final class Rates {
                  static final String STRATEGY =
                      %s;

                  static final Horizon HORIZON = new Horizon(%dL, %dL);

                  private Rates() {}

                  static StrategyOptimizer optimizer(Block block) {
                    return StrategyOptimizer.builder(block, STRATEGY, HORIZON).build();
                  }
                }
                """,
                quoted(exported.strategy().toString()),
                horizon.steps(),
                horizon.stepsPerEpoch()))
        .toString();
  }

  /** As a comment: a backslash and u would be read as a character even there. */
  private static String escaped(String line) {
    return line.replace("\\", "\\\\");
  }
}
