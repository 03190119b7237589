package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.optimizer.StepContext;
import dev.rubato.schedule.Horizon;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A parameter that something else moves, here by SGD with momentum as ours does it. */
class RemoteParameterTest {
  private static final Horizon HORIZON = Horizon.ofSteps(20);

  /** Momentum in arrays that the stepper does not see. */
  private static final class Momentum implements RemoteParameter {
    private final float[] values;
    private final float[] gradient;
    private final float[] buffer;

    Momentum(float[] values, float[] gradient) {
      this.values = values;
      this.gradient = gradient;
      this.buffer = new float[values.length];
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public float[] values() {
      return values.clone();
    }

    @Override
    public void set(float[] changed) {
      System.arraycopy(changed, 0, values, 0, values.length);
    }

    @Override
    public boolean gradientIsFinite() {
      float sum = 0;
      for (float each : gradient) {
        sum += 0 * each;
      }
      return sum == 0;
    }

    @Override
    public void move(StepContext step) {
      float decay = (float) step.number("weight-decay");
      float fresh = step.count() == 1 ? 1 : (float) (1 - step.number("dampening"));
      for (int i = 0; i < values.length; i++) {
        float d = gradient[i] + decay * values[i];
        buffer[i] = (float) step.number("momentum") * buffer[i] + fresh * d;
        values[i] -= (float) step.rate() * (0 * d + 1 * buffer[i]);
      }
    }

    @Override
    public float[][] memory() {
      return new float[][] {buffer.clone()};
    }

    @Override
    public void restore(float[][] memory) {
      System.arraycopy(memory[0], 0, buffer, 0, buffer.length);
    }
  }

  /** Two parameters, the first remote or not, in a bowl. */
  private static final class Bowl {
    final float[] a = {3, -2, 1};
    final float[] b = {5};
    final float[] slopeOfA = new float[3];
    final float[] slopeOfB = new float[1];
    final Stepper stepper;

    Bowl(boolean remote, String strategy, ParameterGroup... groups) {
      stepper =
          new Stepper(
              Notation.strategy(strategy),
              HORIZON,
              List.of(
                  remote ? Tensor.of("a", new Momentum(a, slopeOfA)) : Tensor.of("a", a, slopeOfA),
                  Tensor.of("b", b, slopeOfB)),
              List.of(groups));
    }

    void gradients() {
      for (int i = 0; i < a.length; i++) {
        slopeOfA[i] = a[i] - 1;
      }
      slopeOfB[0] = 2 * b[0];
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        gradients();
        stepper.step();
      }
    }
  }

  private static final String STRATEGY =
      "sgd(momentum=linear(0.5 -> 0.9), dampening=0.1, weight-decay=0.01): cosine(0.2 -> 0)";

  @Test
  void aStepMovesItWithTheNumbersOfItsGroup() {
    ParameterGroup group = ParameterGroup.of("a").rate(0.5).weightDecay(0.3).frozenUntil(4);
    Bowl remote = new Bowl(true, STRATEGY, group);
    Bowl near = new Bowl(false, STRATEGY, group);
    for (int t = 0; t < 20; t++) {
      remote.steps(1);
      near.steps(1);
      assertThat(remote.a).isEqualTo(near.a);
      assertThat(remote.b).isEqualTo(near.b);
    }
    assertThat(remote.stepper.remembered()).isEqualTo(near.stepper.remembered()).isEqualTo(4);
  }

  @Test
  void aSnapshotGoesFromOneToTheOther() {
    Bowl whole = new Bowl(false, STRATEGY);
    whole.steps(20);
    for (boolean first : new boolean[] {true, false}) {
      Bowl begun = new Bowl(first, STRATEGY);
      begun.steps(7);
      Bowl rest = new Bowl(!first, STRATEGY);
      rest.stepper.restore(begun.stepper.snapshot());
      rest.steps(13);
      assertThat(rest.a).isEqualTo(whole.a);
      assertThat(rest.b).isEqualTo(whole.b);
    }
    Snapshot ofAdam = new Bowl(false, "adam: 0.1").stepper.snapshot();
    Bowl other = new Bowl(true, STRATEGY);
    assertThatThrownBy(() -> other.stepper.restore(ofAdam)).hasMessageContaining("adam");
  }

  @Test
  void aGradientThatIsNotFiniteMovesNothing() {
    Bowl bowl = new Bowl(true, STRATEGY);
    bowl.gradients();
    bowl.slopeOfA[1] = Float.NaN;
    assertThatThrownBy(bowl.stepper::step)
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessageContaining("a");
    assertThat(bowl.b).containsExactly(5);
    assertThat(bowl.a).containsExactly(3, -2, 1);
    Bowl frozen = new Bowl(true, STRATEGY, ParameterGroup.of("a").frozen());
    frozen.gradients();
    frozen.slopeOfA[1] = Float.NaN;
    frozen.stepper.step();
    assertThat(frozen.a).containsExactly(3, -2, 1);
    assertThat(frozen.stepper.remembered()).isEqualTo(1);
  }

  @Test
  void whatCannotBeDoneThereIsRefused() {
    for (String argument : new String[] {"clip-norm=1", "clip-value=1", "maximize=true"}) {
      assertThatThrownBy(() -> new Bowl(true, "sgd(momentum=0.9, " + argument + "): 0.1"))
          .hasMessageContaining("a is moved out of Java's reach");
    }
    assertThatThrownBy(
            () ->
                new Stepper(
                    Notation.strategy("sgd(momentum=0.9): 0.1"),
                    HORIZON,
                    List.of(Tensor.of("a", new Momentum(new float[2], new float[2]))),
                    StepperOptions.DEFAULT.withAverage(0.9)))
        .hasMessageContaining("no average");
    for (String optimizer : new String[] {"prodigy", "lamb", "schedule-free-sgd"}) {
      assertThatThrownBy(() -> new Bowl(true, optimizer + ": 0.1"))
          .hasMessageContaining("measured");
    }
    new Bowl(true, "adam(clip-norm=1): 0.1", ParameterGroup.of("a").frozen()).steps(2);
    assertThatThrownBy(() -> Tensor.of("a", new Momentum(new float[2], new float[2]), 3))
        .hasMessageContaining("not the product");
  }
}
