package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Runner;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.RunnerProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spark inside this process, with its real scheduler, serialization and messages. */
@Timeout(120)
class LocalClusterTest {

  @AfterAll
  static void leave() {
    SparkCluster.leave();
  }

  private static Runner spark() {
    return RunnerProvider.find(
        "local[2,4]",
        new ClassSpec(Valley.class.getName(), null),
        new RunnerProvider.Terms(Map.of(), Duration.ofSeconds(30)),
        text -> {});
  }

  @Test
  @Tag("long")
  void resultsAreThoseOfThisMachineDownToTheLastBit() {
    List<Trial> trials = Studies.trials(4, 2);
    List<TrialResult> here;
    try (Runner runner = new LocalRunner(2)) {
      here = Studies.rungs(new Valley(), runner, trials, TrialListener.NONE);
    }
    List<TrialResult> there;
    try (Runner runner = spark()) {
      there = Studies.rungs(new Valley(), runner, trials, TrialListener.NONE);
    }
    assertThat(Studies.bits(there)).isEqualTo(Studies.bits(here));
    assertThat(there).extracting(TrialResult::status).contains(TrialResult.Status.DIVERGED);
  }
}
