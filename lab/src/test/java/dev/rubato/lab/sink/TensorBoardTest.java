package dev.rubato.lab.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.strategy.RunningStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.util.PureJavaCrc32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** What is written for TensorBoard, read back by TensorFlow's own classes. */
@Timeout(60)
class TensorBoardTest {
  private static final String MOVING = "sgd(momentum=linear(0.5 -> 0.9)): cosine(0.05 -> 0)";

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  private CurveSender sender() {
    return CurveSender.toTensorBoard(folder, "least-squares", "1", told::add);
  }

  private List<TrialResult> study(Trial... trials) {
    try (CurveSender sender = sender();
        LocalRunner runner = new LocalRunner(2)) {
      return new Study(new LeastSquares(), runner, Ledger.NONE, List.of(sender), true)
          .run("training", List.of(trials));
    }
  }

  private Path run(int index) {
    return List.copyOf(EventFiles.runs(folder).values()).get(index);
  }

  @Test
  void theChecksumByWhichTheReaderChecksIsThePublishedOne() {
    PureJavaCrc32C crc = new PureJavaCrc32C();
    crc.update("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
    assertThat(crc.getValue()).isEqualTo(0xe3069283L);
  }

  @Test
  void theCurvesAreThoseOfTheResultBitByBitOfSinglePrecision() {
    TrialResult result = study(Runs.trial(MOVING, 1)).get(0);

    assertThat(EventFiles.runs(folder)).hasSize(1);
    Map<Long, Float> losses = EventFiles.scalar(run(0), "train/loss");
    Map<Long, Float> rates = EventFiles.scalar(run(0), "train/learning-rate");
    Map<Long, Float> momentum = EventFiles.scalar(run(0), "train/momentum");
    assertThat(losses).hasSize(result.losses().length);
    RunningStrategy numbers = result.trial().running();
    for (int t = 0; t < result.losses().length; t++) {
      assertThat(losses).containsEntry(t + 1L, (float) result.losses()[t]);
      assertThat(rates).containsEntry(t + 1L, (float) result.rates()[t]);
      assertThat(momentum).containsEntry(t + 1L, (float) numbers.hyperparameters().get(0).at(t));
    }
    Map<Long, Float> validation = EventFiles.scalar(run(0), "evaluation/validation-loss");
    assertThat(validation).hasSize(result.evaluations().size());
    result
        .evaluations()
        .forEach(
            each ->
                assertThat(validation)
                    .containsEntry(each.t(), each.metrics().get("validation-loss").floatValue()));
    assertThat(told).isEmpty();
  }

  @Test
  void theStrategyIsTextAndItsNumbersAreInTheTableOfHyperparameters() throws IOException {
    study(Runs.trial(MOVING, 1), Runs.trial(MOVING, 2));

    assertThat(EventFiles.runs(folder)).hasSize(2);
    String text =
        EventFiles.other(run(0), "strategy/text_summary")
            .getTensor()
            .getStringVal(0)
            .toString(StandardCharsets.UTF_8);
    assertThat(text).contains("`" + MOVING + "`", "| seed | 1 |");
    var start = EventFiles.other(run(0), "_hparams_/session_start_info").getMetadata();
    assertThat(start.getPluginData().getPluginName()).isEqualTo("hparams");
    String content = start.getPluginData().getContent().toString(StandardCharsets.ISO_8859_1);
    assertThat(content).contains("momentum", "largest-rate", "optimizer", MOVING);
    var other = EventFiles.other(run(1), "_hparams_/session_start_info").getMetadata();
    assertThat(settings(content)) // trainings that differ by their seeds are one group
        .isEqualTo(
            settings(other.getPluginData().getContent().toString(StandardCharsets.ISO_8859_1)));
    assertThat(EventFiles.other(run(0), "_hparams_/session_end_info")).isNotNull();
  }

  /** All but the time at the end. */
  private static String settings(String content) {
    return content.substring(2, content.length() - Double.BYTES);
  }

  @Test
  void whatTrialsShareIsInTheRunOfEach() {
    List<TrialResult> results =
        study(
            Runs.trial("sgd: 0.05 for 50% then linear(-> 0)", 1),
            Runs.trial("sgd: 0.05 for 50% then cosine(-> 0.01)", 1));

    Map<String, Path> runs = EventFiles.runs(folder);
    assertThat(runs).hasSize(2);
    for (TrialResult result : results) {
      SinkRun run = SinkRun.of(result.trial(), "least-squares", "1");
      assertThat(EventFiles.scalar(runs.get(run.name()), "train/loss"))
          .hasSize(result.losses().length)
          .containsEntry(48L, (float) result.losses()[47]);
    }
  }

  @Test
  void afterAKillTheRunGoesOnWithoutAStepTwice() throws IOException {
    TrialResult whole = done(MOVING);
    try (CurveSender killed = sender()) {
      Told.steps(killed, whole, 0, 30);
    }
    Path half = files(run(0)).get(0);
    Files.write(half, new byte[] {24, 0, 0, 0, 0, 0, 0, 0, 1}, StandardOpenOption.APPEND);

    try (CurveSender next = sender()) {
      next.resumed(whole.upTo(20));
      Told.steps(next, whole, 20, 48);
      next.hear(new TrialEvent.Ended(whole));
    }

    assertThat(EventFiles.scalar(run(0), "train/loss").keySet())
        .containsExactlyElementsOf(Stream.iterate(1L, step -> step + 1).limit(48).toList());
    assertThat(EventFiles.scalar(run(0), "evaluation/validation-loss"))
        .hasSize(whole.evaluations().size());
    assertThat(files(run(0))).hasSize(2);
    List<Event> restarts =
        EventFiles.events(run(0)).stream()
            .filter(event -> event.getSessionLog().getStatus() == SessionLog.SessionStatus.START)
            .toList();
    assertThat(restarts).extracting(Event::getStep).containsExactly(21L);
    assertThat(told).isEmpty();
  }

  @Test
  void whatAKilledProcessHadNotWrittenIsTakenFromWhatIsKept() {
    TrialResult whole = done(MOVING);
    try (CurveSender killed = sender()) {
      Told.steps(killed, whole, 0, 10);
    }

    try (CurveSender next = sender()) {
      next.resumed(whole.upTo(20));
      Told.steps(next, whole, 20, 48);
      next.hear(new TrialEvent.Ended(whole));
    }

    assertThat(EventFiles.scalar(run(0), "train/momentum")).hasSize(48);
    assertThat(EventFiles.scalar(run(0), "evaluation/validation-loss"))
        .hasSize(whole.evaluations().size());
  }

  @Test
  void whatIsWholeStaysAsItIsAndWhatIsMissingIsWritten() throws IOException {
    TrialResult whole = done(MOVING);
    try (CurveSender sender = sender()) {
      sender.found(whole);
    }
    assertThat(EventFiles.scalar(run(0), "train/loss")).hasSize(48);
    byte[] before = Files.readAllBytes(files(run(0)).get(0));

    try (CurveSender sender = sender()) {
      sender.found(whole);
    }

    assertThat(files(run(0))).hasSize(1);
    assertThat(Files.readAllBytes(files(run(0)).get(0))).isEqualTo(before);
  }

  @Test
  void aTrainingThatBeginsAnewReplacesItsRunAndNobodyElsesFile() throws IOException {
    TrialResult whole = done(MOVING);
    try (CurveSender sender = sender()) {
      sender.found(whole);
    }
    Path strange = run(0).resolve("events.out.tfevents.1700000000.host");
    Files.write(strange, EventRecords.of(EventMessages.version(0)));

    try (CurveSender sender = sender()) {
      Told.steps(sender, whole, 0, 5);
    }

    assertThat(EventFiles.scalar(run(0), "train/loss")).hasSize(5);
    assertThat(strange).exists();
  }

  @Test
  void aTrainingThatDivergesShowsTheLossThatWasNoNumberAndTheReason() {
    TrialResult result = study(Runs.trial("sgd: 1e30", 1)).get(0);

    assertThat(result.status()).isEqualTo(Status.DIVERGED);
    Map<Long, Float> losses = EventFiles.scalar(run(0), "train/loss");
    assertThat(losses.get((long) result.losses().length)).isNotNull().isNotEqualTo(0f);
    assertThat(
            EventFiles.other(run(0), "end/text_summary").getTensor().getStringVal(0).toStringUtf8())
        .startsWith("diverged: ");
  }

  @Test
  void aFolderThatCantBeMadeIsToldOnceAndHarmsNothing() throws IOException {
    Files.writeString(folder.resolve("least-squares"), "no folder");

    TrialResult result = study(Runs.trial(MOVING, 1)).get(0);

    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(told).isNotEmpty().allMatch(text -> text.contains("least-squares"));
    assertThat(told.get(told.size() - 1)).contains("got not all of 1 training");
  }

  private static TrialResult done(String strategy) {
    try (LocalRunner runner = new LocalRunner(1)) {
      return new Study(new LeastSquares(), runner, Ledger.NONE, List.of(), true)
          .run("training", List.of(Runs.trial(strategy, 1)))
          .get(0);
    }
  }

  private static List<Path> files(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.toString().endsWith(".rubato")).sorted().toList();
    }
  }
}
