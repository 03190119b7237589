package dev.rubato.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The option that says in which of its formats a command writes its result. The command lists them,
 * the usual one first; each knows how it is written, so a new format is one entry of that list.
 */
class FormatOptions<R> {
  /** Endings of files that are expected to be of a format. */
  private static final Set<String> PICTURES_AND_DATA =
      Set.of(
          "csv", "json", "svg", "html", "png", // and what no command can write:
          "jpg", "jpeg", "gif", "webp", "pdf", "eps", "xlsx", "xml", "yaml", "parquet");

  private final List<Format<R>> formats;
  private @Nullable Format<R> asked;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  FormatOptions(Format<R>... formats) {
    this.formats = List.of(formats);
  }

  @Option(names = "--format", paramLabel = "FORMAT", description = "See describe.")
  void format(@Nullable String name) {
    asked = null;
    for (Format<R> format : formats) {
      if (format.name().equalsIgnoreCase(name)) {
        asked = format;
      }
    }
    if (asked == null && name != null && command != null) {
      List<String> names =
          formats.stream().map(format -> format.name().toUpperCase(Locale.ROOT)).toList();
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '--format': expected one of %s (case-insensitive) but was '%s'"
              .formatted(names, name));
    }
  }

  /** Whether the usual format is asked for. */
  final boolean isUsual() {
    return asked == null || asked.equals(formats.get(0));
  }

  /**
   * Takes the format that a file's ending names.
   *
   * @throws BadInput where another was asked for, or the command has none of that name
   */
  final void chooseBy(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    if (!name.contains(".") || !PICTURES_AND_DATA.contains(ending)) {
      return; // any text may be in it
    }
    Format<R> named = null;
    for (Format<R> format : formats) {
      named = format.name().equals(ending) ? format : named;
    }
    if (asked != null && !asked.equals(named)) {
      throw new BadInput(
          "--out %s ends in .%s, but --format is %s: make them agree"
              .formatted(file, ending, asked.name()));
    }
    if (named == null) {
      throw new BadInput(
          "--out %s ends in .%s, which this command can't write: its formats are %s"
              .formatted(file, ending, words().replaceAll("\\.$", "")));
    }
    asked = named;
  }

  /** The format that was asked for, or the usual one. */
  final Format<R> chosen() {
    return asked == null ? formats.get(0) : asked;
  }

  /** Writes the result in the format that was asked for, a text. */
  final void write(R result, Appendable to) throws IOException {
    chosen().writer().write(result, to);
  }

  /** The formats in words, such as {@code plot (the default), csv or json}. */
  private String words() {
    StringBuilder words = new StringBuilder(formats.get(0).name()).append(" (the default)");
    for (int i = 1; i < formats.size(); i++) {
      words.append(i == formats.size() - 1 ? " or " : ", ").append(formats.get(i).name());
    }
    return words.append('.').toString();
  }

  /**
   * Lets the help of a command and of its subcommands list the formats of each: an annotation has
   * one text for all of them.
   */
  static void describe(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    for (CommandSpec mixin : spec.mixins().values()) {
      if (mixin.userObject() instanceof FormatOptions<?> options) {
        OptionSpec format = spec.findOption("--format");
        spec.remove(format);
        spec.addOption(OptionSpec.builder(format).description(options.words()).build());
      }
    }
    line.getSubcommands().values().forEach(FormatOptions::describe);
  }
}
