package dev.rubato.lab.compare;

import static dev.rubato.lab.Runs.ranked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.notation.Notation;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeakSearchTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final Metric LOSS = new Metric("validation-loss", true);

  /** The peak after 1, 10, 100, … scored so, for a grid of so many points. */
  private static double next(int points, double... losses) {
    Compare.Plan plan =
        new Compare.Plan(
            List.of(new Entrant(Notation.strategy("sgd: ?"))), Runs.HORIZON, 5, 1, points);
    PeakSearch search = new PeakSearch(plan, plan.entrants().get(0));
    double peak = 1;
    for (double loss : losses) {
      search.tried.put(peak, ranked("sgd: 1", loss).results());
      peak *= 10;
    }
    Tried best =
        search.all().stream()
            .min(Comparator.comparing(each -> each.score(LOSS), LOSS.bestFirst()))
            .orElseThrow();
    return search.next(best, LOSS);
  }

  @Test
  void theBestPeakHasTwoWorseOnesOnBothSides() {
    assertThat(next(5, 3, 2, 1, 2, 3)).isNaN();
    assertThat(next(5, 2, 1, 2, 3, 4)).isEqualTo(0.1);
    assertThat(next(5, 4, 3, 2, 1, 2)).isEqualTo(1e5);
    assertThat(next(5, 5, 4, 3, 2, 1)).isEqualTo(1e5);
    assertThat(next(5, 1, 2, 3, 4, 5)).isEqualTo(0.1);
  }

  @Test
  void onASmallGridOneIsEnough() {
    assertThat(next(3, 2, 1, 2)).isNaN();
    assertThat(next(3, 1, 2, 3)).isEqualTo(0.1);
  }

  @Test
  void beyondAPeakThatDivergedThereIsNothingToSee() {
    assertThat(next(5, 4, 3, 2, 1, INF)).isNaN();
    assertThat(next(5, 3, 1, INF, INF, INF)).isEqualTo(0.1);
    assertThat(next(5, INF, INF, INF, INF, INF)).isEqualTo(0.1);
  }
}
