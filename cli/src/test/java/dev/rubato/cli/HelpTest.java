package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.plot.Glyphs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command and of its subcommands, as they are registered. */
class HelpTest {
  /** These take no time and need no store, so their examples are run and not only read. */
  private static final Set<String> QUICK = Set.of("curve", "descend", "strategies", "tasks");

  private static CommandLine whole() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Main.commandLine(
        new Terminal(nowhere, nowhere, false, false, false, Cli.COLUMNS, 24, Glyphs.UNICODE));
  }

  static Stream<String> commands() {
    return below(whole()).map(HelpTest::name);
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .flatMap(each -> Stream.concat(Stream.of(each), below(each)));
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName().substring("rubato ".length());
  }

  private static CommandLine command(String name) {
    return below(whole()).filter(each -> name(each).equals(name)).findFirst().orElseThrow();
  }

  private static Cli.Outcome run(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(new String[0]));
  }

  /** The library tells so itself, on the error stream of the process. */
  @ParameterizedTest
  @MethodSource("commands")
  void noPercentSignOfAHelpIsTakenForAFormat(String command) {
    PrintStream before = System.err;
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    System.setErr(new PrintStream(heard, true, StandardCharsets.UTF_8));
    try {
      assertThat(run(command, "--help").out()).doesNotContain("%%");
    } finally {
      System.setErr(before);
    }
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static Set<String> shown() {
    Set<String> names = new TreeSet<>(whole().getSubcommands().keySet());
    names.removeIf(name -> command(name).getCommandSpec().usageMessage().hidden());
    return names;
  }

  @Test
  void theHelpOfTheWholeNamesEveryCommandAndTheExitStatuses() {
    Cli.Outcome outcome = Cli.run("--help").succeeds();
    assertThat(outcome.out()).contains(shown()).contains("Exit status");
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpNamesEveryOptionInTheWidthOfTheTerminal(String name) {
    Cli.Outcome outcome = run(name, "--help").succeeds();
    assertThat(outcome.out()).startsWith("Usage: rubato " + name).doesNotContain("%%");
    for (OptionSpec option : command(name).getCommandSpec().options()) {
      assertThat(outcome.out()).contains(option.names());
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
    }
    for (ArgSpec parameter : command(name).getCommandSpec().positionalParameters()) {
      assertThat(outcome.out()).contains(parameter.paramLabel());
    }
    assertThat(outcome.rows()).allMatch(line -> line.length() <= Cli.COLUMNS);
    assertThat(outcome.err()).isEmpty();
    assertThat(run(name, "-h")).isEqualTo(outcome);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpSaysWhichFormatsTheCommandHasAndTheyAreAllThatItTakes(String name) {
    CommandLine command = command(name);
    OptionSpec format = command.getCommandSpec().findOption("--format");
    if (format == null) {
      return;
    }
    Set<String> told = new TreeSet<>();
    Matcher word = Pattern.compile("[a-z]+").matcher(format.description()[0]);
    while (word.find()) {
      told.add(word.group());
    }
    told.removeAll(Set.of("the", "default", "or"));
    String error = run(name, "--format=no-such", "1", "--steps=9", "--function=saddle").err();
    Matcher listed = Pattern.compile("expected one of \\[(.*?)]").matcher(error);
    assertThat(listed.find()).as(error).isTrue();
    assertThat(Arrays.stream(listed.group(1).toLowerCase(Locale.ROOT).split(", ")))
        .containsExactlyInAnyOrderElementsOf(told);
  }

  /** Written as a shell takes them: the words are read by the command, or it is run. */
  @ParameterizedTest
  @MethodSource("commands")
  void theExamplesCanBeTypedAsTheyStand(String name) {
    String top = name.replaceAll(" .*", "");
    List<String> examples =
        Arrays.stream(command(top).getCommandSpec().usageMessage().footer())
            .map(line -> line.replace("Example: ", "").replace("%%", "%").strip())
            .filter(line -> line.startsWith("rubato " + name))
            .toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      List<String> words = words(example);
      String[] args = words.subList(1, words.size()).toArray(new String[0]);
      whole().parseArgs(args);
      if (QUICK.contains(top) && !words.contains("--out")) {
        assertThat(Cli.run(args).succeeds().out()).as(example).isNotBlank();
      }
    }
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }
}
