package dev.rubato.interop;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Groups of parameters in plain Java: methods that are told a parameter's name and kinds. */
final class JavaGroups {
  private static final String FITS =
      """

        /** Whether a pattern, such as head*,@bias, is of a parameter of this name and these kinds. */
        static boolean fits(String pattern, String name, Set<String> kinds) {
          for (String part : pattern.split(",")) {
            String own = part.strip();
            String regex = "\\\\Q" + own.replace("*", "\\\\E.*\\\\Q").replace("?", "\\\\E.\\\\Q") + "\\\\E";
            if (kinds.contains(own) || name.matches(regex)) {
              return true;
            }
          }
          return false;
        }
      """;

  private JavaGroups() {}

  /** The methods; nothing without groups. */
  static String methods(Exported exported, String modifier) {
    if (exported.groups().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    Set<String> numbers = new LinkedHashSet<>();
    for (ExportedGroup group : exported.groups()) {
      numbers.addAll(group.numbers().keySet());
      group
          .moving()
          .forEach(
              (name, term) ->
                  text.append('\n')
                      .append(
                          JavaExport.function(
                              function(group, name), "What a group sets: its " + name, term)));
    }
    text.append(rate(exported, modifier));
    numbers.forEach(name -> text.append(number(exported, modifier, name)));
    return text.append(FITS).toString();
  }

  private static String function(ExportedGroup group, String number) {
    return JavaExport.camel(number + "-of-group-" + group.index());
  }

  private static String value(ExportedGroup group, String number, Term term) {
    return term instanceof Term.Num constant
        ? Dialect.JAVA.number(constant.value())
        : function(group, number) + "(others)";
  }

  private static String fits(ExportedGroup group) {
    return "    if (fits(" + JavaExport.quoted(group.pattern()) + ", name, kinds)) {\n";
  }

  private static String rate(Exported exported, String modifier) {
    StringBuilder text =
        new StringBuilder("\n  /** The rate of a parameter by its name and kinds, such as @vector")
            .append("; 0 while it is frozen. */\n  ")
            .append(modifier)
            .append("double rate(long others, String name, Set<String> kinds) {\n")
            .append("    double rate = rate(others);\n")
            .append("    long first = 0;\n    long last = Long.MAX_VALUE;\n");
    for (ExportedGroup group : exported.groups()) {
      StringBuilder sets = new StringBuilder();
      if (!group.factor().equals(Term.of(1))) {
        sets.append("      rate *= ").append(value(group, "rate", group.factor())).append(";\n");
      }
      if (group.first() != null) {
        String first = group.isFrozen() ? "Long.MAX_VALUE" : group.first() + "L";
        sets.append("      first = ").append(first).append(";\n");
      }
      if (group.last() != null) {
        sets.append("      last = ").append(group.last()).append("L;\n");
      }
      text.append(sets.isEmpty() ? "" : fits(group) + sets + "    }\n");
    }
    return text.append("    return first <= others && others < last ? rate : 0;\n  }\n").toString();
  }

  private static String number(Exported exported, String modifier, String name) {
    String usual =
        exported.scheduled().containsKey(name)
            ? JavaExport.camel(name) + "(others)"
            : JavaExport.constant(name);
    if (!exported.scheduled().containsKey(name) && !exported.constant().containsKey(name)) {
      usual = "0"; // an option that only groups have
    }
    StringBuilder text =
        new StringBuilder("\n  /** The optimizer's " + name + " for a parameter. */\n  ")
            .append(modifier)
            .append("double ")
            .append(JavaExport.camel(name))
            .append("(long others, String name, Set<String> kinds) {\n    double own = ")
            .append(usual)
            .append(";\n");
    for (ExportedGroup group : exported.groups()) {
      for (Map.Entry<String, Term> each : group.numbers().entrySet()) {
        if (each.getKey().equals(name)) {
          text.append(fits(group)).append("      own = ");
          text.append(value(group, name, each.getValue())).append(";\n    }\n");
        }
      }
    }
    return text.append("    return own;\n  }\n").toString();
  }
}
