package dev.rubato.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completions for fish, which picocli doesn't write: commands, options and what they are for. */
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandLine root) {
    StringBuilder out = new StringBuilder("# Completions of rubato for fish.\n");
    out.append("complete -c rubato -n __fish_use_subcommand -f\n");
    for (CommandLine command : root.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      if (spec.usageMessage().hidden()) {
        continue;
      }
      out.append("complete -c rubato -n __fish_use_subcommand -a ")
          .append(spec.name())
          .append(" -d ")
          .append(quoted(first(spec.usageMessage().description())))
          .append('\n');
      String seen = "__fish_seen_subcommand_from " + spec.name();
      String inside = "'" + seen + "'";
      String names = String.join(" ", command.getSubcommands().keySet());
      String first = "'" + seen + "; and not __fish_seen_subcommand_from " + names + "'";
      for (CommandLine nested : command.getSubcommands().values()) {
        CommandSpec below = nested.getCommandSpec();
        out.append("complete -c rubato -n ")
            .append(first)
            .append(" -f -a ")
            .append(below.name())
            .append(" -d ")
            .append(quoted(first(below.usageMessage().description())))
            .append('\n');
        options(out, below, inside);
      }
      options(out, spec, inside);
      parameters(out, spec, inside);
    }
    return out.toString();
  }

  private static void options(StringBuilder out, CommandSpec spec, String inside) {
    for (OptionSpec option : spec.options()) {
      if (option.hidden()) {
        continue;
      }
      out.append("complete -c rubato -n ").append(inside);
      for (String name : option.names()) {
        out.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      if (option.arity().max() > 0) {
        boolean named = List.of("FILE", "FOLDER", "PATH").contains(option.paramLabel());
        out.append(named ? " -r -F" : " -x");
      }
      if (option.completionCandidates() != null) {
        out.append(" -a ").append(quoted(String.join(" ", option.completionCandidates())));
      }
      out.append(" -d ").append(quoted(first(option.description()))).append('\n');
    }
  }

  private static void parameters(StringBuilder out, CommandSpec spec, String inside) {
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (parameter.completionCandidates() != null) {
        out.append("complete -c rubato -n ")
            .append(inside)
            .append(" -f -a ")
            .append(quoted(String.join(" ", parameter.completionCandidates())))
            .append('\n');
      }
    }
  }

  /** The first sentence. */
  private static String first(String[] description) {
    String text = description.length == 0 ? "" : ManPages.lines(description)[0];
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
