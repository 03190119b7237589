package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.TrainingRemark.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How what is said of trainings is measured. */
class RemarkTableTest {
  @Test
  void aTrainingIsFollowedByTheOnesThatItsRemarkAdvises() throws InterruptedException {
    List<RemarkTable.Case> cases =
        RemarkTable.cases(
            List.of(Battery.task("quadratic-10")), List.of("sgd(momentum=0.9)"), 3, 1);
    assertThat(cases).hasSize(8 * 3);
    assertThat(cases).extracting(RemarkTable.Case::factor).contains(0.01, 1.0, 30.0);
    List<RemarkTable.Case> diverged = RemarkTable.said(cases, Kind.DIVERGED);
    assertThat(diverged)
        .isNotEmpty()
        .allMatch(each -> each.factor() > 1)
        .allMatch(each -> each.best());
    List<RemarkTable.Case> falling = RemarkTable.said(cases, Kind.STILL_FALLING);
    assertThat(falling)
        .isNotEmpty()
        .allMatch(each -> each.factor() <= 0.3)
        .allMatch(RemarkTable.Case::longer)
        .allMatch(RemarkTable.Case::higher);
    assertThat(falling.get(0).line()).startsWith("quadratic-10,\"sgd(momentum=0.9): ");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    RemarkTable.print(cases, new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("24 trainings")
        .containsPattern("still falling +" + falling.size() + "  twice as long +100\\.0 %");
  }
}
