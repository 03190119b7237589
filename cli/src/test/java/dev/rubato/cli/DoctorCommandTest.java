package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.cli.Cli.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void itSaysWhatRubatoRunsOnAndChecksTheEngine() {
    Outcome doctor = Cli.run("doctor", "--passes", "12", "--store", folder.resolve("s").toString());
    assertThat(doctor.status()).isZero();
    assertThat(doctor.out().lines().map(line -> line.split(" +", 2)[0]))
        .containsExactly(
            "rubato", "java", "system", "processor", "terminal", "store", "engine", "check");
    assertThat(doctor.out())
        .contains(Runtime.version().toString())
        .contains(": none yet")
        .contains("PyTorch ")
        .contains("12 passes in ")
        .contains("all gradients finite, and the same bits each time");
    assertThat(doctor.err()).isEmpty();
  }

  @Test
  void aStoreIsLookedAtAndLeftAlone() {
    String store = folder.resolve("s").toString();
    Cli.run("train", "sgd: 0.1", "--task", "convex", "--epochs", "1", "--store", store, "--quiet");
    assertThat(Cli.run("doctor", "--passes", "1", "--store", store).out()).contains(": 1 study");
  }

  @Test
  void noPassesAreNoCheck() {
    Outcome doctor = Cli.run("doctor", "--passes", "0");
    assertThat(doctor.status()).isEqualTo(2);
    assertThat(doctor.err()).contains("--passes must be at least 1, was 0");
  }
}
