package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one store, and a study that Ctrl-C stopped. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class SharedStoreTest {
  /** So long that no test waits for its end. */
  private static final String[] LONG = {
    "compare", "--task=diabetes", "0.01", "sgd: ?", "--seeds=1", "--steps=80000", "--jobs=1"
  };

  @TempDir private Path folder;

  @Test
  @Tag("long")
  void theSecondIsToldWhoHoldsTheStoreAndReadersReadMeanwhile() throws Exception {
    StudyProcess.run(folder, "train", "sgd: 0.01", "--task=diabetes", "--steps=40").succeeds();
    try (StudyProcess first = StudyProcess.start(folder, LONG)) {
      first.hears("comparing");
      awaitStudy("2");
      Cli.Outcome second =
          StudyProcess.run(folder, "train", "sgd: 0.02", "--task=diabetes", "--steps=40");
      assertThat(second.status()).isEqualTo(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err())
          .contains("the store .rubato is being written by process " + first.pid())
          .contains("rubato compare 0.01 'sgd: ?' --task diabetes")
          .contains(
              ": wait for it, or use another store with --store; rubato studies can read it meanwhile")
          .doesNotContain("\tat ");

      Cli.Outcome list = StudyProcess.run(folder, "studies").succeeds();
      assertThat(list.out())
          .contains("1 of 1")
          .contains("running")
          .contains("being written by process " + first.pid());
      assertThat(StudyProcess.run(folder, "studies", "show", "2").succeeds().out())
          .contains("state     running")
          .contains("running");
      JsonNode json = StudyProcess.run(folder, "studies", "export", "2").succeeds().json();
      assertThat(json.path("trials")).hasSizeGreaterThanOrEqualTo(10);
      assertThat(StudyProcess.run(folder, "studies", "report", "1").succeeds().err())
          .contains("rubato-study-1.html");
      assertThat(StudyProcess.run(folder, "studies", "delete", "1").status()).isEqualTo(1);
      assertThat(first.kill()).as("nobody was in its way").isTrue();
    }
    String stopped = StudyProcess.run(folder, "studies", "show", "2").succeeds().out();
    assertThat(stopped).contains("state     stopped").doesNotContain("running");
    assertThat(StudyProcess.run(folder, "studies").succeeds().out())
        .contains("stopped")
        .doesNotContain("running")
        .doesNotContain("being written");
    // another study makes no running one of it
    try (StudyProcess other =
        StudyProcess.start(
            folder, "train", "sgd: 0.03", "--task=diabetes", "--steps=1500000", "--jobs=1")) {
      other.hears("training");
      awaitStudy("3");
      assertThat(Cli.run("studies", "show", "2", "--store", store()).succeeds().out())
          .contains("state     stopped")
          .doesNotContain("running");
      assertThat(Cli.run("studies", "show", "3", "--store", store()).succeeds().out())
          .contains("state     running");
    }
  }

  private String store() {
    return folder.resolve(".rubato").toString();
  }

  /** Waits until a study has begun to run its trials; reads as often as it can meanwhile. */
  private void awaitStudy(String id) throws InterruptedException {
    Cli.Outcome seen;
    do {
      Thread.sleep(10);
      seen = Cli.run("studies", "show", id, "--store", store());
      assertThat(seen.err()).doesNotContain("\tat ");
    } while (!seen.out().contains(" running\n") || !seen.out().contains("state     running"));
  }

  @Test
  @Tag("long")
  void readersAreNotInTheWayOfAStudyThatBegins() throws Exception {
    for (int i = 1; i <= 4; i++) {
      try (StudyProcess study =
          StudyProcess.start(
              folder, "train", "sgd: 0.01", "--task=diabetes", "--steps=20", "--seed=" + i)) {
        study.hears("training");
        for (int look = 0; look < 300; look++) {
          Cli.Outcome seen = Cli.run("studies", "--store", store());
          assertThat(seen.err()).doesNotContain("\tat ");
        }
        study.end().succeeds();
      }
    }
    assertThat(Cli.run("studies", "--store", store()).succeeds().out()).contains("1 of 1");
  }

  @Test
  @Tag("long")
  void afterCtrlCTheSameCommandGoesOn() throws Exception {
    String[] command = {
      "compare", "--task=diabetes", "0.01", "0.02", "--seeds=8", "--steps=800", "--jobs=1"
    };
    Path whole = folder.resolve("whole");
    Cli.Outcome expected = StudyProcess.run(whole, command).succeeds();
    Path stopped = folder.resolve("stopped");
    try (StudyProcess process = StudyProcess.start(stopped, command)) {
      process.hears(" of 16");
      process.interrupt();
      assertThat(process.end().status()).isEqualTo(130);
    }
    assertThat(Cli.run("studies", "--store", stopped.resolve(".rubato").toString()).out())
        .contains("stopped");
    Cli.Outcome again = StudyProcess.run(stopped, command).succeeds();
    assertThat(again.err()).contains("run before");
    assertThat(again.out()).isEqualTo(expected.out());
    assertThat(StudyProcess.exported(stopped.resolve(".rubato"), 1))
        .isEqualTo(StudyProcess.exported(whole.resolve(".rubato"), 1));
  }
}
