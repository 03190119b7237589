package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareTableTest {
  private static String printed(String... words) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BatteryCommand.run(words, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void comparisonsAreMeasuredByOtherSeedsThanTheirOwn() throws Exception {
    BatteryTask task = Battery.task("tiny-change");
    List<CompareTable.Case> cases =
        CompareTable.cases(List.of(task), Repeats.first(2), CompareTable.JUDGE_SEEDS, 1);
    assertThat(cases).hasSize(2).allMatch(each -> each.pairs() == 10);
    assertThat(cases).allMatch(each -> each.held() >= 5 && each.excess() < 1);
    List<CompareTable.Case> second =
        CompareTable.cases(List.of(task), new Repeats(1, 1), CompareTable.JUDGE_SEEDS, 2);
    assertThat(second).as("skips the first").hasSize(1);
    assertThat(second.get(0).held()).isEqualTo(cases.get(1).held());
    assertThat(second.get(0).heldByStudent()).isEqualTo(cases.get(1).heldByStudent());
    assertThat(second.get(0).winner()).isEqualTo(cases.get(1).winner());
  }

  @Test
  void aStrategyUnderAnotherNameHasOtherSeeds() throws Exception {
    String text = printed("twins", "--family", "tiny-change", "--repeats", "2", "--jobs", "1");
    assertThat(text).contains("compared 2 times", "tiny-change");
    List<TwinTable.Case> cases =
        TwinTable.cases(List.of(Battery.task("tiny-change")), Repeats.first(2), 1);
    assertThat(cases).allMatch(each -> each.apart() != 0 && each.seeds() >= CompareTable.SEEDS);
  }

  @Test
  void winnersAmongTwinsWithTheSamePeakAreCountedApart() {
    BatteryTask task = Battery.task("tiny-change");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TwinTable.print(
        List.of(
            new TwinTable.Case(task, true, 0.1, true, false, 5),
            new TwinTable.Case(task, false, 0.2, false, true, 7)),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("compared 2 times: a winner in 50.0 %")
        .contains("in 1 the search found the same peak for both: 100.0 %; 0.0 %");
  }

  @Test
  void ofEachFamilyTheShortestTaskIsCompared() {
    List<MeasuredTask> shortest = CompareTable.shortest(Battery.tasks());
    assertThat(shortest)
        .extracting(MeasuredTask::kind)
        .doesNotHaveDuplicates()
        .hasSize(Family.values().length);
    assertThat(shortest).extracting(MeasuredTask::name).contains("quadratic-1", "dead-units-few");
  }
}
