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
    List<CompareTable.Case> cases = CompareTable.cases(List.of(task), Repeats.first(2), 1);
    assertThat(cases).hasSize(2).allMatch(each -> each.pairs() == 10);
    assertThat(cases).allMatch(each -> each.held() >= 5 && each.excess() < 1);
    assertThat(CompareTable.cases(List.of(task), Repeats.first(2), 2)).isEqualTo(cases);
    List<CompareTable.Case> second = CompareTable.cases(List.of(task), new Repeats(1, 1), 1);
    assertThat(second.get(0).held()).as("skips the first").isEqualTo(cases.get(1).held());
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
  void ofEachFamilyTheShortestTaskIsCompared() {
    List<BatteryTask> shortest = CompareTable.shortest(Battery.tasks());
    assertThat(shortest).extracting(BatteryTask::family).containsExactlyInAnyOrder(Family.values());
    assertThat(shortest).extracting(BatteryTask::name).contains("quadratic-1", "dead-units-few");
  }
}
