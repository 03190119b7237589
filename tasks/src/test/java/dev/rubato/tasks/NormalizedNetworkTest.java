package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.loss.Loss;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.CheckpointClock;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks with batch normalization as tasks: its running averages belong to a training. */
class NormalizedNetworkTest {
  private static final Horizon HORIZON = new Horizon(12, 33);
  private static final double LOSS_OF_TEN_EQUAL_CLASSES = Math.log(10);

  private static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(16).build())
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(10).build());
  }

  private static DjlTask task(Supplier<Loss> loss) {
    return DjlTask.named("normalized")
        .network(NormalizedNetworkTest::network)
        .data(Digits::split)
        .loss(loss)
        .build();
  }

  private static final DjlTask TASK = task(Loss::softmaxCrossEntropyLoss);

  private static Training start(String strategy) {
    return TASK.start(Notation.strategy(strategy), HORIZON, 3);
  }

  private static List<Object> go(Training training, int steps) {
    List<Object> seen = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      seen.add(training.step());
    }
    seen.add(training.validate());
    seen.add(training.test());
    return seen;
  }

  private static List<Object> everything(TrialResult result) {
    List<Object> all = new ArrayList<>();
    for (double loss : result.losses()) {
      all.add(loss);
    }
    all.add(result.evaluations());
    all.add(result.test());
    return all;
  }

  @Test
  void itLearnsFromScalesOfOne() {
    TrialResult result =
        TrialRun.run(
            TASK,
            new Trial(Notation.strategy("adam: 0.01"), Horizon.ofEpochs(2, 33), 1),
            TrialListener.NONE);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(result.losses()[0])
        .as("with scales of 0 all classes would be alike")
        .isNotCloseTo(LOSS_OF_TEN_EQUAL_CLASSES, within(0.01));
    assertThat(result.test().get("accuracy")).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam: 0.01", "schedule-free-adamw: 0.01"})
  void aTrainingGoesOnFromAnyStepWithTheSameBits(String strategy) {
    List<Object> there;
    List<Object> rest;
    Snapshot snapshot;
    try (Training whole = start(strategy)) {
      go(whole, 7);
      snapshot = whole.snapshot();
      there = go(whole, 0);
      rest = go(whole, 5);
    }
    try (Training other = start(strategy)) {
      go(other, 1);
      other.restore(snapshot, List.of());
      assertThat(go(other, 0)).as("measured by the same averages").isEqualTo(there);
      assertThat(go(other, 5)).isEqualTo(rest);
    }
  }

  @Test
  void branchesOfOneTrainingAreAsTrainingsOfTheirOwn() {
    List<Trial> trials = new ArrayList<>();
    for (String strategy : List.of("sgd: 0.1", "sgd: 0.1 for 5 then 0.01")) {
      trials.add(new Trial(Notation.strategy(strategy), HORIZON, 3));
    }
    List<List<Object>> together = new ArrayList<>();
    TrialListener listener =
        new TrialListener() {
          @Override
          public void ended(TrialEvent.Ended event) {
            together.add(everything(event.result()));
          }
        };
    Deque<TrialGroup> waiting = new ArrayDeque<>(TrialGroup.of(trials, true));
    assertThat(waiting).hasSize(1);
    List<Integer> from = new ArrayList<>();
    while (!waiting.isEmpty()) {
      TrialGroup group = waiting.remove();
      from.add(group.made());
      TrialRun.run(TASK, group, listener, new CheckpointClock(CheckpointClock.USUAL), waiting::add);
    }
    assertThat(from).containsExactly(0, 5);
    for (int i = 0; i < 2; i++) {
      TrialResult alone = TrialRun.run(TASK, trials.get(i), TrialListener.NONE);
      assertThat(together.get(i)).isEqualTo(everything(alone));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam: 0.01", "schedule-free-adamw: 0.01"})
  void measuringChangesNothing(String strategy) {
    try (Training seldom = start(strategy);
        Training often = start(strategy)) {
      for (int t = 0; t < 12; t++) {
        Map<String, Double> once = often.validate();
        assertThat(often.validate()).isEqualTo(once);
        assertThat(often.step()).isEqualTo(seldom.step());
      }
      assertThat(often.test()).isEqualTo(seldom.test());
    }
  }

  @Test
  void whereAnotherPointIsEvaluatedTheAveragesAreOfThatPoint() {
    double untouched;
    double settled;
    double estimated;
    DjlTask bright =
        DjlTask.named("bright")
            .network(
                () ->
                    new SequentialBlock()
                        .add(images -> new NDList(images.singletonOrThrow().mul(20)))
                        .add(network()))
            .data(Digits::split)
            .build();
    try (Training training = bright.start(Notation.strategy("sgd: 0"), HORIZON, 3)) {
      untouched = training.validate().get("validation-loss");
      go(training, 100);
      settled = training.validate().get("validation-loss");
    }
    try (Training training = bright.start(Notation.strategy("schedule-free-sgd: 0"), HORIZON, 3)) {
      estimated = training.validate().get("validation-loss");
    }
    assertThat(Math.abs(untouched - settled)).isGreaterThan(0.1);
    assertThat(estimated).isCloseTo(settled, within(0.1 * Math.abs(untouched - settled)));
  }

  /** A loss whose gradient, or itself, is NaN at some calls, counted from 1. */
  private static final class FalteringLoss extends Loss {
    private final Loss sound = Loss.softmaxCrossEntropyLoss();
    private final Set<Integer> faults;
    private final boolean itself;
    private int calls;

    FalteringLoss(Set<Integer> faults, boolean itself) {
      super("faltering");
      this.faults = faults;
      this.itself = itself;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray loss = sound.evaluate(labels, predictions);
      if (!faults.contains(++calls)) {
        return loss;
      }
      if (itself) {
        return loss.mul(loss.getManager().create(Float.NaN));
      }
      NDArray zeros = predictions.singletonOrThrow().zerosLike();
      // 0, but its slope is 0 times infinity
      return loss.add(predictions.singletonOrThrow().mul(zeros).sqrt().mul(zeros).sum());
    }
  }

  private static List<Object> faltering(String strategy, boolean itself, Set<Integer> faults) {
    Trial trial = new Trial(Notation.strategy(strategy), HORIZON, 3);
    List<Integer> told = new ArrayList<>();
    TrialListener listener =
        new TrialListener() {
          @Override
          public void faltered(TrialEvent.Faltered event) {
            told.add(event.step());
          }
        };
    TrialResult result =
        TrialRun.run(task(() -> new FalteringLoss(faults, itself)), trial, listener);
    assertThat(result.status()).isEqualTo(Status.DONE);
    assertThat(told).hasSize(faults.size());
    return everything(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam: 0.01", "adam(on-non-finite=skip): 0.01"})
  void aPassOfAnEngineThatFalteredDoesNotCount(String strategy) {
    List<Object> sound = faltering(strategy, false, Set.of());
    assertThat(faltering(strategy, true, Set.of(1, 4))).isEqualTo(sound);
    assertThat(faltering(strategy, false, Set.of(1, 4))).isEqualTo(sound);
  }

  @Test
  void aStepThatIsSkippedGoesOnWithTheNextBatch() {
    String skipping = "adam(on-non-finite=skip): 0.01";
    Trial trial = new Trial(Notation.strategy(skipping), HORIZON, 3);
    TrialResult sound = TrialRun.run(TASK, trial, TrialListener.NONE);
    TrialResult result =
        TrialRun.run(task(() -> new FalteringLoss(Set.of(1, 2), false)), trial, TrialListener.NONE);
    assertThat(result.losses()[0]).isEqualTo(sound.losses()[0]);
    assertThat(result.losses()[1])
        .as("of the second batch, but with the first parameters")
        .isNotEqualTo(result.losses()[0])
        .isNotEqualTo(sound.losses()[1]);
  }
}
