package dev.rubato.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.LeastSquares;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Runs;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Task;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.compare.RankedEntrant.Tried;
import dev.rubato.lab.run.Ledger;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CompareTest {
  private static final SteppedTask TASK = new LeastSquares();

  private static RankedEntrant only(String strategy) {
    return Runs.compare(TASK, 2, Runs.plan(2, strategy)).best();
  }

  private static List<Double> peaks(RankedEntrant ranked) {
    return ranked.tried().stream().map(Tried::peak).toList();
  }

  @Test
  void theOutcomeIsTheSameBitForBitOnAnyNumberOfJobs() {
    Compare.Plan plan =
        Runs.plan(
            3,
            "sgd: ?0.01..1",
            "sgd: linear(0 -> ?0.01..1) for 25% then cosine(-> 0)",
            "sgd(momentum=0.9): ?1e-4..1e-3",
            "adam: ?1e-3..1",
            "sgd: plateau(?0.1..10, factor=0.5, patience=1)",
            "sgd: 0.1",
            "sgd: 1e25");
    List<Object> alone = Runs.everything(Runs.compare(TASK, 1, plan));
    assertThat(alone).hasSizeGreaterThan(7 * 3);
    assertThat(Runs.everything(Runs.compare(TASK, 1, plan))).isEqualTo(alone);
    assertThat(Runs.everything(Runs.compare(TASK, 2, plan))).isEqualTo(alone);
    assertThat(Runs.everything(Runs.compare(TASK, 8, plan))).isEqualTo(alone);
  }

  @Test
  void aStrategyIsRunWithTheBestPeakOfItsGridOnOtherSeeds() {
    Comparison comparison = Runs.compare(TASK, 2, Runs.plan(3, "sgd: ?0.01..1"));
    RankedEntrant ranked = comparison.best();
    assertThat(peaks(ranked)).containsExactly(0.01, 0.0316, 0.1, 0.316, 1.0);
    Metric loss = TASK.about().judged();
    double best =
        ranked.tried().stream().mapToDouble(tried -> tried.score(loss)).min().orElseThrow();
    assertThat(ranked.tried())
        .filteredOn(tried -> tried.score(loss) == best)
        .extracting(Tried::peak)
        .containsExactly(ranked.peak());
    assertThat(ranked.results())
        .extracting(result -> result.trial().seed())
        .isEqualTo(comparison.seeds())
        .doesNotContainAnyElementsOf(comparison.gridSeeds());
    assertThat(ranked.results())
        .allMatch(result -> result.trial().strategy().equals(ranked.entrant().at(ranked.peak())));
    assertThat(ranked.tried())
        .allSatisfy(
            tried ->
                assertThat(comparison.gridSeeds())
                    .startsWith(
                        tried.results().stream()
                            .map(result -> result.trial().seed())
                            .toArray(Long[]::new)));
    assertThat(ranked.tried())
        .as("the best two are run on three times the seeds")
        .filteredOn(tried -> tried.results().size() == comparison.gridSeeds().size())
        .hasSize(2)
        .extracting(Tried::peak)
        .contains(ranked.peak());
  }

  @Test
  void aGridWhoseBestIsAtItsUpperEdgeGoesOnUpwards() {
    RankedEntrant ranked = only("sgd: ?1e-3..1e-2");
    assertThat(peaks(ranked)).hasSizeBetween(9, 16).isSorted().startsWith(1e-3).contains(0.0565);
    assertThat(ranked.peak()).isGreaterThanOrEqualTo(0.0565);
  }

  @Test
  void aGridWhoseBestIsAtItsLowerEdgeGoesOnDownwardsUntilItIsInside() {
    RankedEntrant ranked = only("sgd: ?0.8..800");
    assertThat(peaks(ranked)).isSorted().contains(0.8).hasSizeBetween(6, 11);
    assertThat(ranked.peak()).isLessThanOrEqualTo(0.8).isGreaterThan(0.001);
  }

  @Test
  void aGridWhoseBestIsInsideStaysAsItIs() {
    assertThat(only("sgd: ?1e-3..1e2").tried()).hasSize(5);
  }

  @Test
  void aGridOnWhichEverythingDivergesIsTakenDown() {
    RankedEntrant ranked = only("sgd: ?1e3..1e7");
    assertThat(peaks(ranked)).isSorted().hasSizeBetween(6, 11);
    assertThat(ranked.peak()).isLessThan(1e3);
    assertThat(ranked.failures()).isZero();
    assertThat(only("sgd: ?1e20..1e25").failures()).as("however far").isZero();
    RankedEntrant hopeless = only("sgd: ?1e24..1e25");
    assertThat(hopeless.tried()).as("but not for ever").hasSize(5 + 20);
    assertThat(hopeless.failures()).isEqualTo(2);
  }

  @Test
  void aGridEndsWhereTheNextNumberWouldBeOutsideItsDomain() {
    // the most momentum is the best at so low a rate, and 1 is too much
    RankedEntrant ranked = only("sgd(momentum=?0.8..0.95): 1e-3");
    assertThat(ranked.peak()).isBetween(0.95, 1.0);
    assertThat(ranked.failures()).isZero();
  }

  @Test
  void aStrategyWithAllItsNumbersGivenHasNoGrid() {
    RankedEntrant ranked = only("sgd: 0.1");
    assertThat(ranked.tried()).isEmpty();
    assertThat(ranked.peak()).isNaN();
    assertThat(ranked.results()).hasSize(2);
  }

  @Test
  void aStrategyThatDivergesOrFailsDoesNotStopTheOthers() {
    Task task =
        new SteppedTask() {
          @Override
          public About about() {
            return TASK.about();
          }

          @Override
          public String fingerprint() {
            return "no adam";
          }

          @Override
          public Training start(Strategy strategy, Horizon horizon, long seed) {
            if (strategy.toString().startsWith("adam")) {
              throw new IllegalStateException("no adam here");
            }
            return TASK.start(strategy, horizon, seed);
          }
        };
    Comparison comparison =
        Runs.compare(
            task,
            2,
            Runs.plan(2, "adam: ?", "sgd: 1e25", "adam: 0.1", "sgd: 0.1", "sgd: ?0.01..1"));
    assertThat(comparison.ranking()).hasSize(5);
    assertThat(comparison.best().failures()).isZero();
    assertThat(comparison.ranking().get(1).failures()).isZero();
    assertThat(comparison.ranking().subList(2, 5)).allMatch(ranked -> ranked.failures() == 2);
    assertThat(comparison.ranking())
        .filteredOn(ranked -> ranked.entrant().strategy().toString().startsWith("adam"))
        .hasSize(2)
        .allSatisfy(
            ranked -> {
              assertThat(ranked.results().get(0).status()).isEqualTo(Status.FAILED);
              assertThat(ranked.results().get(0).reason()).contains("no adam here");
            });
  }

  /** Counts what it hears, and notices if it is called by two threads at once. */
  private static final class Counting implements StudyListener {
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean overlapped;
    private int planned;
    private long plannedSteps;
    private long steps;
    private int trials;
    private final List<String> phases = new ArrayList<>();

    private void count(Runnable what) {
      overlapped |= busy.getAndSet(true);
      what.run();
      busy.set(false);
    }

    @Override
    public void phase(String name, List<Trial> more, long moreSteps) {
      count(
          () -> {
            phases.add(name);
            planned += more.size();
            plannedSteps += moreSteps;
          });
    }

    @Override
    public void steps(TrialEvent.Steps event) {
      count(() -> steps += (long) event.count() * event.trials().size());
    }

    @Override
    public void spared(long more) {
      count(() -> steps += more);
    }

    @Override
    public void ended(TrialEvent.Ended event) {
      count(() -> trials++);
    }
  }

  @Test
  void progressHearsOfEverythingOneCallAtATime() {
    Counting progress = new Counting();
    try (LocalRunner runner = new LocalRunner(4)) {
      Compare.Plan plan = Runs.plan(3, "sgd: ?1e-3..1e-2", "sgd: 0.1", "sgd: 1e25");
      Compare.run(new Study(TASK, runner, Ledger.NONE, List.of(progress), true), plan);
    }
    assertThat(progress.overlapped).isFalse();
    long more = progress.phases.stream().filter("more peaks"::equals).count();
    assertThat(more).isBetween(1L, 20L);
    assertThat(progress.trials)
        .isEqualTo((int) (5 + more + 2 * 2 + 3 * 3))
        .isEqualTo(progress.planned);
    assertThat(progress.steps).isEqualTo(progress.plannedSteps).isEqualTo(progress.trials * 48L);
    assertThat(progress.phases)
        .startsWith("peaks", "more peaks")
        .endsWith("best peaks", "fresh seeds");
  }

  @Test
  void seedsAreAddedToThoseThatCanNotBeToldApartOnly() {
    // twins that differ in nothing are never told apart; the third is far off
    Compare.Plan plan =
        Runs.plan(4, "sgd: 0.1", "sgd(weight-decay=1e-4): 0.1", "sgd: 1e-4").untilDecided(13);
    Comparison comparison = Runs.compare(TASK, 2, plan);
    List<Integer> seeds =
        comparison.ranking().stream().map(ranked -> ranked.results().size()).toList();
    assertThat(seeds.get(2)).isEqualTo(4);
    assertThat(seeds.get(0)).isEqualTo(seeds.get(1)).isEqualTo(comparison.seeds().size());
    assertThat(comparison.ranking().get(2).name()).isEqualTo("sgd: 1e-4");
    assertThat(Runs.everything(Runs.compare(TASK, 1, plan))).isEqualTo(Runs.everything(comparison));
  }

  @Test
  void seedsAreAddedUntilItIsDecidedAndNoLonger() {
    Compare.Plan noisy = Runs.plan(4, "sgd: 0.1", "sgd: 0.11").untilDecided(13);
    Comparison open = Runs.compare(TASK, 2, noisy);
    assertThat(open.seeds().size()).isIn(4, 6, 9, 13);
    if (open.seeds().size() < 13) {
      assertThat(open.open()).isEmpty();
    }
    Comparison clear =
        Runs.compare(TASK, 2, Runs.plan(4, "sgd: 0.1", "sgd: 1e-3").untilDecided(13));
    assertThat(clear.seeds()).hasSize(4);
    assertThat(clear.ties()).hasSize(1);
  }

  @Test
  void aPlanCountsItsTrials() {
    assertThat(Runs.plan(3, "sgd: ?", "sgd: 0.1").trials()).isEqualTo(5 + 2 * 2 + 2 * 3);
    List<Entrant> open = List.of(new Entrant(Notation.strategy("sgd: ?")));
    assertThat(new Compare.Plan(open, Runs.HORIZON, 4, 2, 5).trials()).isEqualTo(5 * 2 + 2 * 4 + 4);
  }

  @Test
  void aPlanWithoutStrategiesOrSeedsIsAnError() {
    List<Entrant> one = List.of(new Entrant(Notation.strategy("sgd: 0.1")));
    assertThatThrownBy(() -> new Compare.Plan(List.of(), Runs.HORIZON, 1, 1, 1))
        .hasMessageContaining("at least one strategy");
    assertThatThrownBy(() -> new Compare.Plan(one, Runs.HORIZON, 0, 1, 1))
        .hasMessage("seeds must be at least 1, was 0");
    assertThatThrownBy(() -> new Compare.Plan(one, Runs.HORIZON, 1, 0, 1))
        .hasMessage("grid seeds must be at least 1, was 0");
    assertThatThrownBy(() -> new Compare.Plan(one, Runs.HORIZON, 1, 1, 0))
        .hasMessage("grid points must be at least 1, was 0");
  }
}
