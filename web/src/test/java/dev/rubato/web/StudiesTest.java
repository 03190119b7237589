package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The studies of a store as the page shows them, while another writes to it. */
class StudiesTest {
  @TempDir private Path folder;

  /** Runs a study of two strategies over seeds, in a store that stays open. */
  static StudyLedger run(Store store, int seeds) {
    Valley task = new Valley();
    StudyKey key =
        new StudyKey("compare", "valley", "valley 1", "rubato compare", task.about().judged(), "1");
    StudyLedger ledger = store.study(key, "here");
    List<Trial> trials = new ArrayList<>();
    for (String text : List.of("sgd: 0.05", "\"<b>slow</b>\" = sgd: 0.001", "sgd: 1000")) {
      for (int seed = 1; seed <= seeds; seed++) {
        trials.add(new Trial(Notation.labelled(text).strategy(), new Horizon(120, 10), seed));
      }
    }
    try (LocalRunner runner = new LocalRunner(1)) {
      new Study(task, runner, ledger, List.of(), true).run("comparing", trials);
    }
    return ledger;
  }

  @Test
  void whatIsProbablyASlipInTheGroupsOfAStoredStudyIsTold() throws IOException {
    try (Store store = Store.open(folder, "a test");
        Page page = Page.start(PageSettings.local(folder, List.of()))) {
      Asking asking = new Asking(page);
      StudyLedger ledger = run(store, 1);
      String one = "api/studies/" + ledger.id();
      JsonNode before = Asking.json(asking.get(one));
      assertThat(before.path("warnings").isArray()).isTrue();
      assertThat(before.path("warnings").size()).isZero();
      ledger.warn(List.of("with \"head*\" finds no parameter: there are x and y"));
      JsonNode after = Asking.json(asking.get(one));
      assertThat(after.path("warnings").path(0).asText()).contains("\"head*\" finds no parameter");
      assertThat(after.path("revision").asText()).isNotEqualTo(before.path("revision").asText());
    }
  }

