package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole study as CSV, as Python reads it. */
@Timeout(120)
class ExportedStudyTest {
  /** A program with a loss per step and a metric at the end, both made of the rate. */
  private static final String PROGRAM =
      "tail -n +2 $RUBATO_RATES | awk -F, '{print \"{\\\"step\\\": \" NR \", \\\"loss\\\": \" $2 *"
          + " 2 \"}\"} END {print \"{\\\"step\\\": \" NR \", \\\"validation-loss\\\": \" $2 \"}\"}'";

  private static final String READ =
      """
      import csv, sys
      trials = {row["trial"]: row for row in csv.DictReader(open(sys.argv[1], newline=""))}
      values = list(csv.DictReader(open(sys.argv[2], newline="")))
      for trial, row in sorted(trials.items()):
          mine = [v for v in values if v["trial"] == trial]
          losses = {int(v["step"]): float(v["value"]) for v in mine if v["name"] == "train/loss"}
          rates = {int(v["step"]): float(v["value"]) for v in mine
                   if v["name"] == "train/learning-rate"}
          momenta = [float(v["value"]) for v in mine if v["name"] == "train/momentum"]
          assert sorted(losses) == list(range(1, 6)), losses
          assert all(abs(losses[s] - 2 * rates[s]) < 1e-5 for s in losses)
          last = [v for v in mine if v["name"] == "evaluation/validation-loss"]
          assert len(last) == 1 and float(last[0]["value"]) == float(row["last"])
          print(row["strategy"], row["optimizer"], row["momentum"], row["largest-rate"], row["shape"],
                row["number-1"], len(momenta), sep=" | ")
      """;

  @TempDir private Path folder;

  @Test
  void aTrialIsARowAndAValueIsARowAndPythonReadsBoth() throws Exception {
    String store = folder.resolve("store").toString();
    String[] compare = {
      "compare",
      "sgd(momentum=0.5): 0.1",
      "sgd(momentum=linear(0 -> 0.9)): cosine(0.3 -> 0.1)",
      "--seeds=1",
      "--steps=5",
      "--command",
      PROGRAM,
      "--store",
      store,
      "--report",
      folder.resolve("page.html").toString()
    };
    Cli.run(compare).succeeds();
    Path wide = folder.resolve("trials.csv");
    Path curves = folder.resolve("curves.csv");
    Cli.run("studies", "export", "1", "--store", store, "--out", "" + wide).succeeds();
    Cli.run("studies", "export", "1", "--store", store, "--long", "--out", "" + curves).succeeds();
    // and again, as it is a file of Rubato's own
    Cli.run("studies", "export", "1", "--store", store, "--long", "--out", "" + curves).succeeds();

    assertThat(python(wide, curves))
        .isEqualToNormalizingNewlines(
            """
            sgd(momentum=0.5): 0.1 | sgd | 0.5 | 0.1 | sgd(momentum=#1): #2 | 0.5 | 0
            sgd(momentum=linear(0 -> 0.9)): cosine(0.3 -> 0.1) | sgd | 0 | 0.3 | \
            sgd(momentum=linear(#1 -> #2)): cosine(#3 -> #4) | 0 | 5
            """);
  }

  @Test
  void theLongFormIsAskedForWithCsv() {
    assertThat(Cli.run("studies", "export", "1", "--long").err()).contains("say --format csv");
  }

  private static String python(Path wide, Path curves) throws Exception {
    Process python =
        new ProcessBuilder("python3", "-c", READ, wide.toString(), curves.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
