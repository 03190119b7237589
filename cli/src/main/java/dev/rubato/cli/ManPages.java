package dev.rubato.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rubato man-pages}: a manual page for each command, in man's own format, from its help. */
@Command(
    name = "man-pages",
    hidden = true,
    description = "Writes a manual page for each command into a folder.",
    footer = {"", "Example: rubato man-pages man1"})
final class ManPages implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Parameters(paramLabel = "FOLDER", description = "Where to write them; made if need be.")
  private Path folder = Path.of(".");

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    write(spec.root());
    return 0;
  }

  private void write(CommandSpec command) throws IOException {
    if (command.usageMessage().hidden()) {
      return;
    }
    String name = command.qualifiedName("-");
    OutputFile.write(folder.resolve(name + ".1"), page(command));
    for (CommandLine below : command.subcommands().values()) {
      write(below.getCommandSpec());
    }
  }

  static String page(CommandSpec command) {
    String name = command.qualifiedName("-");
    String[] description = lines(command.usageMessage().description());
    StringBuilder out = new StringBuilder();
    out.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1 \"\" rubato\n");
    out.append(".SH NAME\n").append(escaped(name)).append(" \\- ");
    out.append(escaped(description.length == 0 ? "" : description[0])).append('\n');
    out.append(".SH SYNOPSIS\n.B ").append(escaped(command.qualifiedName())).append('\n');
    out.append(escaped(synopsis(command))).append('\n');
    out.append(".SH DESCRIPTION\n");
    paragraphs(out, description);
    List<PositionalParamSpec> parameters =
        command.positionalParameters().stream().filter(each -> !each.hidden()).toList();
    if (!parameters.isEmpty()) {
      out.append(".SH ARGUMENTS\n");
      parameters.forEach(each -> entry(out, each.paramLabel(), each));
    }
    out.append(".SH OPTIONS\n");
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
        entry(out, String.join(", ", option.names()) + value, option);
      }
    }
    List<CommandSpec> below =
        command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(each -> !each.usageMessage().hidden())
            .toList();
    if (!below.isEmpty()) {
      out.append(".SH COMMANDS\n");
      for (CommandSpec each : below) {
        String[] about = lines(each.usageMessage().description());
        out.append(".TP\n.BR ").append(escaped(each.qualifiedName("-"))).append(" (1)\n");
        out.append(escaped(about.length == 0 ? "" : about[0])).append('\n');
      }
    }
    List<String> footer = new ArrayList<>(List.of(lines(command.usageMessage().footer())));
    footer.removeIf(String::isBlank);
    if (!footer.isEmpty()) {
      out.append(".SH NOTES\n.nf\n");
      footer.forEach(line -> out.append(escaped(line)).append('\n'));
      out.append(".fi\n");
    }
    return out.toString();
  }

  private static String synopsis(CommandSpec command) {
    String arguments =
        command.positionalParameters().stream()
            .filter(each -> !each.hidden())
            .map(
                each -> each.arity().min() == 0 ? "[" + each.paramLabel() + "]" : each.paramLabel())
            .collect(Collectors.joining(" "));
    return (command.subcommands().isEmpty() ? "[OPTIONS] " : "COMMAND ") + arguments;
  }

  private static void entry(StringBuilder out, String term, ArgSpec argument) {
    out.append(".TP\n.B ").append(escaped(term)).append('\n');
    out.append(escaped(String.join(" ", lines(argument.description())))).append('\n');
  }

  private static void paragraphs(StringBuilder out, String[] lines) {
    for (String line : lines) {
      out.append(line.isBlank() ? ".PP" : escaped(line)).append('\n');
    }
  }

  /** As picocli shows them: with its format's escapes resolved, where they are such. */
  static String[] lines(String[] given) {
    return Stream.of(given).map(ManPages::formatted).toArray(String[]::new);
  }

  private static String formatted(String text) {
    try {
      return text.formatted();
    } catch (IllegalFormatException e) {
      return text;
    }
  }

  /** Text that man takes for text: no hyphen is broken, no line is a request. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
