package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Parameter;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import dev.rubato.strategy.ParameterGroup;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Running averages of batch normalization: which groups hold them, and how they are made anew. */
class HeldStatisticsTest extends FitFixture {
  private static final String MEAN = "02BatchNorm_runningMean";

  private static float[] mean(Fitted fitted) {
    return fitted.block.getParameters().get(MEAN).getArray().toFloatArray();
  }

  private void isHeld(boolean held, String strategy, ParameterGroup... groups) throws Exception {
    normalized = true;
    deleteAll();
    more = builder -> builder.groups(groups);
    try (Fitted fitted = new Fitted(strategy, listener -> listener)) {
      fitted.inOrder = true;
      float[] before = mean(fitted);
      fitted.fit(1);
      assertThat(Arrays.equals(mean(fitted), before))
          .as(strategy + List.of(groups))
          .isEqualTo(held);
    }
  }

  @Test
  void groupsByKindHoldTheAveragesOfTheirNormalizations() throws Exception {
    isHeld(true, "sgd: 0.1 with \"@norm\" (frozen=true, statistics=true)");
    isHeld(true, "sgd: 0.1 with \"@scale\" (frozen-until=4, statistics=true)");
    isHeld(false, "sgd: 0.1 with \"@norm\" (frozen=true)");
    ParameterGroup type = Groups.ofType(Parameter.Type.GAMMA, Parameter.Type.BETA).frozen();
    isHeld(true, "sgd: 0.1", type.withStatistics());
    isHeld(false, "sgd: 0.1", type);
    isHeld(false, "sgd: 0.1", ParameterGroup.of("*").frozen());
  }

  @Test
  void aGroupOfAveragesAloneHoldsThem() throws Exception {
    isHeld(true, "sgd: 0.1", ParameterGroup.of("*running*").frozen());
    isHeld(false, "sgd: 0.1", ParameterGroup.of("*running*").rate(2));
  }

  @Test
  void statisticsOfAGroupThatIsNeverFrozenAreRefused() throws Exception {
    ParameterGroup asks = ParameterGroup.of("02*").withStatistics();
    assertThatThrownBy(() -> isHeld(true, "sgd: 0.1", asks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("02* with statistics")
        .hasMessageContaining("frozenFrom");
    isHeld(true, "sgd: 0.1", asks, ParameterGroup.of("*Norm*").frozen());
  }

  @Test
  void theyAreMadeAnewAsTheMeanOverTheBatchesWhateverWasThere() throws Exception {
    normalized = true;
    try (Fitted fitted = new Fitted("adam(ema=0.9): 0.1", listener -> listener).fit(2)) {
      ArrayDataset data = fitted.data().setSampling(8, false).build();
      fitted.optimizer.toEvaluation();
      var parameters = fitted.block.getParameters();
      double[] expected = new double[2]; // mean and variance of the first unit, batch by batch
      float[] weight = parameters.get("01Linear_weight").getArray().toFloatArray();
      float bias = parameters.get("01Linear_bias").getArray().toFloatArray()[0];
      for (Batch batch : data.getData(fitted.trainer.getManager())) {
        float[] rows = batch.getData().singletonOrThrow().toFloatArray();
        double[] units = new double[8];
        for (int i = 0; i < 8; i++) {
          units[i] = weight[0] * rows[2 * i] + weight[1] * rows[2 * i + 1] + bias;
        }
        double mean = Arrays.stream(units).average().orElseThrow();
        expected[0] += mean / PER_EPOCH;
        expected[1] += Arrays.stream(units).map(x -> (x - mean) * (x - mean)).sum() / 7 / PER_EPOCH;
        batch.close();
      }
      for (float start : new float[] {0, 100}) {
        for (int again = 0; again < 2; again++) {
          for (String name : List.of(MEAN, "02BatchNorm_runningVar")) {
            float[] values = new float[5];
            Arrays.fill(values, start + 1);
            if (again == 0) {
              ParameterMemory.write(parameters.get(name).getArray(), values);
            }
          }
          fitted.optimizer.estimateStatistics(fitted.trainer, data, PER_EPOCH * (again + 1));
          assertThat(mean(fitted)[0]).isCloseTo((float) expected[0], within(expected[0]));
          assertThat(parameters.get("02BatchNorm_runningVar").getArray().toFloatArray()[0])
              .isCloseTo((float) expected[1], within(expected[1]));
        }
      }
      assertThatThrownBy(() -> fitted.optimizer.estimateStatistics(fitted.trainer, data, 0))
          .hasMessageContaining("at least 1, was 0");
    }
  }

  private static org.assertj.core.data.Offset<Float> within(double of) {
    return org.assertj.core.data.Offset.offset((float) (1e-5 * Math.abs(of) + 1e-6));
  }
}
