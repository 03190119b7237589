package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.run.Study;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindTableTest {
  private static final List<BatteryTask> TASKS =
      List.of(Battery.task("quadratic-1"), Battery.task("tiny-regression"));

  /** Answers with a multiple of the best rate, which it reads from the truth. */
  private record Oracle(double factor) implements RateMethod {
    @Override
    public String name() {
      return "oracle x" + factor;
    }

    @Override
    public Answer answer(Study study, String optimizer, long seed) {
      BatteryTask task = (BatteryTask) study.task();
      double rate = factor * Truth.of(task, optimizer).best(task).rate();
      return new Answer(rate, rate / 1.5, rate * 1.5, "");
    }
  }

  @Test
  void whoKnowsTheTruthIsRightAndWhoIsFarFromItIsWrong() throws InterruptedException {
    List<FindTable.Case> right =
        FindTable.cases(List.of(new Oracle(1)), TASKS, List.of("sgd"), Repeats.first(1), 2);
    assertThat(right)
        .hasSize(2)
        .allMatch(FindTable.Case::answers)
        .allMatch(FindTable.Case::holds)
        .allMatch(each -> each.factor() == 1 && each.excess() == 0 && each.cost() == 0);
    List<FindTable.Case> wrong =
        FindTable.cases(List.of(new Oracle(1e-3)), TASKS, List.of("sgd"), Repeats.first(1), 2);
    assertThat(wrong)
        .noneMatch(FindTable.Case::holds)
        .allMatch(each -> each.factor() > 50 && each.excess() > 0.5);
  }

  @Test
  void measuresRubatoBesideItsPeers() throws InterruptedException {
    List<FindTable.Case> cases =
        FindTable.cases(
            RateMethod.all(),
            List.of(Battery.task("sampled-regression-10")),
            List.of("sgd"),
            Repeats.first(1),
            2);
    assertThat(cases.stream().map(FindTable.Case::method))
        .containsExactly(
            "find", "fastai's valley", "fastai's slide", "steepest slope", "the default rate");
    assertThat(cases.get(0).cost()).isGreaterThanOrEqualTo(1);
    assertThat(cases.get(1).cost()).isGreaterThan(0).isLessThanOrEqualTo(1);
    assertThat(cases.get(4).cost()).isZero();
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    FindTable.print(cases, new PrintStream(table, true, StandardCharsets.UTF_8));
    assertThat(table.toString(StandardCharsets.UTF_8).lines()).hasSize(6);
  }

  @Test
  void theCommandTellsWhatIsWrong() {
    assertThatThrownBy(() -> run("dance")).hasMessageStartingWith("the commands are");
    assertThatThrownBy(() -> run("list", "--halves", "choose"))
        .hasMessageStartingWith("expected an option and its value, was --halves");
    assertThatThrownBy(() -> run("list", "--half", "other"))
        .hasMessage("--half must be choose or measure, was other");
    assertThatThrownBy(() -> run("find", "--jobs", "0"))
        .hasMessage("--jobs must be a whole number of at least 1, was 0");
    assertThatThrownBy(() -> run("list", "--family", "zebra"))
        .hasMessage("no family or task begins with \"zebra\"");
  }

  @Test
  void theCommandListsTasksWithTheirBestRates() throws Exception {
    assertThat(run("list", "--half", "choose", "--optimizers", "sgd").lines())
        .hasSize(2 * Battery.tasks(Half.CHOOSE).size())
        .noneMatch(line -> line.contains("rotated"));
  }

  private static String run(String... words) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BatteryCommand.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
