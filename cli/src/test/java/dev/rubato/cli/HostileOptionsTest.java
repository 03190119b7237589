package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.plot.Glyphs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Any value of any option of any command ends with one of the three statuses and a message of ours:
 * nothing that a person can type "should not have happened".
 */
@Timeout(120)
class HostileOptionsTest {
  /** Commands that are fast, with FOLDER for the test's own. */
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("curve", "0.1", "--steps=5"),
          List.of("descend", "0.001", "--function=beale", "--steps=5"),
          List.of("train", "0.1", "--task=convex", "--steps=5", "--quiet"),
          List.of(
              "compare",
              "0.1",
              "--task=convex",
              "--steps=5",
              "--seeds=1",
              "--quiet",
              "--report=FOLDER/report.html"),
          List.of("tune", "?0.1..1", "--task=convex", "--steps=5", "--dry-run"),
          List.of("find", "--task=convex", "--steps=20", "--budget=3", "--quiet"),
          List.of("studies", "--store=FOLDER/store"),
          List.of("studies", "show", "1", "--store=FOLDER/store"),
          List.of("studies", "export", "1", "--store=FOLDER/store"),
          List.of("studies", "report", "1", "--store=FOLDER/store", "--out=FOLDER/study.html"),
          List.of("studies", "delete", "9", "--store=FOLDER/store"),
          List.of("strategies"),
          List.of("tasks"));

  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "1.5",
          "NaN",
          "-inf",
          "1e18",
          "9223372036854775807",
          "-9223372036854775808",
          "9007199254740992",
          "2147483647",
          "1e99999",
          "\0",
          "\u001b[31m",
          "☃",
          "'",
          "a=b",
          "?",
          "-",
          ",",
          ",,1",
          "%s%n",
          "accurcy",
          "x".repeat(5000));

  /** Options whose values name files, which stay in the test's folder. */
  private static final Set<String> FILES =
      Set.of(
          "--out", "--report", "--store", "--classpath", "--tensorboard", "--exchange", "--files");

  /** Options that mean something with a program only. */
  private static final Set<String> OF_PROGRAMS =
      Set.of("--judged-by", "--target", "--silence", "--steps-per-epoch");

  /** Downloads. */
  private static final Set<String> NEVER = Set.of("--download");

  @TempDir private Path folder;

  static Stream<List<String>> commands() {
    return COMMANDS.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void valuesOfOptionsEndWithAMessageOfOurs(List<String> command) {
    // each option gets some of the values, and each value goes to some options, as 7 divides no 25
    check(command, 7);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("commands")
  void anyValueOfAnyOptionEndsWithAMessageOfOurs(List<String> command) {
    check(command, 1);
  }

  /** Tries one in {@code every} combination of an option and a value. */
  private void check(List<String> command, int every) {
    Cli.run("train", "0.1", "--task=convex", "--steps=5", "--store=" + folder.resolve("store"));
    List<List<String>> tries = new ArrayList<>();
    for (OptionSpec option : options(command)) {
      String name = option.longestName();
      if (option.arity().max() == 0 || NEVER.contains(name)) {
        continue;
      }
      for (String value : VALUES) {
        boolean impossible = name.equals("--command") && value.contains("\0"); // for any system
        if (!impossible) {
          tries.add(with(command, name, FILES.contains(name) ? inFolder(value) : value));
        }
      }
    }
    for (String value : VALUES) {
      tries.add(withWord(command, value));
    }
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < tries.size(); i += every) {
      String problem = problem(tries.get(i));
      if (!problem.isEmpty()) {
        wrong.add(problem);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tries).hasSizeGreaterThanOrEqualTo(VALUES.size());
  }

  private static List<OptionSpec> options(List<String> command) {
    PrintWriter none = new PrintWriter(new StringWriter());
    CommandLine line =
        Main.commandLine(
            new Terminal(none, none, false, false, false, Cli.COLUMNS, 24, Glyphs.UNICODE));
    for (String word : command) {
      Map<String, CommandLine> further = line.getSubcommands();
      line = further.getOrDefault(word, line);
    }
    return line.getCommandSpec().options();
  }

  private String inFolder(String value) {
    return value.isBlank() || value.contains("\0") ? value.strip() : folder + "/" + value;
  }

  /** The command with one option changed; a program in place of its task where that needs one. */
  private List<String> with(List<String> command, String option, String value) {
    List<String> words = new ArrayList<>();
    for (String word : command) {
      if (word.startsWith("--task=") && option.equals("--command")) {
        continue;
      }
      if (word.startsWith("--task=") && OF_PROGRAMS.contains(option)) {
        words.add("--command=echo '{\"step\": 5, \"validation-loss\": 1}'");
      } else if (!word.startsWith(option + "=")) {
        words.add(word);
      }
    }
    words.add(option + "=" + value);
    return words;
  }

  /** The command with another first word of its own, or one more. */
  private static List<String> withWord(List<String> command, String value) {
    List<String> words = new ArrayList<>(command);
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).matches("[0-9?].*")) {
        words.set(i, value);
        return words;
      }
    }
    words.add(value);
    return words;
  }

  /** What is wrong with how a command ends, or nothing. */
  private String problem(List<String> command) {
    String[] args =
        command.stream().map(word -> word.replace("FOLDER", "" + folder)).toArray(String[]::new);
    Cli.Outcome outcome = Cli.run(args);
    boolean ours =
        Stream.of("should not have happened", "Exception", "\tat ", "dev.rubato.cli")
            .noneMatch(outcome.err()::contains);
    boolean told = outcome.status() == 0 || outcome.err().matches("(?s).*(rubato: |failed: ).*");
    return outcome.status() >= 0 && outcome.status() <= 2 && ours && told
        ? ""
        : command + " ended with " + outcome.status() + ": " + outcome.err();
  }

  @Test
  void aMetricThatTheProgramDoesNotReportIsToldByEveryCommand() throws Exception {
    Path program = folder.resolve("program.sh");
    Files.writeString(
        program,
        "i=1; while [ $i -le $RUBATO_STEPS ]; do echo \"{\\\"step\\\": $i, \\\"loss\\\": 1,"
            + " \\\"accuracy\\\": 0.5}\"; i=$((i + 1)); done\n");
    String[][] commands = {
      {"find", "--steps=20", "--budget=3"},
      {"train", "0.1", "--steps=20"},
      {"compare", "0.1", "--steps=20", "--seeds=1", "--report=" + folder.resolve("r.html")},
      {"tune", "?0.1..1", "--steps=20", "--seeds=1", "--budget=20"}
    };
    for (String[] command : commands) {
      List<String> words = new ArrayList<>(List.of(command));
      words.add("--command=sh " + program);
      words.add("--judged-by=accurcy");
      words.add("--higher-is-better");
      Cli.Outcome outcome = Cli.run(words.toArray(new String[0]));
      assertThat(outcome.status()).as("%s: %s", words, outcome.err()).isEqualTo(1);
      assertThat(outcome.err()).as("%s", words).contains("accurcy");
      assertThat(outcome.err()).doesNotContain("should not have happened", "Exception");
    }
  }
}
