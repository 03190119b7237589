package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.djl.Shuffle;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The small residual network whose gradients the engine gets wrong on some machines, as a task of
 * one's own.
 */
class ResidualNetworkTest {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int BATCH = 64;
  private static final int TRAININGS = 4;
  private static final int STEPS = 900; // some ten seconds

  /** Noisy bars, whose place is the class. */
  private static Split images() {
    RandomGenerator random = Shuffle.random(7, 0);
    int count = 1600;
    float[][] images = new float[count][SIDE * SIDE];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        boolean bar = pixel / SIDE / 2 == labels[i] + 2;
        images[i][pixel] = 0.7f * random.nextFloat() + (bar ? 0.3f : 0);
      }
    }
    return Split.stratified(Examples.ofClasses(images, labels, 1, SIDE, SIDE), CLASSES);
  }

  private static final DjlTask TASK =
      DjlTask.named("residual")
          .network(EngineCheck::network)
          .data(ResidualNetworkTest::images)
          .batch(BATCH)
          .build();

  /** Everything that a training gave, and at which steps the engine faltered. */
  private record Outcome(List<Object> seen, List<Integer> faltered) {}

  private static Outcome train(int steps) {
    List<Integer> faltered = new ArrayList<>();
    TrialResult result =
        TrialRun.run(
            TASK,
            new Trial(
                Notation.strategy("sgd(momentum=0.9): cosine(0.05 -> 0)"),
                new Horizon(steps, TASK.about().stepsPerEpoch()),
                1),
            new TrialListener() {
              @Override
              public void faltered(TrialEvent.Faltered event) {
                faltered.add(event.step());
              }
            });
    assertThat(result.status()).as(result.reason()).isEqualTo(Status.DONE);
    List<Object> seen = new ArrayList<>();
    for (double loss : result.losses()) {
      seen.add(loss);
    }
    seen.add(result.evaluations());
    seen.add(result.test());
    assertThat(result.test().get("accuracy")).isGreaterThan(steps < 100 ? 0.1 : 0.9);
    return new Outcome(seen, faltered);
  }

  /** The same training several times, two beside each other. */
  private static void isTheSame(int times, int steps) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Outcome>> trainings = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        trainings.add(() -> train(steps));
      }
      List<Future<Outcome>> outcomes = threads.invokeAll(trainings);
      List<Integer> faltered = new ArrayList<>();
      for (Future<Outcome> outcome : outcomes) {
        assertThat(outcome.get().seen()).isEqualTo(outcomes.get(0).get().seen());
        faltered.addAll(outcome.get().faltered());
      }
      System.out.printf(
          "%d trainings of %d steps; the engine faltered at %s%n", times, steps, faltered);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void threeShortTrainingsGiveTheSameBits() throws Exception {
    isTheSame(3, 40);
  }

  @Test
  @Tag("long")
  void fourTrainingsGiveTheSameBitsAndNoneDiverges() throws Exception {
    isTheSame(TRAININGS, STEPS);
  }
}
