package dev.rubato.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How near {@code tune} comes to an exhaustive grid at a tenth of its steps, on the half of the
 * battery by which nothing was chosen. The levels are those that docs/truth.md shows, less what
 * another processor's bits may move.
 */
@Tag("long")
class TuneQualityTest {
  @Test
  void onTasksThatNothingWasChosenByTheAnswerIsNearTheGridsBest() throws Exception {
    GridFile grids = GridFile.stored();
    List<BatteryTask> tasks =
        Battery.tasks(Half.MEASURE).stream().filter(task -> !grids.isMissing(task)).toList();
    List<TuneTable.Case> all =
        TuneTable.cases(List.of(new TuneMethod.Tuner()), tasks, grids, Repeats.first(1), 2);
    TuneTable.print(all, System.out);
    assertThat(tasks).hasSize(37);
    assertThat(all).allMatch(each -> each.cost() <= 0.1);
    assertThat(TuneTable.quantile(all, 0.5)).isLessThanOrEqualTo(0.02);
    assertThat(TuneTable.quantile(all, 0.75)).isLessThanOrEqualTo(0.1);
  }
}
