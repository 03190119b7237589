package dev.rubato.web.bend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import dev.rubato.web.Valley;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bends, and trainings that begin where they part from the ones that they were bent from. */
class BendTest {
  private static final Horizon HORIZON = new Horizon(120, 10);
  private static final List<String> STRATEGIES =
      List.of(
          "sgd(momentum=0.9): cosine(0.02 -> 0)",
          "adam: linear(0 -> 0.05) for 10% then cosine(-> 0)",
          "adamw: 0.02 for 3 epochs then linear(-> 0.001) for 50 then 0.003",
          "sgd: step(0.05, every=30, gamma=0.5)",
          "sgd: plateau(0.05, patience=1, factor=0.5)",
          "adam: plateau(0.05, patience=1) for 60 then linear(-> 0)",
          "sgd(momentum=linear(0.5 -> 0.9)): one-cycle(0.05)",
          "lion: cosine(0.01 -> 0) * linear(0 -> 1)",
          "schedule-free-adamw: 0.02",
          "sgd: multistep(0.05, at=[3, 6, 9]) per epoch",
          "adamw: linear(0 -> 0.02) for 5% then 0.02 until 80% then cooldown(-> 0)");

  private static Strategy strategy(String text) {
    return Notation.strategy(text);
  }

  @Test
  void aBendBecomesNotation() {
    Bend bend = new Bend(40, List.of(new Bend.Point(80, 0.0312345), new Bend.Point(120, 0)));
    assertThat(bend.of(strategy("adam: cosine(0.1 -> 0)"), HORIZON))
        .hasToString(
            "adam: cosine(0.1 -> 0) from start until 40"
                + " then linear(-> 0.0312) for 40 then linear(-> 0)");
    assertThat(bend.of(strategy("sgd: 0.1"), HORIZON))
        .hasToString("sgd: 0.1 until 40 then linear(-> 0.0312) for 40 then linear(-> 0)");
    assertThat(bend.of(strategy("sgd: 0.1 for 40 then cosine(-> 0)"), HORIZON))
        .hasToString("sgd: 0.1 for 40 then linear(-> 0.0312) for 40 then linear(-> 0)");
    assertThat(bend.of(strategy("sgd: 0.1 for 20 then cosine(-> 0)"), HORIZON))
        .hasToString(
            "sgd: 0.1 for 20 then (cosine(-> 0) for 100) until 40"
                + " then linear(-> 0.0312) for 40 then linear(-> 0)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 11, 12, 13, 60, 96, 119})
  void beforeTheBendNothingChangesToTheLastBit(int from) {
    for (String text : STRATEGIES) {
      Strategy old = strategy(text);
      Strategy bent = new Bend(from, List.of(new Bend.Point(120, 0.001))).of(old, HORIZON);
      Curve one = old.rate().over(HORIZON);
      Curve two = bent.rate().over(HORIZON);
      for (int t = 0; t < from; t++) {
        assertThat(two.at(t)).as("%s at %s, bent at %s", text, t, from).isEqualTo(one.at(t));
      }
      assertThat(two.at(120)).isEqualTo(0.001);
      assertThat(strategy(bent.toString())).isEqualTo(bent);
    }
  }

  @Test
  void bendsThatCantBeAreRefused() {
    Strategy old = strategy("sgd: 0.1");
    assertThatThrownBy(() -> new Bend(40, List.of(new Bend.Point(40, 0.1))))
        .hasMessageContaining("step 40 is not after 40");
    assertThatThrownBy(() -> new Bend(40, List.of(new Bend.Point(50, -0.1))))
        .hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new Bend(40, List.of(new Bend.Point(50, Double.NaN))))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> new Bend(40, List.of(new Bend.Point(500, 0.1))).of(old, HORIZON))
        .hasMessageContaining("was asked from 40 to 500");
    assertThatThrownBy(() -> new Bend(0, List.of(new Bend.Point(50, 0.1))).of(old, HORIZON))
        .hasMessageContaining("step 1");
  }

  @Test
  void anUnchangedBendIsTheSameTrainingToTheLastBit() throws InterruptedException {
    try (Forest forest = new Forest(List.of(new Valley()), Duration.ZERO)) {
      for (String text : STRATEGIES) {
        long old = forest.start("valley", strategy(text), 0, 3);
        done(forest, old);
        long same = forest.bend(old, new Bend(50, List.of()));
        done(forest, same);
        same(forest.result(same), forest.result(old), text);
      }
      long flat = forest.start("valley", strategy("sgd: 0.01"), 0, 3);
      done(forest, flat);
      Bend none = new Bend(50, List.of(new Bend.Point(90, 0.01), new Bend.Point(120, 0.01)));
      long drawn = forest.bend(flat, none);
      done(forest, drawn);
      same(forest.result(drawn), forest.result(flat), "drawn over");
      assertThat(began(forest, drawn)).isGreaterThan(100);
    }
  }

