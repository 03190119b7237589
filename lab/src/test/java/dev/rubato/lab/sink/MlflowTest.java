package dev.rubato.lab.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Runs;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs on a server that speaks MLflow's API strictly, and sometimes badly. */
@Timeout(60)
class MlflowTest {
  private static final String MOVING = "sgd(momentum=linear(0.5 -> 0.9)): cosine(0.05 -> 0)";

  private final MlflowServer server = new MlflowServer();
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.errors).isEmpty();
  }

  private CurveSender sender(String address, Duration patience) {
    MlflowAddress at = MlflowAddress.of(address, "", Map.of());
    Mlflow sink = new Mlflow(at, new Mlflow.StudyWords("tune least-squares", "study 1"));
    return new CurveSender(sink, "least-squares", "1", told::add, patience);
  }

  private CurveSender sender() {
    return sender(server.address(), Duration.ofSeconds(30));
  }

  private static List<TrialResult> study(CurveSender sender, Trial... trials) {
    try (sender;
        LocalRunner runner = new LocalRunner(2)) {
      return new Study(new LeastSquares(), runner, Ledger.NONE, List.of(sender), true)
          .run("training", List.of(trials));
    }
  }

  private static TrialResult done() {
    try (LocalRunner runner = new LocalRunner(1)) {
      return new Study(new LeastSquares(), runner, Ledger.NONE, List.of(), true)
          .run("training", List.of(Runs.trial(MOVING, 1)))
          .get(0);
    }
  }

  private static Map<Long, Double> losses(TrialResult result) {
    Map<Long, Double> losses = new LinkedHashMap<>();
    for (int t = 0; t < result.losses().length; t++) {
      losses.put(t + 1L, result.losses()[t]);
    }
    return losses;
  }

  @Test
  void eachTrialIsARunBelowThatOfTheStudy() {
    List<TrialResult> results = study(sender(), Runs.trial(MOVING, 1), Runs.trial("adam: 0.01", 1));

    assertThat(server.experiments).containsOnlyKeys("rubato");
    assertThat(server.runs).hasSize(3);
    assertThat(server.run("tune").status).isEqualTo("FINISHED");
    MlflowServer.Run run = server.run("sgd");
    assertThat(run.status).isEqualTo("FINISHED");
    assertThat(server.runs.get(run.tags.get("mlflow.parentRunId")).name)
        .isEqualTo("tune least-squares");
    assertThat(run.params)
        .containsEntry("strategy", MOVING)
        .containsEntry("optimizer", "sgd")
        .containsEntry("largest-rate", "0.05")
        .containsEntry("momentum", "0.5")
        .containsEntry("seed", "1");
    TrialResult result = results.get(0);
    assertThat(run.once("train/loss")).isEqualTo(losses(result));
    assertThat(run.once("train/learning-rate")).containsEntry(1L, 0.05).hasSize(48);
    assertThat(run.once("train/momentum")).containsEntry(1L, 0.5).hasSize(48);
    assertThat(run.once("evaluation/validation-loss")).hasSize(result.evaluations().size());
    assertThat(told).isEmpty();
  }

  @Test
  void aLongTrainingGoesInBatchesOfWhatIsAllowed() {
    Trial trial = new Trial(Notation.strategy("sgd: 0.01"), Horizon.ofSteps(3000), 1);

    TrialResult result = study(sender(), trial).get(0);

    assertThat(server.run("sgd").once("train/loss")).isEqualTo(losses(result));
  }

  @Test
  @Tag("long") // it waits before each new try
  void aServerThatIsBusyBrokenSlowOrTalksNonsenseGetsAllInTheEnd() {
    server.faults =
        count ->
            switch (count) {
              case 1 -> new MlflowServer.Fault(503, "<html>starting</html>", 0);
              case 4 -> new MlflowServer.Fault(429, MlflowServer.error("REQUEST_LIMIT: slow"), 0);
              case 6 -> new MlflowServer.Fault(200, "<html>welcome</html>", 0);
              case 7 -> new MlflowServer.Fault(500, "", 0);
              case 8 -> new MlflowServer.Fault(0, "", 300);
              default -> null;
            };

    TrialResult result = study(sender(), Runs.trial(MOVING, 1)).get(0);

    assertThat(server.run("sgd").once("train/loss")).isEqualTo(losses(result));
    assertThat(server.run("sgd").status).isEqualTo("FINISHED");
    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .startsWith("no curves get to MLflow at " + server.address() + " now: it answers 503")
        .endsWith("the trainings go on, and it is tried again");
  }

  @Test
  void aServerThatIsDownHoldsUpNothingAndIsToldOf() {
    server.close();
    long begin = System.nanoTime();

    List<TrialResult> results =
        study(sender(server.address(), Duration.ofMillis(700)), Runs.trial(MOVING, 1));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(results.get(0).status()).isEqualTo(Status.DONE);
    assertThat(told.get(told.size() - 1))
        .contains("got not all of 1 training: no server answers at " + server.address())
        .contains("the same command sends the rest");
  }

  @Test
  void aServerThatNeverAnswersHoldsUpNothing() {
    server.faults = count -> new MlflowServer.Fault(0, "", 60_000);
    long begin = System.nanoTime();

    List<TrialResult> results =
        study(sender(server.address(), Duration.ofMillis(300)), Runs.trial(MOVING, 1));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(results.get(0).status()).isEqualTo(Status.DONE);
    assertThat(told).hasSize(1);
  }

  @Test
  void theSameStudyAgainSendsWhatIsMissingAndNothingTwice() {
    TrialResult whole = done();
    try (CurveSender killed = sender()) {
      Told.steps(killed, whole, 0, 30);
    }
    assertThat(server.run("sgd").once("train/loss")).hasSize(30);
    assertThat(server.run("sgd").status).isEqualTo("RUNNING");

    try (CurveSender next = sender()) {
      next.resumed(whole.upTo(20));
      Told.steps(next, whole, 20, 40);
    }
    try (CurveSender last = sender()) {
      last.found(whole);
    }
    try (CurveSender again = sender()) {
      again.found(whole);
    }

    assertThat(server.runs).hasSize(2);
    assertThat(server.run("sgd").once("train/loss")).isEqualTo(losses(whole));
    assertThat(server.run("sgd").once("evaluation/validation-loss"))
        .hasSize(whole.evaluations().size());
    assertThat(server.run("sgd").status).isEqualTo("FINISHED");
  }

  @Test
  void aTrainingThatBeginsAnewIsANewRun() {
    TrialResult whole = done();
    try (CurveSender killed = sender()) {
      Told.steps(killed, whole, 0, 30);
    }
    MlflowServer.Run old = server.run("sgd");

    try (CurveSender next = sender()) {
      Told.steps(next, whole, 0, 48);
      next.hear(new TrialEvent.Ended(whole));
    }

    assertThat(old.status).isEqualTo("KILLED");
    assertThat(server.run("sgd").once("train/loss")).isEqualTo(losses(whole));
  }

  @Test
  void whatIsRefusedIsLeftOutAndToldOf() {
    server.faults =
        count -> new MlflowServer.Fault(403, MlflowServer.error("PERMISSION_DENIED: not you"), 0);

    List<TrialResult> results = study(sender(), Runs.trial(MOVING, 1), Runs.trial(MOVING, 2));

    assertThat(results).allMatch(result -> result.status() == Status.DONE);
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains("403 PERMISSION_DENIED: not you", "what is refused");
    assertThat(told.get(1)).contains("got not all of 2 trainings");
  }

  @Test
  void whoAsksIsSaidAsByMlflowsClientsAndNeverShown() {
    Map<String, String> environment =
        Map.of(
            "MLFLOW_TRACKING_URI", server.address() + "/",
            "MLFLOW_TRACKING_TOKEN", "secret",
            "MLFLOW_EXPERIMENT_NAME", "mine");
    MlflowAddress address = MlflowAddress.of("", "", environment);
    assertThat(address.toString()).isEqualTo(server.address());
    try (CurveSender sender =
        CurveSender.toMlflow(address, "", "", "least-squares", "1", told::add)) {
      sender.found(done());
    }
    assertThat(server.authorizations).containsExactly("Bearer secret");
    assertThat(server.experiments).containsOnlyKeys("mine");
    assertThat(server.runs).hasSize(1);

    MlflowAddress named = MlflowAddress.of("http://ann:pw@host:1/at", "other", Map.of());
    assertThat(named.uri()).hasToString("http://host:1/at");
    assertThat(named.authorization()).isEqualTo("Basic YW5uOnB3");
    assertThat(named.experiment()).isEqualTo("other");
    assertThatThrownBy(() -> MlflowAddress.of("ftp://ann:pw@host", "", Map.of()))
        .hasMessageContaining("such as http://localhost:5000, was \"ftp://…@host\"");
    assertThatThrownBy(() -> MlflowAddress.of("", "", Map.of()))
        .hasMessageContaining("MLFLOW_TRACKING_URI is not set");
  }
}
