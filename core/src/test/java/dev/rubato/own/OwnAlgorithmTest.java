package dev.rubato.own;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import dev.rubato.strategy.Checkpoint;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An optimizer of one's own is one class with one loop; all else comes with it. */
class OwnAlgorithmTest {
  private static final int SIZE = 40_000;

  /** Heavy ball by hand: b ← μb + g; p ← p − lr·b, bounded to a box. */
  static final class Boxed extends Algorithm {
    static final Boxed ALGORITHM = new Boxed();

    private Boxed() {
      super(
          Signature.of(
              "boxed",
              Parameter.hyperparameter("momentum", Domain.AVERAGE, 0.9, "What a step keeps of b."),
              Parameter.hyperparameter("box", Domain.ABOVE_0, 1, "The largest weight."),
              Parameter.hyperparameter("weight-decay", Domain.AT_LEAST_0, 0, "As of sgd.")),
          new CatalogueEntry(
              "momentum in a box", "p ← clamp(p − lr·b, −box, box)", "this test", "", ""));
    }

    @Override
    public Kernel kernel(Arguments arguments) {
      return new Kernel() {
        private float rate;
        private float momentum;
        private float box;
        private float weightDecay;

        @Override
        public int slots() {
          return 1;
        }

        @Override
        public void begin(StepContext step) {
          rate = (float) step.rate();
          momentum = (float) step.number("momentum");
          box = (float) step.number("box");
          weightDecay = (float) step.number("weight-decay");
        }

        @Override
        public void update(float[] p, float[] g, float[][] state, int from, int to) {
          float[] buffer = state[0];
          for (int i = from; i < to; i++) {
            float b = momentum * buffer[i] + g[i] + weightDecay * p[i];
            buffer[i] = b;
            p[i] = Math.max(-box, Math.min(box, p[i] - rate * b));
          }
        }
      };
    }
  }

  private static final Strategy STRATEGY =
      new Strategy(
          Optimizer.of(Boxed.ALGORITHM)
              .with("momentum", Schedules.linear(0.9, 0.5))
              .with("clip-norm", 50)
              .with("box", 0.75),
          Schedules.linear(0, 0.1).forPercent(10).then(Schedules.cosineTo(0)));

  private static final StepperOptions OPTIONS =
      StepperOptions.DEFAULT
          .withAverage(0.9)
          .withGroups(List.of(ParameterGroup.of("b*").rate(0.5).weightDecay(0.1).frozenUntil(7)));

  /** Two parameters on their way to targets. */
  private static final class Training {
    final float[] weight = new float[SIZE];
    final float[] bias = new float[10];
    final float[] ofWeight = new float[SIZE];
    final float[] ofBias = new float[10];
    final FloatBuffer weights = direct(SIZE);
    final FloatBuffer weightGradients = direct(SIZE);
    final boolean buffers;
    final Stepper stepper;

    Training(boolean buffers, int threads) {
      this.buffers = buffers;
      Tensor first =
          buffers
              ? Tensor.of("weight", weights, weightGradients, 200, 200)
              : Tensor.of("weight", weight, ofWeight, 200, 200);
      this.stepper =
          new Stepper(
              STRATEGY,
              Horizon.ofSteps(100),
              List.of(first, Tensor.of("bias", bias, ofBias)),
              OPTIONS.withThreads(threads));
    }

    private static FloatBuffer direct(int size) {
      return ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    Training steps(int count) {
      for (int t = 0; t < count; t++) {
        if (buffers) {
          weights.get(0, weight);
        }
        for (int i = 0; i < SIZE; i++) {
          ofWeight[i] = weight[i] - (float) Math.sin(i);
        }
        for (int i = 0; i < 10; i++) {
          ofBias[i] = bias[i] - i * 0.05f;
        }
        weightGradients.put(0, ofWeight);
        stepper.step();
      }
      if (buffers) {
        weights.get(0, weight);
      }
      return this;
    }
  }

  @Test
  void itPrintsAsTheNotation() {
    assertThat(STRATEGY)
        .hasToString(
            "boxed(momentum=linear(0.9 -> 0.5), box=0.75, clip-norm=50):"
                + " linear(0 -> 0.1) for 10% then cosine(-> 0)");
  }

  @Test
  void itMovesTheSameOnAnyThreadsAndInAnyMemory() {
    Training plain = new Training(false, 1).steps(100);
    for (boolean buffers : new boolean[] {false, true}) {
      Training other = new Training(buffers, 8).steps(100);
      assertThat(other.weight).isEqualTo(plain.weight);
      assertThat(other.bias).isEqualTo(plain.bias);
    }
    assertThat(plain.weight[1]).as("in its box").isEqualTo(0.75f);
  }

  @Test
  void itIsFrozenSavedAndGoesOn(@TempDir Path folder) throws IOException {
    Training whole = new Training(false, 2).steps(7);
    assertThat(whole.bias).as("frozen until step 7").containsOnly(0);
    whole.steps(13);
    Checkpoint.write(folder.resolve("boxed"), whole.stepper.snapshot());
    whole.steps(80);
    Training again = new Training(true, 1);
    again.stepper.restore(Checkpoint.read(folder.resolve("boxed")));
    again.steps(80);
    assertThat(again.weight).isEqualTo(whole.weight);
    assertThat(again.bias).isEqualTo(whole.bias);
    whole.stepper.toEvaluation();
    again.stepper.toEvaluation();
    assertThat(again.bias).as("the average").isEqualTo(whole.bias);
  }
}