  @Test
  void twentyRandomBendsAreEachWhatTheStrategyGivesAlone() throws InterruptedException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Forest forest = new Forest(List.of(new Valley()), Duration.ofNanos(1000))) {
      List<Long> all = new ArrayList<>();
      for (String text : STRATEGIES) {
        all.add(forest.start("valley", strategy(text), 0, 1 + random.nextInt(9)));
      }
      int shared = 0;
      for (int i = 0; i < 20; i++) {
        long parent = all.get(random.nextInt(all.size()));
        if (random.nextBoolean()) {
          done(forest, parent); // otherwise it is bent while it runs, or before
        }
        Bend bend = random(random);
        long child = forest.bend(parent, bend);
        all.add(child);
        done(forest, child);
        TrialResult result = forest.result(child);
        TrialResult alone = TrialRun.run(new Valley(), result.trial(), TrialListener.NONE);
        same(result, alone, "seed " + seed + ", bend " + i + ": " + result.trial().strategy());
        shared += began(forest, child) > 0 ? 1 : 0;
      }
      assertThat(shared).as("bends that began at a snapshot, seed %s", seed).isGreaterThan(5);
    }
  }

  static Bend random(Random random) {
    int from = 1 + random.nextInt(110);
    List<Bend.Point> points = new ArrayList<>();
    int step = from;
    while (points.size() < 4 && step < 118) {
      step += 1 + random.nextInt(120 - step);
      points.add(new Bend.Point(step, random.nextInt(5) == 0 ? 0 : random.nextDouble() * 0.03));
    }
    return new Bend(from, points);
  }

  @Test
  void aBendBeginsAtTheLastSnapshotBeforeIt() throws InterruptedException {
    try (Forest forest = new Forest(List.of(new Valley()), Duration.ZERO)) {
      long old = forest.start("valley", strategy("adam: cosine(0.02 -> 0)"), 0, 1);
      done(forest, old);
      long child = forest.bend(old, new Bend(77, List.of(new Bend.Point(120, 0.02))));
      done(forest, child);
      assertThat(began(forest, child)).isBetween(70, 78);
    }
  }

  @Test
  void anotherOptimizerBeginsAnew() throws InterruptedException {
    try (Forest forest = new Forest(List.of(new Valley()), Duration.ZERO)) {
      long old = forest.start("valley", strategy("adam: 0.02"), 0, 1);
      done(forest, old);
      long other = forest.follow(old, strategy("sgd: 0.02"));
      done(forest, other);
      assertThat(began(forest, other)).isZero();
    }
  }

  @Test
  void aTrainingIsStoppedAndKeepsWhatItLearned() throws InterruptedException {
    try (Forest forest = new Forest(List.of(new Valley(1)), Duration.ZERO)) {
      long slow = forest.start("valley", strategy("sgd: 0.001"), 2000, 1);
      while (forest.result(slow).losses().length < 5) {
        Thread.sleep(5);
      }
      forest.stop(slow);
      done(forest, slow);
      Branch branch = branch(forest, slow);
      assertThat(branch.state()).isEqualTo(Branch.State.STOPPED);
      assertThat(branch.made()).isBetween(5, 600);
      assertThatThrownBy(() -> forest.remove(99)).hasMessageContaining("no training 99");
      long child = forest.bend(slow, new Bend(3, List.of(new Bend.Point(2000, 0))));
      assertThatThrownBy(() -> forest.remove(slow)).hasMessageContaining("bent from it");
      forest.remove(child);
      forest.remove(slow);
      assertThat(forest.all()).isEmpty();
    }
  }

  private static Branch branch(Forest forest, long id) {
    return forest.all().stream().filter(each -> each.id == id).findFirst().orElseThrow();
  }

  private static int began(Forest forest, long id) {
    return branch(forest, id).began;
  }

  static void done(Forest forest, long id) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!branch(forest, id).state().isOver()) {
      assertThat(System.nanoTime()).as("training %s takes long", id).isLessThan(end);
      forest.await(forest.version(), 20);
    }
  }

  static void same(TrialResult one, TrialResult two, String what) {
    assertThat(one.losses()).as(what).isEqualTo(two.losses());
    assertThat(one.rates()).as(what).isEqualTo(two.rates());
    assertThat(one.evaluations()).as(what).isEqualTo(two.evaluations());
  }
}
