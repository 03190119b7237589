package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is written in countries with digits of their own (Persian, Arabic, Thai), a comma in numbers
 * (German), and an i without a dot (Turkish): the same as everywhere.
 */
@Timeout(300)
class LocalesTest {
  private static final Locale USUAL = Locale.getDefault();

  /** Everything that is computed from its arguments alone. */
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("curve", "cosine(0.1 -> 0.001) | linear(1e-4 -> 0.12345)", "--steps=1500"),
          List.of(
              "curve", "linear(0 -> 0.5) for 5%, cosine(0.5 -> 0)", "--steps=1500", "--format=svg"),
          List.of("curve", "cosine(0.1 -> 0.001)", "--steps=1500", "--format=html"),
          List.of("curve", "cosine(0.1 -> 0.001)", "--steps=1500", "--format=csv"),
          List.of("curve", "cosine(0.1 -> 0.001)", "--steps=1500", "--format=JSON"),
          List.of("curve", "cosine(0.1 -> 0.001)", "--steps=1500", "--format=IXI"),
          List.of("curve", "cosine(0.1, 0.001)", "--steps=1500"),
          List.of("descend", "adam: 0.1", "--steps=1500", "--format=svg"),
          List.of("descend", "adam: 0.1", "--steps=1500", "--format=json"),
          List.of("descend", "adam: 0.1", "--steps=1500"),
          List.of("compare", "sgd: ?", "adam: ?", "--task=diabetes", "--steps=1234", "--dry-run"),
          List.of("tune", "sgd: ?", "--task=diabetes", "--steps=1234", "--budget=3"),
          List.of("train", "sgd: 0.01", "--task=diabetes", "--steps=1000000000"),
          List.of("train", "sgd: 0.01", "--task=diabetes", "--steps=25"),
          List.of("train", "sgd: 0.01", "--task=diabetes", "--steps=25", "--format=csv"),
          List.of("train", "sgd: 0.01", "--task=diabetes", "--steps=25", "--format=json"),
          List.of("strategies"),
          List.of("strategies", "cosine"),
          List.of("tasks"));

  @TempDir private static Path folder;

  private static List<String> expected;
  private static List<String> kept;
  private static String table;

  @AfterEach
  void backToTheUsual() {
    Locale.setDefault(USUAL);
  }

  private static List<String> said() {
    List<String> said = new ArrayList<>();
    for (List<String> command : COMMANDS) {
      Cli.Outcome outcome = Cli.run(command.toArray(new String[0]));
      // how long it would take is measured each time
      String out = outcome.out().replaceAll("(?m)^.*(time: about|core|second|minute|hour).*$", "");
      said.add(command + " " + outcome.status() + "\n" + out + outcome.err());
    }
    return said;
  }

  /** The table of a comparison and what it means. */
  private static String compared(String name) {
    String page = folder.resolve(name + ".html").toString();
    return Cli.run(
            "compare",
            "sgd: 0.01",
            "adam: 0.01",
            "--task=diabetes",
            "--steps=25",
            "--seeds=2",
            "--quiet",
            "--report",
            page)
        .succeeds()
        .out()
        .replace(page, "PAGE");
  }

  private static List<String> stored(String name) {
    String store = folder.resolve(name).toString();
    Cli.run("train", "sgd: 0.01", "--task=diabetes", "--steps=25", "--store", store).succeeds();
    List<String> texts = StudyProcess.exported(Path.of(store), 1);
    texts.add(
        Cli.run("studies", "show", "1", "--store", store)
            .succeeds()
            .out()
            .replaceAll("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "NOW"));
    return texts;
  }

  @BeforeAll
  static void writeTheUsual() {
    Locale.setDefault(Locale.ROOT);
    expected = said();
    kept = stored("root");
    table = compared("root");
    Locale.setDefault(USUAL);
    assertThat(table).contains("validation loss (lower is better): mean over 2 seeds ±");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "th-TH-u-nu-thai", "de-DE", "tr-TR"})
  void whatIsWrittenIsTheSame(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertThat(String.format("%,.1f %S", 1234.5, "i"))
        .as("the locale differs")
        .isNotEqualTo("1,234.5 I");
    assertThat(said()).isEqualTo(expected);
    assertThat(stored(tag)).isEqualTo(kept);
    assertThat(compared(tag)).isEqualTo(table);
  }

  /** A JVM that was started there, with all that is read once at its start. */
  @Test
  void whatOneProcessStoresAnotherReads() throws Exception {
    List<String> command =
        ProcessTest.rubato("train", "sgd: 0.01", "--task=diabetes", "--steps=25", "--format=json");
    command.addAll(1, List.of("-Duser.language=fa", "-Duser.country=IR"));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isZero();
    assertThat(out + err).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
    String usual =
        Cli.run("train", "sgd: 0.01", "--task=diabetes", "--steps=25", "--format=json")
            .succeeds()
            .out();
    assertThat(out).isEqualTo(usual);
    assertThat(StudyProcess.exported(folder.resolve(".rubato"), 1))
        .isEqualTo(stored("usual").subList(0, 2));
  }
}
