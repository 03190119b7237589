package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a training is made of, taken out and put back. */
class SnapshotTest {
  private static final String LOSS = "validation-loss";

  /** Two tensors on their way down, and the metric that says how far. */
  private static final class Training {
    final float[] w = {1, 2, 3, 4, 5, 6};
    final float[] b = {1, -1};
    final float[] ofW = new float[6];
    final float[] ofB = new float[2];
    final Stepper stepper;

    Training(String strategy, long steps, StepperOptions options) {
      stepper =
          new Stepper(
              Notation.strategy(strategy),
              Horizon.ofSteps(steps),
              List.of(Tensor.of("w", w, ofW, 2, 3), Tensor.of("b", b, ofB)),
              options);
    }

    Training(String strategy) {
      this(strategy, 100, StepperOptions.DEFAULT);
    }

    Training steps(int count) {
      for (int t = 0; t < count; t++) {
        for (int i = 0; i < 6; i++) {
          ofW[i] = w[i] - i;
        }
        ofB[0] = b[0] + 3;
        ofB[1] = b[1] * 2;
        stepper.step();
        if (stepper.t() % 5 == 0) {
          stepper.observe(LOSS, Math.max(1, 40 - stepper.t()));
        }
      }
      return this;
    }

    byte[] bytes() {
      return SnapshotTest.bytes(stepper.snapshot());
    }
  }

  static byte[] bytes(Snapshot snapshot) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      CheckpointWriter.write(snapshot, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final String WATCHING =
      "adam(beta1=plateau(0.9, factor=0.5, patience=0)): plateau(0.1, factor=0.5, patience=1)"
          + " for 60 then cosine(-> 0)";

  private static final StepperOptions OPTIONS =
      StepperOptions.DEFAULT
          .withAverage(0.9)
          .withGroups(
              List.of(
                  ParameterGroup.of("b")
                      .optimizer(optimizer("prodigy(d0=0.01)"))
                      .rate(Notation.schedule("plateau(1, patience=0, factor=0.3)"))
                      .frozenUntil(3)));

  private static Optimizer optimizer(String text) {
    return Notation.optimizer(text);
  }

  @Test
  void itSaysWhatItIsOf() {
    Snapshot snapshot = new Training(WATCHING, 100, OPTIONS).steps(7).stepper.snapshot();
    assertThat(snapshot.strategy()).isEqualTo(WATCHING);
    assertThat(snapshot.horizon()).isEqualTo(Horizon.ofSteps(100));
    assertThat(snapshot.t()).isEqualTo(7);
    assertThat(snapshot.skipped()).isZero();
    assertThat(snapshot.groups())
        .containsExactly(
            "b, prodigy(d0=0.01), rate times plateau(1, factor=0.3, patience=0), frozen until"
                + " step 3");
    assertThat(snapshot.phrases()).containsOnlyKeys("rate", "beta1", "b: rate");
  }

  @Test
  void everythingComesBack() {
    Training whole = new Training(WATCHING, 100, OPTIONS);
    for (int t = 0; t < 100; t += 10) {
      Snapshot snapshot = whole.stepper.snapshot();
      Training again = new Training(WATCHING, 100, OPTIONS);
      again.stepper.restore(snapshot);
      assertThat(again.bytes()).isEqualTo(bytes(snapshot));
      assertThat(again.stepper.rate()).isEqualTo(whole.stepper.rate());
      whole.steps(10);
      again.steps(10);
      assertThat(again.bytes()).as("after %s", t).isEqualTo(whole.bytes());
    }
  }

  @Test
  void itDoesNotChangeWhileTheTrainingGoesOn() {
    Training training = new Training(WATCHING, 100, OPTIONS).steps(12);
    Snapshot snapshot = training.stepper.snapshot();
    byte[] before = bytes(snapshot);
    training.steps(20);
    assertThat(bytes(snapshot)).isEqualTo(before);
    training.stepper.restore(snapshot);
    training.steps(20);
    assertThat(bytes(snapshot)).as("restored once already").isEqualTo(before);
  }

  @Test
  void aTrainingGoesBackToIt() {
    Training training = new Training(WATCHING, 100, OPTIONS).steps(12);
    Snapshot snapshot = training.stepper.snapshot();
    byte[] once = training.steps(30).bytes();
    training.stepper.restore(snapshot);
    assertThat(training.steps(30).bytes()).isEqualTo(once);
  }

  @Test
  void inEvaluationItHoldsThePointThatIsTrainedAt() {
    for (String strategy : List.of("schedule-free-sgd: 0.1", "schedule-free-adamw: 0.1")) {
      Training training = new Training(strategy).steps(10);
      byte[] trained = training.bytes();
      training.stepper.toEvaluation();
      assertThat(training.bytes()).isEqualTo(trained);
      Snapshot snapshot = training.stepper.snapshot();
      byte[] expected = new Training(strategy).steps(20).bytes();
      training.stepper.restore(snapshot);
      assertThat(training.steps(10).bytes()).as("from evaluation").isEqualTo(expected);
      Training other = new Training(strategy);
      other.stepper.restore(snapshot);
      assertThat(other.steps(10).bytes()).isEqualTo(expected);
    }
  }

  @Test
  void aTrainingCanGoOnInSeveralWays() {
    Training trunk = new Training("adam: 0.1 for 80% then cooldown(-> 0)", 100, OPTIONS).steps(40);
    Snapshot fork = trunk.stepper.snapshot();
    Training shorter = new Training("adam: 0.1 for 80% then cooldown(-> 0)", 50, OPTIONS);
    shorter.stepper.restore(fork);
    Training alone = new Training("adam: 0.1 for 80% then cooldown(-> 0)", 50, OPTIONS).steps(50);
    assertThat(shorter.steps(10).bytes()).isEqualTo(alone.bytes());
  }

  @Test
  void phrasesThatComeLaterHaveSeenNothingYet() {
    String trunk = "sgd: plateau(0.1, patience=0) for 20 then 0.05";
    String branch = "sgd: plateau(0.1, patience=0) for 20 then plateau(patience=0, factor=0.5)";
    Training first = new Training(trunk).steps(20);
    Training second = new Training(branch);
    second.stepper.restore(first.stepper.snapshot());
    Training alone = new Training(branch).steps(40);
    assertThat(second.steps(20).bytes()).isEqualTo(alone.bytes());
  }

  @Test
  void phrasesThatThisTrainingLacksAreAnError() {
    Training watching = new Training(WATCHING).steps(5);
    Training blind = new Training("adam: 0.1");
    byte[] before = blind.bytes();
    assertThatThrownBy(() -> blind.stepper.restore(watching.stepper.snapshot()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the snapshot was taken with \""
                + WATCHING
                + "\", in which 1 phrases of rate watch a metric, but in this training 0");
    assertThat(blind.bytes()).as("nothing was changed").isEqualTo(before);
  }

  @Test
  void otherParametersAreAnError() {
    Snapshot snapshot = new Training("adam: 0.1").steps(5).stepper.snapshot();
    Strategy adam = Notation.strategy("adam: 0.1");
    Stepper named =
        new Stepper(
            adam,
            Horizon.ofSteps(100),
            List.of(
                Tensor.of("w", new float[6], new float[6], 2, 3),
                Tensor.of("c", new float[2], new float[2])));
    assertThatThrownBy(() -> named.restore(snapshot))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the snapshot is of another network: it has [b], which this training has not; it lacks"
                + " [c]");
    Stepper longer =
        new Stepper(
            adam,
            Horizon.ofSteps(100),
            List.of(
                Tensor.of("w", new float[6], new float[6], 2, 3),
                Tensor.of("b", new float[3], new float[3])));
    assertThatThrownBy(() -> longer.restore(snapshot))
        .hasMessage("in the snapshot b has 2 values, but in this training 3");
  }

  @Test
  void theOrderOfParametersDoesNotMatter() {
    Snapshot snapshot = new Training("adam: 0.1").steps(5).stepper.snapshot();
    float[] b = new float[2];
    float[] w = new float[6];
    Stepper turned =
        new Stepper(
            Notation.strategy("adam: 0.1"),
            Horizon.ofSteps(100),
            List.of(Tensor.of("b", b, new float[2]), Tensor.of("w", w, new float[6], 2, 3)));
    turned.restore(snapshot);
    assertThat(w).isEqualTo(new Training("adam: 0.1").steps(5).w);
  }

  @Test
  void anotherOptimizersMemoryIsAnError() {
    Snapshot adam = new Training("adam: 0.1").steps(5).stepper.snapshot();
    assertThatThrownBy(() -> new Training("adamax: 0.1").stepper.restore(adam))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "in the snapshot w belongs to adam, but in this training to adamax: what one optimizer"
                + " remembers means nothing to another");
    Snapshot centered = new Training("rmsprop(centered=true): 0.1").stepper.snapshot();
    assertThatThrownBy(() -> new Training("rmsprop(momentum=0.9): 0.1").stepper.restore(centered))
        .as("both remember two numbers of each parameter")
        .hasMessageContaining(
            "belongs to rmsprop(centered=true), but in this training to rmsprop:");
    assertThatThrownBy(
            () ->
                new Training("sgd(momentum=0.9): 0.1")
                    .stepper.restore(new Training("sgd: 0.1").stepper.snapshot()))
        .hasMessageContaining("belongs to sgd, but in this training to sgd:");
    assertThatThrownBy(() -> new Training("adam: 0.1", 100, OPTIONS).stepper.restore(adam))
        .hasMessageContaining("belongs to adam, but in this training to adam with an average:");
  }

