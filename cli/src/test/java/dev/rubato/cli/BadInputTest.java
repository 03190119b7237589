package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input: exit status 2, one message that helps, nothing on standard output, nothing changed.
 */
class BadInputTest {
  @TempDir private Path folder;

  /** What is typed, with FOLDER for an empty folder, and what the message must hold. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        // strategies
        of(
            "no schedule is called \"cosin\"; did you mean \"cosine\"?",
            "curve",
            "sgd: cosin(0.1 -> 0)",
            "--steps=9"),
        of("     ^^^^^ ", "curve", "sgd: cosin(0.1 -> 0)", "--steps=9"),
        of("did you mean \"sgd\"?", "train", "sdg: 0.1"),
        of("did you mean \"gamma\"?", "compare", "step(0.1, every=3, gama=0.5)"),
        of("gamma must be above 0, was 0", "curve", "step(0.1, every=3, gamma=0)", "--steps=9"),
        of("momentum must be in [0, 1), was 1", "train", "sgd(momentum=1): 0.1"),
        of("at least 0, was -0.1", "train", "--", "-0.1"),
        of("expected", "curve", "", "--steps=9"),
        of("must say how long it lasts", "curve", "0.1 then", "--steps=9"),
        of("no previous phrase", "train", "cosine(-> 0)"),
        of("no previous phrase", "train", "sgd(momentum=linear(-> 0.5)): 0.1"),
        of("steps per epoch", "curve", "0.1 for 2 epochs then 0.2", "--steps=9"),
        of("every must come to at least one step", "train", "step(0.1, every=0.5)"),
        of("2 values marked ?", "compare", "sgd(momentum=?): ?"),
        of("only the peak rate may be a ?", "compare", "cosine(0.1 -> ?)"),
        of("only the peak rate may be a ?", "tune", "cosine(0.1 -> ?)", "--dry-run"),
        of("?", "curve", "cosine(? -> 0)", "--steps=9"),
        of("?", "train", "cosine(?0.1..1 -> 0)"),
        of("@", "curve", "@FOLDER", "--steps=9"),
        of("STRATEGY", "curve", "--steps=9"),
        of("STRATEGY", "train"),
        of("0.2", "train", "0.1", "0.2"),
        // numbers
        of("--steps", "curve", "0.1"),
        of("--steps must be at least 1, was 0", "curve", "0.1", "--steps", "0"),
        of("--steps must be at least 1, was -5", "curve", "0.1", "--steps", "-5"),
        of("--steps must be at most 2^53", "curve", "0.1", "--steps", "9007199254740993"),
        of("--steps", "curve", "0.1", "--steps", "99999999999999999999"),
        of("--steps", "curve", "0.1", "--steps", "many"),
        of("--steps", "curve", "0.1", "--steps", "1.5"),
        of("--steps", "curve", "0.1", "--steps"),
        of(
            "--steps-per-epoch must be at least 1, was 0",
            "curve",
            "0.1",
            "--steps=9",
            "--steps-per-epoch=0"),
        of("--epochs must be at least 1, was 0", "train", "0.1", "--epochs", "0"),
        of("--epochs must be at least 1, was -1", "compare", "--epochs", "-1"),
        of("--epochs must be at most", "train", "0.1", "--epochs", "9223372036854775807"),
        of("memory", "compare", "--epochs", "3000000", "--seeds", "1000000"),
        of("memory", "compare", "0.1", "--seeds", "2000000000"),
        of("--seeds must be at least 1, was 0", "compare", "--seeds", "0"),
        of("--max-seeds goes with --until-decided", "compare", "--max-seeds", "9"),
        of("at least --seeds, 5, was 4", "compare", "--until-decided", "--max-seeds", "4"),
        of("at least 4 seeds", "compare", "--until-decided", "--seeds", "3"),
        of("--set must be classics or today, was \"new\"", "compare", "--set", "new"),
        of("--set", "compare", "sgd: 0.1", "--set", "today"),
        of("--seeds must be at least 1, was -3", "compare", "--seeds=-3"),
        of("--jobs must be at least 1, was 0", "compare", "--jobs", "0"),
        of(
            "--jobs is for this machine, --runner for others",
            "compare",
            "--jobs=1",
            "--runner=spark://host:7077"),
        of("--runner-option needs --runner", "find", "--runner-option=spark.ui.enabled=true"),
        of("--files needs --runner", "find", "--files=data"),
        of("--exchange needs --runner", "find", "--exchange=/tmp"),
        of(
            "--runner: no runner for \"spark://host:7077\" is on the class path",
            "train",
            "0.1",
            "--runner=spark://host:7077"),
        of("--jobs must be at most 1000, was 2147483647", "train", "1", "--jobs=2147483647"),
        of("--seed", "train", "0.1", "--seed", "x"),
        // names
        of("did you mean \"digits\"?", "train", "0.1", "--task", "digit"),
        of("no task is called \"mnist-of-mars\"", "compare", "--task", "mnist-of-mars"),
        of("no task is called \"../../etc\"", "tasks", "../../etc"),
        of("did you mean \"cosine\"?", "strategies", "cosin"),
        of("no schedule or optimizer is called", "strategies", "nothing-like-it"),
        of("\"StepLR\" is written step(0.1, every=30", "strategies", "StepLR"),
        of(
            "steps-per-epoch must be at most 2^53",
            "curve",
            "1",
            "--steps=9",
            "--steps-per-epoch=1e18"),
        of("xyz", "curve", "0.1", "--steps=9", "--format=xyz"),
        of("plot", "compare", "0.1", "--format=plot"),
        of("--colour", "curve", "0.1", "--steps=9", "--colour"),
        of("compere", "compere"),
        of("a command is missing"),
        // files
        of("no-such-folder", "curve", "0.1", "--steps=9", "--out=FOLDER/no-such-folder/rates.csv"),
        of("it is a folder", "curve", "0.1", "--steps=9", "--out=FOLDER"),
        of("no-such-folder", "compare", "--report=FOLDER/no-such-folder/report.html"),
        of("it is a folder", "compare", "--report", "FOLDER"),
        of("--report", "compare", "--report="),
        of("--store must name a folder", "studies", "--store="),
        of("--out", "curve", "0.1", "--steps=9", "--out=FOLDER/a\0b"));
  }

  private static Arguments of(String message, String... args) {
    return arguments(message, args);
  }

  private static List<String> here() {
    String[] names = Path.of("").toAbsolutePath().toFile().list();
    return names == null ? List.of() : Arrays.asList(names);
  }

  @ParameterizedTest(name = "{index}: {0}")
  @MethodSource("mistakes")
  void aMistakeIsToldAndNothingElseHappens(String message, String[] args) {
    List<String> typed = new ArrayList<>();
    for (String arg : args) {
      typed.add(arg.replace("FOLDER", folder.toString()));
    }
    List<String> before = here();
    Cli.Outcome outcome = Cli.run(typed.toArray(new String[0]));
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains(message)
        .contains("rubato: ")
        .doesNotContain("\tat ", "Exception", "comparing", "starting");
    assertThat(outcome.err().split("rubato: ", -1)).as("one message").hasSize(2);
    if (args.length > 0) {
      assertThat(outcome.err().lines().count()).isLessThanOrEqualTo(3);
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(here()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void aFileThatIsThereStaysAsItIs() throws Exception {
    Path file = folder.resolve("rates.csv");
    Files.writeString(file, "precious");
    assertThat(Cli.run("curve", "cosin(1 -> 0)", "--steps=9", "--out=" + file).status())
        .isEqualTo(2);
    assertThat(Cli.run("compare", "cosin(1 -> 0)", "--report=" + file).status()).isEqualTo(2);
    assertThat(file).hasContent("precious");
    assertThat(folder.toFile().list()).containsExactly("rates.csv");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31mred",
        "bell \u0007 and back \b",
        "\u009b2J",
        "\u202Ereversed",
        "\rcompared: all is well",
        "zero\u200bwidth"
      })
  void untrustedTextIsMadePrintable(String text) {
    String[][] commands = {
      {text},
      {"--" + text},
      {"curve", text, "--steps=9"},
      {"curve", "sgd: " + text + "(0.1)", "--steps=9"},
      {"curve", "0.1", "--steps", text},
      {"curve", "0.1", "--steps=9", "--format", text},
      {"curve", "0.1", "--steps=9", "--out", folder + "/none/" + text},
      {"curve", "?0.1..1 #" + text, "--steps=9"},
      {"curve", "0.1 for 1 epoch then 0.2 #" + text, "--steps=9"},
      {"train", "? #" + text},
      {"train", "0.1", "--task", text},
      {"train", "0.1", text},
      {"compare", "--report", folder + "/none/" + text},
      {"compare", "--seeds", text},
      {"strategies", text},
      {"tasks", text}
    };
    for (String[] command : commands) {
      Cli.Outcome outcome = Cli.run(command);
      assertThat(outcome.status()).as("%s", Arrays.toString(command)).isEqualTo(2);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().codePoints().filter(c -> !isPrintable(c)).toArray())
          .as("%s", Arrays.toString(command))
          .isEmpty();
    }
  }

  private static boolean isPrintable(int c) {
    return c == '\n' || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
  }
}