  @Test
  void aStudyIsSeenWhileAnotherWritesToIt() throws IOException {
    try (Store store = Store.open(folder, "a test");
        Page page = Page.start(PageSettings.local(folder, List.of()))) {
      Asking asking = new Asking(page);
      StudyLedger ledger = run(store, 3);
      JsonNode list = Asking.json(asking.get("api/studies")).path("studies");
      assertThat(list.size()).isEqualTo(1);
      assertThat(list.path(0).path("state").asText()).isEqualTo("running");
      String one = "api/studies/" + list.path(0).path("id").asLong();
      JsonNode view = Asking.json(asking.get(one));
      assertThat(view.path("live").asBoolean()).isTrue();
      JsonNode best = view.path("rows").path(0);
      assertThat(best.path("strategy").asText()).isEqualTo("sgd: 0.05");
      assertThat(best.path("place").asInt()).isEqualTo(1);
      assertThat(best.path("seeds").size()).isEqualTo(3);
      JsonNode worst = view.path("rows").path(2);
      assertThat(worst.path("states").path("diverged").asInt()).isEqualTo(3);
      assertThat(worst.path("reasons").path(0).asText()).contains("loss was");
      assertThat(worst.path("mean").isNull()).isTrue();
      JsonNode curves = Asking.json(asking.get(one + "/curves"));
      JsonNode judged = curves.path(0).path("judged");
      assertThat(judged.path("x").size()).isEqualTo(40);
      int last = judged.path("x").size() - 1;
      assertThat(judged.path("low").path(last).asDouble())
          .isLessThan(judged.path("mean").path(last).asDouble());
      assertThat(judged.path("high").path(last).asDouble())
          .isGreaterThan(judged.path("mean").path(last).asDouble());
      ledger.finish(true, "sgd: 0.05 is best");
      JsonNode after = Asking.json(asking.get(one));
      assertThat(after.path("live").asBoolean()).isFalse();
      assertThat(after.path("study").path("verdict").asText()).isEqualTo("sgd: 0.05 is best");
      assertThat(after.path("answer").path("said").asText()).isEqualTo("sgd: 0.05 is best");
      assertThat(after.path("revision").asText()).isNotEqualTo(view.path("revision").asText());
      assertThat(asking.get("api/studies/99").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theTrainingsOfARankedStrategyThatAreStillToFinishAreCounted() throws IOException {
    try (Store store = Store.open(folder, "a test");
        Page page = Page.start(PageSettings.local(folder, List.of()))) {
      StudyLedger ledger = run(store, 1);
      List<Trial> more = new ArrayList<>();
      for (int seed = 2; seed <= 4; seed++) {
        more.add(new Trial(Notation.strategy("sgd: 0.05"), new Horizon(120, 10), seed));
      }
      ledger.phase("comparing", more, 360);
      ledger.begun(new TrialEvent.Begun(more.subList(0, 1), 0));
      double[] sixty = new double[60];
      TrialResult soFar =
          new TrialResult(more.get(0), Status.PAUSED, "", sixty, sixty, List.of(), Map.of());
      ledger.checkpointed(new TrialEvent.Checkpointed(List.of(soFar), null));
      JsonNode best =
          Asking.json(new Asking(page).get("api/studies/" + ledger.id())).path("rows").path(0);
      assertThat(best.path("place").asInt()).isEqualTo(1);
      assertThat(best.path("seeds").size()).isEqualTo(1);
      assertThat(best.path("states").toString())
          .isEqualTo("{\"done\":1,\"queued\":2,\"running\":1}");
      assertThat(best.path("made").asInt()).isEqualTo(180);
      assertThat(best.path("asked").asInt()).isEqualTo(480);
    }
  }

  @Test
  @Tag("long")
  void aStudyOfAThousandTrialsOfAThousandStepsOpens() throws IOException {
    try (Store store = Store.open(folder, "a test")) {
      Valley task = new Valley();
      StudyKey key =
          new StudyKey("tune", "valley", "valley 1", "rubato tune", task.about().judged(), "1");
      StudyLedger ledger = store.study(key, "here");
      List<Trial> trials = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        String text = "sgd: " + (1 + i / 5) * 1e-4;
        trials.add(new Trial(Notation.strategy(text), new Horizon(1000, 100), i % 5));
      }
      try (LocalRunner runner = new LocalRunner(1)) {
        new Study(task, runner, ledger, List.of(), false).run("tuning", trials);
      }
      ledger.finish(true);
    }
    try (Page page = Page.start(PageSettings.local(folder, List.of()))) {
      Asking asking = new Asking(page);
      asking.get("api/tasks"); // what starts once is no part of it
      long begin = System.nanoTime();
      int rows = Asking.json(asking.get("api/studies/1")).path("rows").size();
      int curves = Asking.json(asking.get("api/studies/1/curves")).size();
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertThat(rows).isEqualTo(200);
      assertThat(curves).isEqualTo(50);
      System.out.println("a study of 1,000 trials of 1,000 steps opened in " + millis + " ms");
    }
  }

  @Test
  void whereThereIsNoStoreNoneIsMade() throws IOException {
    Path none = folder.resolve("none");
    try (Page page = Page.start(PageSettings.local(none, List.of()))) {
      JsonNode list = Asking.json(new Asking(page).get("api/studies"));
      assertThat(list.path("studies").size()).isZero();
      assertThat(Files.exists(none)).isFalse();
    }
  }

  @Test
  void aDamagedStoreIsSaid() throws IOException {
    Files.writeString(folder.resolve("rubato.db"), "this is no data base, but it is long enough");
    try (Page page = Page.start(PageSettings.local(folder, List.of()))) {
      var answer = new Asking(page).get("api/studies");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(Asking.json(answer).path("error").asText()).isNotEmpty();
    }
  }
}
