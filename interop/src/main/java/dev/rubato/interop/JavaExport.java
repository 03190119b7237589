package dev.rubato.interop;

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
      // a backslash and u would be read as a character even here
      text.append("// ").append(line.replace("\\", "\\\\")).append('\n');
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

  private static String function(String name, String words, Term term) {
    return "  /** "
        + words
        + " of the update after this many others. */\n  static double "
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

  /** Plain Java, which needs nothing; run, it prints the rates. */
  static String plain(Exported exported) throws Inexpressible {
    String instead = "code has none: rubato-core follows it";
    exported.unwatched(Target.JAVA, instead).ungrouped(Target.JAVA, instead);
    StringBuilder text = new StringBuilder(about(exported));
    text.append("final class Rates {\n").append(functions(exported));
    for (Map.Entry<String, Double> each : exported.constant().entrySet()) {
      text.append("\n  /** The optimizer's ").append(each.getKey()).append(". */\n");
      text.append("  static final double ");
      text.append(each.getKey().replace('-', '_').toUpperCase(Locale.ROOT));
      text.append(" = ").append(Dialect.JAVA.number(each.getValue())).append(";\n");
    }
    return text.append(
            """

              private Rates() {}

              public static void main(String[] args) {
                for (int t = 0; t < STEPS; t++) {
                  System.out.println(t + "," + rate(t));
                }
              }
            }
            """)
        .toString();
  }

  /** With a tracker and an optimizer of DJL. */
  static String djl(Exported exported) throws Inexpressible {
    String instead = "has one tracker for all: rubato-djl follows it";
    exported.unwatched(Target.DJL, instead).ungrouped(Target.DJL, instead);
    if (!exported.scheduled().isEmpty()) {
      throw new Inexpressible(
          "djl takes a tracker for the rate alone, not for "
              + String.join(" and ", exported.scheduled().keySet())
              + "; rubato-djl moves all of them");
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
}
