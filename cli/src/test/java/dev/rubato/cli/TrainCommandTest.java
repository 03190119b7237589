package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.plot.Glyphs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainCommandTest {

  @Test
  void theTableHasARowForEachEvaluationAndTheTestMetrics() {
    Cli.Outcome outcome = Cli.run("train", "adam: cosine(0.01 -> 0)", "--epochs", "2").succeeds();
    assertThat(outcome.rows().get(0)).contains("epoch", "step", "lr", "loss", "accuracy");
    assertThat(outcome.rows().get(2)).matches(" *0\\.33 +11 .*");
    assertThat(outcome.rows().get(4)).matches(" *1 +33 .*");
    assertThat(outcome.rows().get(7)).matches(" *2 +66 .*");
    assertThat(outcome.out()).contains("test loss: ", "test accuracy: ");
  }

  @Test
  void theLastEvaluationIsARowThoughNoEpochEndsThere() {
    Cli.Outcome outcome = Cli.run("train", "0.01", "--task=diabetes", "--steps=20").succeeds();
    assertThat(outcome.rows()).hasSizeGreaterThan(3);
    assertThat(outcome.rows().get(outcome.rows().size() - 2)).matches(" *[0-9.]+ +20 .*");
  }

  @Test
  void aTaskIsEvaluatedAsOftenAsIsAskedForAndJudgedByAnyOfItsMetrics() {
    Cli.Outcome outcome =
        Cli.run("train", "0.01", "--epochs=2", "--validate-every=1 epoch", "--judged-by=accuracy")
            .succeeds();
    assertThat(outcome.err()).contains("judged by accuracy, higher is better");
    assertThat(outcome.rows().subList(2, 4))
        .satisfiesExactly(
            row -> assertThat(row).matches(" *1 +33 .*"),
            row -> assertThat(row).matches(" *2 +66 .*"));
    Cli.Outcome misspelt =
        Cli.run("train", "0.01", "--epochs=2", "--judged-by=acuracy", "--higher-is-better");
    assertThat(misspelt.status()).isEqualTo(1);
    assertThat(misspelt.err())
        .contains("no metric is called acuracy; the task reports accuracy, validation-loss");
  }

  @Test
  void aSpanThatIsNoneIsBadInput() {
    for (String span :
        new String[] {"often", "1 epock", "", "0", "0.5", "0.1%", "?1..5", "1 epoch 2"}) {
      Cli.Outcome outcome = Cli.run("train", "0.01", "--epochs=2", "--validate-every", span);
      assertThat(outcome.status()).as(span).isEqualTo(2);
      assertThat(outcome.err()).as(span).contains("--validate-every").doesNotContain("\tat ");
    }
  }

  @Test
  void csvHasARowAStepAndNothingElse() {
    Cli.Outcome outcome = train("csv", "1");
    assertThat(outcome.rows()).hasSize(34).startsWith("step,lr,loss");
    for (int t = 0; t < 33; t++) {
      assertThat(outcome.rows().get(t + 1)).matches(t + ",0\\.00[0-9]+,[0-9.]+");
    }
  }

  @Test
  void jsonHoldsTheRunAndTheSameNumbersAsCsv() throws Exception {
    JsonNode json = train("json", "1").json();
    assertThat(json.get("task").asText()).isEqualTo("digits");
    assertThat(json.get("strategy").asText()).isEqualTo("adam: linear(0.005 -> 0.001)");
    assertThat(json.get("steps").asInt()).isEqualTo(33);
    assertThat(json.get("seed").asInt()).isEqualTo(1);
    assertThat(json.get("status").asText()).isEqualTo("done");
    assertThat(json.has("reason")).isFalse();
    assertThat(json.at("/test/accuracy").asDouble()).isBetween(0.2, 1.0);
    assertThat(json.get("evaluations")).hasSize(3);
    assertThat(json.at("/evaluations/2/step").asInt()).isEqualTo(33);
    assertThat(json.at("/evaluations/2/validation-loss").isNumber()).isTrue();
    List<String> rows = train("csv", "1").rows();
    for (int t = 0; t < 33; t++) {
      String[] cells = rows.get(t + 1).split(",", -1);
      assertThat(json.at("/rates/" + t).asDouble()).isEqualTo(Double.parseDouble(cells[1]));
      assertThat(json.at("/losses/" + t).asDouble()).isEqualTo(Double.parseDouble(cells[2]));
    }
  }

  private static Cli.Outcome train(String format, String seed) {
    return Cli.run(
            "train",
            "adam: linear(5e-3 -> 1e-3)",
            "--epochs=1",
            "--seed=" + seed,
            "--format=" + format)
        .succeeds();
  }

  @Test
  void oneSeedGivesTheSameOutputAndAnotherSeedAnother() {
    assertThat(train("csv", "7").out()).isEqualTo(train("csv", "7").out());
    assertThat(train("csv", "7").out()).isNotEqualTo(train("csv", "8").out());
  }

  @Test
  void aTrainingThatDivergesExitsWithOneAndIsStillReadable() throws Exception {
    Cli.Outcome outcome = Cli.run("train", "sgd: 1e30", "--epochs=1", "--format=json");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.json().get("status").asText()).isEqualTo("diverged");
    assertThat(outcome.json().get("reason").asText()).isNotBlank();
    assertThat(outcome.err()).contains("diverged").doesNotContain("\tat ");
    assertThat(outcome.json().get("remark").asText()).contains("probably too high");
    assertThat(outcome.err())
        .contains("  rubato find --optimizer sgd --task digits --steps 33 --no-store\n");
    assertThat(Cli.run("train", "sgd: 1e30", "--epochs=1").status()).isEqualTo(1);
  }

  @Test
  void aTrainingThatLearnsNothingIsToldAndOneThatLearnsIsNot() {
    Cli.Outcome nothing = Cli.run("train", "sgd: 1e-9", "--epochs=2").succeeds();
    assertThat(nothing.err()).contains("Nothing was learned: the validation loss was");
    Cli.Outcome usual = Cli.run("train", "adam: cosine(0.01 -> 0)", "--epochs=2").succeeds();
    assertThat(usual.err()).doesNotContain("rubato find");
  }

  @Test
  void onATerminalTheLossCurveIsDrawnAtTheEnd() {
    StringWriter out = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    Terminal wide = new Terminal(to, to, false, true, false, 80, 40, Glyphs.UNICODE);
    String[] words = {"train", "adam: 0.01", "--task=convex", "--steps=50", "--no-store"};
    assertThat(Main.run(wide, words)).isZero();
    assertThat(out.toString()).containsPattern("[⠁-⣿]{3}").contains("training loss");
  }

  @Test
  void aNumberThatWillLeaveItsDomainIsRefusedBeforeTheTraining() {
    Cli.Outcome outcome =
        Cli.run("train", "sgd(momentum=linear(0.5 -> 1.5)): 0.01", "--epochs=1", "--format=csv");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("momentum must be in [0, 1)", "step")
        .doesNotContain("\tat ");
  }
}
