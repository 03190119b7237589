package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.Task;
import dev.rubato.lab.spec.TaskProvider;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidedTaskTest {

  /** Provides a task to all tests of this module. */
  public static final class Provider implements TaskProvider {
    @Override
    public List<Task> tasks() {
      return List.of(BatteryTask.of(Family.QUADRATIC, "given", 10, 2, Bowl.Form.of(2, 1, 1)));
    }
  }

  @Test
  void isTrainedAsLongAsUsualOrAsLongAsAskedForUnderAnotherName() {
    ProvidedTask usual = ProvidedTask.named("given", 0);
    assertThat(usual.horizon().steps()).isEqualTo(20);
    assertThat(usual.name()).isEqualTo("given");
    ProvidedTask shorter = ProvidedTask.named("given", 7);
    assertThat(shorter.horizon().steps()).isEqualTo(7);
    assertThat(shorter.horizon().stepsPerEpoch()).as("evaluated as often").isEqualTo(10);
    assertThat(shorter.name()).isEqualTo("given-7");
    assertThat(shorter.fingerprint()).isNotEqualTo(usual.fingerprint());
    assertThat(shorter.branches()).isTrue();
  }

  @Test
  void whatNobodyProvidesIsTold() {
    assertThatThrownBy(() -> run("find", "--tasks", "givn"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no task is called \"givn\"")
        .hasMessageContaining("given");
  }

  @Test
  void itsTruthIsMadeWhereThereIsNone(@TempDir Path folder) throws Exception {
    String file = folder.resolve("truth.csv.gz").toString();
    String[] words = {"truth", "--tasks", "given", "--optimizers", "sgd", "--seeds", "2"};
    String[] kept = {"--file", file};
    String first = run(both(words, kept));
    // the best rate of ½ w² is 1, from the first step on
    assertThat(first).contains("given").contains("best 1.0e+00");
    assertThat(run(both(words, kept))).as("known by now").isEmpty();
    assertThat(run("find", "--tasks", "given", "--optimizers", "sgd"))
        .as("the build's own truth does not know it")
        .contains("0 of 1 tasks, whose truth is known");
  }

  @Test
  void withoutAGridItIsLeftOut() throws Exception {
    assertThat(run("tune", "--tasks", "given", "--steps", "5"))
        .contains("given-5 is left out: the command grid has not trained it");
  }

  private static String[] both(String[] some, String[] others) {
    String[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }

  private static String run(String... words) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BatteryCommand.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
