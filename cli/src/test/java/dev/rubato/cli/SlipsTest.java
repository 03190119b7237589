package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command tells once of what is probably a slip in a strategy, and a study keeps it. */
class SlipsTest {
  private static final String CUT =
      "rubato: warning: \"0.1 for 500\" is cut off: it ends after 500";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curve|0.1 for 500|--steps=100|--format=csv",
        "curve|0.1 for 500|sgd: 0.1 for 500|--steps=100|--format=csv",
        "descend|0.1 for 500|--function=quadratic|--steps=100|--format=csv",
        "train|0.1 for 500|--task=convex|--steps=100",
        "compare|0.1 for 500|sgd: 0.1 for 500 then 0|--task=convex|--steps=100|--dry-run",
        "compare|(0.1 for 500) * (? for 80%)|--task=convex|--steps=100|--dry-run",
        "tune|(0.1 for 500) * (?0.1..1 for 80%)|--task=convex|--steps=100|--dry-run",
        "find|--optimizer=sgd(momentum=0.1 for 500)|--task=convex|--steps=100|--budget=3|--quiet",
      })
  void aCommandTellsOnce(String line) {
    Cli.Outcome outcome = Cli.run(line.split("\\|", -1)).succeeds();
    String told = line.startsWith("find") ? CUT.replace("\"0.1", "momentum: \"0.1") : CUT;
    assertThat(outcome.err().split(Pattern.quote(told), -1)).hasSize(2);
    assertThat(outcome.out()).doesNotContain("warning");
  }

  @Test
  void whatIsNoSlipIsNotTold() {
    Cli.Outcome outcome =
        Cli.run("curve", "linear(0 -> 0.1) for 5% then cosine(-> 0)", "--steps=100").succeeds();
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void morePatienceThanThereAreEvaluationsIsToldWithBothNumbers() {
    String told = "plateau has patience=40, but is told of only 9 evaluations, one every 11 steps";
    for (String line :
        new String[] {
          "train|plateau(0.1, patience=40)|--task=convex|--steps=100",
          "compare|plateau(?, patience=40)|--task=convex|--steps=100|--dry-run",
          "tune|plateau(?0.1..1, patience=40)|--task=convex|--steps=100|--dry-run"
        }) {
      assertThat(Cli.run(line.split("\\|", -1)).succeeds().err()).containsOnlyOnce(told);
    }
    assertThat(
            Cli.run(
                    "compare",
                    "plateau(0.1, patience=40)",
                    "--task=convex",
                    "--steps=100",
                    "--validate-every=2 steps",
                    "--dry-run")
                .succeeds()
                .err())
        .isEmpty();
    assertThat(Cli.run("compare", "--task=convex", "--dry-run").succeeds().err())
        .as("what is compared by default")
        .isEmpty();
  }

  @Test
  void manyAreCutShort() {
    String[] args = new String[16];
    args[0] = "curve";
    args[1] = "--steps=100";
    for (int i = 2; i < args.length; i++) {
      args[i] = "0.1 for " + (500 + i);
    }
    Cli.Outcome outcome = Cli.run(args).succeeds();
    assertThat(outcome.err().lines()).hasSize(11).last().asString().contains("4 more");
  }

  @Test
  void aSpanThatIsWrittenAsAShareIsAnErrorThatSaysWhatWasMeant() {
    for (String text : new String[] {"linear(0 -> 0.1) for 0.1 then 0.1", "step(0.1, every=0.5)"}) {
      Cli.Outcome outcome = Cli.run("train", text, "--task=convex", "--steps=100");
      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err()).containsPattern("did you mean (10|50)%\\?");
    }
  }

  @Test
  void aStudyKeepsIt() throws Exception {
    String store = "--store=" + folder.resolve("store");
    Path page = folder.resolve("page.html");
    Path study = folder.resolve("study.html");
    Cli.run(
            "compare",
            "0.1 for 500",
            "--task=convex",
            "--steps=100",
            "--seeds=1",
            store,
            "--report=" + page)
        .succeeds();
    assertThat(Cli.run("studies", "show", "1", store).succeeds().out())
        .containsOnlyOnce("warning: \"0.1 for 500\" is cut off");
    Cli.run("studies", "report", "1", store, "--out=" + study).succeeds();
    assertThat(Files.readString(study)).contains("0.1 for 500&quot; is cut off");
    assertThat(Files.readString(page)).contains("0.1 for 500&quot; is cut off");
  }
}
