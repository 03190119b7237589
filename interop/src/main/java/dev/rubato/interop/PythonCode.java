package dev.rubato.interop;

import java.util.Map;

/** What the targets in Python have in common: comments, numbers, and a function a number. */
final class PythonCode {
  private PythonCode() {}

  /** The comment at the top. */
  static String about(Exported exported, String... notes) {
    StringBuilder text = new StringBuilder();
    for (String line : exported.about()) {
      text.append("# ").append(line).append('\n');
    }
    for (String note : notes) {
      text.append("# ").append(note).append('\n');
    }
    return text.toString();
  }

  /** A name as Python writes it. */
  static String name(String name) {
    return name.replace('-', '_');
  }

  /** A call of the function of a number, where {@code t} and perhaps {@code watches} are known. */
  static String call(String name, Term term) {
    return name + (term.watches() ? "(t, watches)" : "(t)");
  }

  /** A text in quotes. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A function of the step for the rate, and one for each hyperparameter that moves. */
  static String functions(Exported exported, Dialect dialect) {
    StringBuilder text = new StringBuilder();
    text.append(function("rate", "The learning rate", exported.rate(), dialect));
    for (Map.Entry<String, Term> each : exported.scheduled().entrySet()) {
      String words = "The optimizer's " + each.getKey();
      text.append("\n\n").append(function(name(each.getKey()), words, each.getValue(), dialect));
    }
    for (ExportedGroup group : exported.groups()) {
      group
          .moving()
          .forEach(
              (number, term) ->
                  text.append("\n\n")
                      .append(
                          function(
                              group.function(number),
                              number.equals("rate") ? "The rate's factor" : "The " + number,
                              term,
                              dialect)));
    }
    return text.toString();
  }

  private static String function(String name, String words, Term term, Dialect dialect) {
    String least =
        switch (dialect) {
          case JAX -> "jnp.minimum(t, STEPS)";
          case KERAS -> "ops.minimum(ops.cast(t, \"float32\"), STEPS)";
          default -> "min(t, STEPS)";
        };
    return "def "
        + name
        + (term.watches() ? "(t, watches)" : "(t)")
        + ":\n    \"\"\""
        + words
        + " of the update after t others.\"\"\"\n    t = "
        + least
        + "\n"
        + dialect.body(term, "    ");
  }
}
