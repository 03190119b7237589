package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneTableTest {
  private static final List<BatteryTask> TASKS =
      List.of(Battery.task("noisy-quadratic-mild"), Battery.task("huge-regression"));

  /** Knows what the grid found, or says what it likes. */
  private record Oracle(String name, Function<GridBest, String> answer) implements TuneMethod {
    @Override
    public Strategy answer(Study study, long seed) {
      try {
        GridBest grid = GridFile.stored().find((BatteryTask) study.task());
        return Notation.strategy(answer.apply(grid));
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void theGridsBestHasNoExcessAndWhatHardlyLearnsHas() throws Exception {
    List<TuneTable.Case> cases =
        TuneTable.cases(
            List.of(
                new Oracle("right", GridBest::strategy), new Oracle("wrong", any -> "adam: 1e-9")),
            TASKS,
            GridFile.stored(),
            Repeats.first(1),
            2);
    assertThat(cases).hasSize(4);
    assertThat(cases).allMatch(each -> each.method().equals("right") == (each.excess() == 0));
    assertThat(cases)
        .filteredOn(each -> each.method().equals("wrong"))
        .allMatch(each -> each.excess() > 0.5);
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    TuneTable.print(cases, new PrintStream(table, true, StandardCharsets.UTF_8));
    assertThat(table.toString(StandardCharsets.UTF_8).lines()).hasSize(3);
  }

  @Test
  void tuneAndItsPeersCostATenthOfTheGrid() throws Exception {
    List<TuneTable.Case> cases =
        TuneTable.cases(
            TuneMethod.all(),
            List.of(Battery.task("huge-regression")),
            GridFile.stored(),
            Repeats.first(1),
            2);
    assertThat(cases.stream().map(TuneTable.Case::method))
        .containsExactly("tune", "random search", "TPE");
    assertThat(cases).allMatch(each -> each.cost() > 0.02 && each.cost() <= 0.1);
  }

  @Test
  void theParzenSamplerGoesWhereScoresAreGoodAndTheRandomOneDoesNot() {
    int[] near = new int[2];
    List<Sampler> samplers = List.of(new ParzenSampler(7), new RandomSampler(7));
    for (int which = 0; which < samplers.size(); which++) {
      for (int i = 0; i < 80; i++) {
        Sampler.Point point = samplers.get(which).next();
        double score = Math.abs(point.place() - 0.7) + (point.optimizer() == 2 ? 0 : 0.5);
        samplers.get(which).add(point, score);
        near[which] += i >= 40 && score < 0.15 ? 1 : 0;
      }
    }
    assertThat(near[0]).isGreaterThanOrEqualTo(10).isGreaterThan(2 * near[1]);
  }

  @Test
  void aGridIsKeptOnceItIsTrained(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("grids.tsv");
    String kept =
        Files.readString(
            Path.of("src/main/resources/dev/rubato/battery/grids.tsv"), StandardCharsets.UTF_8);
    Files.writeString(file, kept);
    List<BatteryTask> stored =
        Battery.tasks().stream().filter(task -> kept.contains(task + "\t")).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GridFile.make(file, stored, 1, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).as("a task has changed").isEmpty();
    assertThat(stored).hasSizeGreaterThan(20);
  }
}