  @Test
  void anotherShapeIsAnErrorWhereItMatters() {
    Strategy strategy = Notation.strategy("adafactor: 0.1");
    Stepper wide =
        new Stepper(
            strategy,
            Horizon.ofSteps(10),
            List.of(Tensor.of("w", new float[12], new float[12], 3, 4)));
    Stepper tall =
        new Stepper(
            strategy,
            Horizon.ofSteps(10),
            List.of(Tensor.of("w", new float[12], new float[12], 4, 3)));
    wide.step();
    assertThatThrownBy(() -> tall.restore(wide.snapshot()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "in the snapshot w had another shape, but in this training has [4, 3]: what adafactor"
                + " remembers goes by rows and columns");
  }

  @Test
  void otherGroupsAreAnError() {
    Snapshot plain = new Training("adam: 0.1").stepper.snapshot();
    StepperOptions grouped =
        StepperOptions.DEFAULT.withGroups(List.of(ParameterGroup.of("b").rate(0.5)));
    assertThatThrownBy(() -> new Training("adam: 0.1", 100, grouped).stepper.restore(plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the snapshot has the groups [], but this training has [b, rate times 0.5]");
  }

  @Test
  void hyperparametersThatDecideNothingOfTheMemoryMayChange() {
    Training training = new Training("adam: 0.1").steps(5);
    Training changed = new Training("adam(beta2=0.95, clip-norm=1): 0.01");
    changed.stepper.restore(training.stepper.snapshot());
    assertThat(changed.steps(1).stepper.t()).isEqualTo(6);
  }
}
