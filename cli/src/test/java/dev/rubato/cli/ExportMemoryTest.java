package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study that is larger than the memory is exported, in a process with little of it. */
@Timeout(600)
class ExportMemoryTest {
  private static final StudyKey KEY =
      new StudyKey(
          "compare",
          "digits",
          "digits 1",
          "rubato compare",
          new Metric("validation-loss", true),
          "Rubato 0, Java 0");

  @TempDir private Path folder;

  private static TrialResult result(Trial trial) {
    double[] rates = new double[(int) trial.horizon().steps()];
    double[] losses = new double[rates.length];
    Arrays.fill(rates, 0.1);
    for (int t = 0; t < losses.length; t++) {
      losses[t] = ((t * 31L + trial.seed()) % 1000) / 1000.0;
    }
    List<Evaluation> last = List.of(new Evaluation(losses.length, Map.of("validation-loss", 0.5)));
    return new TrialResult(trial, Status.DONE, "", rates, losses, last, Map.of("loss", 0.5));
  }

  private void exports(int trials, int steps, String memory) throws Exception {
    List<Trial> all =
        LongStream.range(0, trials)
            .mapToObj(
                seed -> new Trial(Notation.strategy("sgd: 0.1"), Horizon.ofSteps(steps), seed))
            .toList();
    try (Store store = Store.open(folder.resolve(".rubato"), "a test")) {
      StudyLedger ledger = store.study(KEY, "here");
      ledger.phase("fresh seeds", all, 0);
      ledger.begun(new TrialEvent.Begun(all, 0));
      all.forEach(trial -> ledger.ended(new TrialEvent.Ended(result(trial))));
      ledger.finish(true, "");
    }
    Path out = folder.resolve("study.json");
    List<String> command =
        new ArrayList<>(ProcessTest.rubato("studies", "export", "1", "--out", out.toString()));
    command.replaceAll(word -> word.startsWith("-Xmx") ? memory : word);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(numbers(out)).isEqualTo(2L * trials * steps);
  }

  /** How many rates and losses a file has. */
  private static long numbers(Path file) throws Exception {
    long count = 0;
    int depth = 0;
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        boolean inArray = json.getParsingContext().inArray();
        count += inArray && token.isNumeric() && depth == 4 ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void inMemoryThatItsTextAloneWouldFill() throws Exception {
    exports(40, 30_000, "-Xmx40m");
  }

  @Test
  @Tag("long")
  void threeHundredTrialsOfAHundredThousandStepsIn512Megabytes() throws Exception {
    exports(300, 100_000, "-Xmx512m");
  }
}
