package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options that send curves elsewhere, as they are typed. */
@Timeout(120)
class SinksTest {
  @TempDir private Path folder;

  private Cli.Outcome train(String... more) {
    return Cli.run(
        Stream.concat(
                Stream.of("train", "adam: 0.01", "--task", "diabetes", "--epochs", "1"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void aTrainingIsARunForTensorBoard() throws Exception {
    Cli.Outcome outcome = train("--tensorboard", folder.resolve("runs").toString());

    assertThat(outcome.status()).isZero();
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(Path::getFileName).map(Path::toString))
          .anyMatch(name -> name.startsWith("adam-0.01-seed1-"))
          .anyMatch(name -> name.startsWith("events.out.tfevents."));
    }
  }

  @Test
  void aServerThatRefusesIsToldOfAndTheTrainingIsWell() throws Exception {
    try (Refusing server = new Refusing()) {
      Cli.Outcome outcome = train("--mlflow", server.address());

      assertThat(outcome.status()).isZero();
      assertThat(outcome.err())
          .contains("MLflow at " + server.address() + " got not all of 1 training: it answers 403");
    }
  }

  @Test
  void whatCantBeMeantIsSaidBeforeAnyWork() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(train("--tensorboard", file.toString()).err()).contains("is none");
    assertThat(train("--mlflow", "runs").err()).contains("such as http://localhost:5000");
    assertThat(train("--mlflow-experiment", "mine").err()).contains("needs --mlflow");
  }
}
