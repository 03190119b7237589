package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Signature;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Algorithm;
import dev.rubato.optimizer.Kernel;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.optimizer.StepContext;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check for optimizers of one's own passes those of the catalogue and finds mistakes. */
class AlgorithmCheckTest {

  static Stream<OptimizerTable.Row> rows() {
    return OptimizerTable.rows().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theCataloguePasses(OptimizerTable.Row row) {
    AlgorithmCheck.check(Notation.optimizer(row.optimizer()), row.checkRate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd(momentum=0.9)", "adam(amsgrad=true)"})
  void soDoOtherLoopsOfTheSameOptimizers(String optimizer) {
    AlgorithmCheck.check(Notation.optimizer(optimizer), 0.1);
  }

  /** An algorithm of this test's. */
  private static Optimizer own(Supplier<Kernel> kernel) {
    Algorithm algorithm =
        new Algorithm(
            Signature.of("own"), new CatalogueEntry("a test's", "", "this test", "", "")) {
          @Override
          public Kernel kernel(Arguments arguments) {
            return kernel.get();
          }
        };
    return Optimizer.of(algorithm);
  }

  /** Gradient descent, with a mistake. */
  private abstract static class Descent extends Kernel {
    float rate;

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      for (int i = from; i < to; i++) {
        p[i] -= rate * change(g[i], i);
      }
    }

    abstract float change(float g, int i);
  }

  private static void isCaught(Supplier<Kernel> kernel, String message) {
    assertThatThrownBy(() -> AlgorithmCheck.check(own(kernel), 0.3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  @Test
  void descentPasses() {
    AlgorithmCheck.check(
        own(
            () ->
                new Descent() {
                  @Override
                  float change(float g, int i) {
                    return g;
                  }
                }),
        0.3);
  }

  @Test
  void anAscentIsCaught() {
    isCaught(
        () ->
            new Descent() {
              @Override
              float change(float g, int i) {
                return -0.1f * g;
              }
            },
        "does not descend: the loss goes from");
  }

  @Test
  void whatDependsOnTheChunkIsCaught() {
    isCaught(
        () ->
            new Descent() {
              @Override
              float change(float g, int i) {
                return i > 20_000 ? g / 2 : g;
              }
            },
        "in direct buffers on 1 threads");
  }

  @Test
  void whatIsRememberedElsewhereThanInSlotsIsCaught() {
    isCaught(
        () ->
            new Descent() {
              private float warm;

              @Override
              public void begin(StepContext step) {
                super.begin(step);
                warm = Math.min(1, warm + 0.05f);
              }

              @Override
              float change(float g, int i) {
                return warm * g;
              }
            },
        "from the checkpoint of step 10");
  }

  @Test
  void aDivisionByZeroIsCaught() {
    isCaught(
        () ->
            new Descent() {
              @Override
              float change(float g, int i) {
                return g / Math.abs(g) * Math.min(1, Math.abs(g));
              }
            },
        "NaN");
  }

  @Test
  void anAllocationInEachStepIsCaught() {
    isCaught(
        () ->
            new Descent() {
              @Override
              public void update(float[] p, float[] g, float[][] state, int from, int to) {
                super.update(p, g.clone(), state, from, to);
              }

              @Override
              float change(float g, int i) {
                return g;
              }
            },
        "bytes in a step");
  }
}
