package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.tasks.Tasks;
import dev.rubato.web.Page;
import dev.rubato.web.PageSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bends of real trainings, each against the same strategy trained alone. */
@Tag("long")
class BentTasksTest {
  private static final int STEPS = 66;
  private static final List<String> STRATEGIES =
      List.of(
          "adam: cosine(0.01 -> 0)",
          "sgd(momentum=0.9): linear(0 -> 0.1) for 10% then cosine(-> 0)",
          "adamw: 0.005 for 1 epoch then linear(-> 0)",
          "sgd(momentum=linear(0.5 -> 0.9)): plateau(0.1, patience=0)",
          "schedule-free-adamw: 0.01");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"digits, 100", "novel, 10"})
  void aBendIsWhatItsStrategyGivesAloneToTheLastBit(String name, int bends) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    SteppedTask task = (SteppedTask) Tasks.find(name);
    Horizon horizon = new Horizon(STEPS, task.about().stepsPerEpoch());
    try (Page page = Page.start(PageSettings.local(folder, Tasks.all()))) {
      Served served = new Served(page.address());
      List<Long> all = new ArrayList<>();
      for (String strategy : STRATEGIES) {
        Map<String, Object> start =
            Map.of("task", name, "strategy", strategy, "steps", STEPS, "seed", 5);
        all.add(served.post("api/trainings", start).path("id").asLong());
      }
      int shared = 0;
      for (int i = 0; i < bends; i++) {
        long parent = all.get(random.nextInt(all.size()));
        if (random.nextInt(4) > 0) {
          served.ended(parent); // otherwise it is bent while it runs
        }
        long child =
            served.post("api/trainings/" + parent + "/bend", bend(random)).path("id").asLong();
        all.add(child);
        Served.Told told = served.ended(child);
        shared += told.began() > 0 ? 1 : 0;
        TrialResult alone =
            TrialRun.run(
                task,
                new Trial(Notation.strategy(told.strategy()), horizon, 5),
                TrialListener.NONE);
        assertThat(told.losses())
            .as("seed %s, bend %s: %s", seed, i, told.strategy())
            .isEqualTo(Arrays.stream(alone.losses()).boxed().toList());
      }
      assertThat(shared).isGreaterThan(bends / 3);
    }
  }

  private static Map<String, Object> bend(Random random) {
    int from = 1 + random.nextInt(STEPS - 2);
    List<Map<String, Object>> points = new ArrayList<>();
    for (int step = from; points.size() < 3 && step < STEPS; ) {
      step += 1 + random.nextInt(STEPS - step);
      points.add(Map.of("step", step, "rate", random.nextDouble() * 0.02));
    }
    return Map.of("from", from, "points", points);
  }

  @Test
  void aBendBeginsAtASnapshotBeforeIt() throws Exception {
    try (Page page = Page.start(PageSettings.local(folder, Tasks.all()))) {
      Served served = new Served(page.address());
      Map<String, Object> start =
          Map.of("task", "digits", "strategy", "adam: cosine(0.01 -> 0)", "steps", 400, "seed", 1);
      long id = served.post("api/trainings", start).path("id").asLong();
      served.ended(id);
      for (int from : new int[] {390, 200, 60, 300, 120}) {
        long began = System.nanoTime();
        Map<String, Object> bend =
            Map.of("from", from, "points", List.of(Map.of("step", 400, "rate", 0.003)));
        long child = served.post("api/trainings/" + id + "/bend", bend).path("id").asLong();
        served.told(child, told -> told.losses().size() > from);
        long millis = (System.nanoTime() - began) / 1_000_000;
        Served.Told told = served.ended(child);
        System.out.printf(
            Locale.ROOT, "a bend at %d begins at %d, after %d ms%n", from, told.began(), millis);
        assertThat(told.began()).isBetween(0, from + 1); // its first rate is still the old one
        assertThat(told.losses()).hasSize(400);
      }
    }
  }
}
