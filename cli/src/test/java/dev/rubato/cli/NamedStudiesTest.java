package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies that have names and notes, and two of them side by side. */
class NamedStudiesTest {
  @TempDir private static Path folder;

  private static Cli.Outcome run(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--store";
    all[words.length + 1] = folder.resolve("store").toString();
    return Cli.run(all);
  }

  @BeforeAll
  static void threeStudies() {
    String report = "--report=" + folder.resolve("any.html");
    run("compare", "sgd: 0.1", "sgd: 0.5", "--task=convex", "--steps=10", "--seeds=4", report)
        .succeeds();
    run("compare", "sgd: 0.5", "sgd: 2", "--task=convex", "--steps=10", "--seeds=4", report)
        .succeeds();
    run("compare", "sgd: 0.1", "--task=convex", "--steps=20", "--seeds=2", report).succeeds();
  }

  @Test
  void aNameAndANoteAreShownWhereTheStudyIs() throws Exception {
    assertThat(run("studies").succeeds().rows().get(0)).doesNotContain("name");
    run("studies", "name", "2", "higher rates").succeeds();
    run("studies", "note", "2", "asked for by <Ada>\nto be repeated").succeeds();
    assertThat(run("studies").succeeds().out())
        .containsPattern("study +name")
        .contains("higher rates");
    assertThat(run("studies", "show", "2").succeeds().out())
        .contains("  name      higher rates\n")
        .contains("  note      asked for by <Ada>\n", "  note      to be repeated\n");
    Path page = folder.resolve("study.html");
    run("studies", "report", "2", "--out", page.toString()).succeeds();
    assertThat(Files.readString(page))
        .contains("<h1>higher rates (study 2 on convex)</h1>", "asked for by &lt;Ada&gt;");
    run("studies", "name", "2").succeeds();
    run("studies", "note", "2").succeeds();
    assertThat(run("studies", "show", "2").succeeds().out()).doesNotContain("higher rates", "Ada");
  }

  @Test
  void whatCantBeNamedIsToldWhy() {
    Cli.Outcome none = run("studies", "name", "9", "x");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("there is no study 9");
    Cli.Outcome tooLong = run("studies", "name", "1", "x".repeat(81));
    assertThat(tooLong.status()).isEqualTo(2);
    assertThat(tooLong.err()).contains("a study's name must have at most 80 characters, had 81");
    Cli.Outcome number = run("studies", "name", "2", "1");
    assertThat(number.status()).isEqualTo(2);
    assertThat(number.err()).contains("a study's name must not be a number").contains("was 1");
  }

  @Test
  void twoStudiesAreComparedByTheirBestAndBySeedsThatBothHave() throws Exception {
    Path page = folder.resolve("pair.html");
    Cli.Outcome outcome =
        run("studies", "compare", "1", "2", "--report", page.toString()).succeeds();
    assertThat(outcome.rows().get(0))
        .startsWith("The best of study 1 comes to ")
        .contains("over the 4 seeds that both have");
    assertThat(outcome.out())
        .containsPattern("study 1 +study 2 +difference")
        .as("the same training in both differs by nothing")
        .containsPattern("0 ± 0 +4 and 4 +10 +sgd: 0.5")
        .containsPattern("– +[0-9.]+ +– +0 and 4 +10 +sgd: 2");
    Cli.checkPage(Files.readString(page));
    assertThat(Files.readString(page)).contains("study 1: sgd: 0.5", "study 2: sgd: 2");
  }

  @Test
  void thatTrainingsDifferInLengthIsToldFirst() {
    assertThat(run("studies", "compare", "1", "3").succeeds().rows().get(0))
        .startsWith("The best of the two took 10 steps and 20 steps, so the numbers are of ");
  }

  @Test
  void studiesThatAreJudgedDifferentlyAreNotCompared() {
    String report = "--report=" + folder.resolve("any.html");
    run(
            "compare",
            "sgd: 0.1",
            "--task=convex",
            "--steps=10",
            "--seeds=2",
            "--judged-by=accuracy",
            report)
        .succeeds();
    Cli.Outcome outcome = run("studies", "compare", "1", "4");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("one is judged by validation loss, lower is better, the other by accuracy");
  }
}
