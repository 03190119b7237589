package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.TrainingRemark.Kind;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often what is said of a training is right, on the half of the battery by which nothing was
 * chosen. The levels are those that docs/truth.md shows, less what another processor's bits may
 * move.
 */
@Tag("long")
class RemarkQualityTest {
  @Test
  void whatIsSaidOfATrainingIsRight() throws InterruptedException {
    List<RemarkTable.Case> all =
        RemarkTable.cases(
            Battery.tasks(Half.MEASURE), List.of("sgd", "sgd(momentum=0.9)", "adam"), 5, 2);
    RemarkTable.print(all, System.out);
    List<RemarkTable.Case> falling = RemarkTable.said(all, Kind.STILL_FALLING);
    assertThat(falling).hasSizeGreaterThan(50);
    assertThat(RemarkTable.share(falling, RemarkTable.Case::longer)).isGreaterThan(0.9);
    for (Kind kind : List.of(Kind.DIVERGED, Kind.ROSE)) {
      List<RemarkTable.Case> high = RemarkTable.said(all, kind);
      assertThat(high).hasSizeGreaterThan(20);
      assertThat(RemarkTable.share(high, RemarkTable.Case::best)).isGreaterThan(0.9);
    }
  }
}
