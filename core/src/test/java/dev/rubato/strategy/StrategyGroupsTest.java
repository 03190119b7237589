package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rubato.argument.Span;
import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizers;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups of parameters that are part of a strategy. */
class StrategyGroupsTest {
  private static final Horizon HORIZON = Horizon.ofEpochs(10, 10);

  /** A body, a head with a bias, and a norm: a few numbers each. */
  private static final class Training {
    final float[][] values = {{1, 2, 3, 4}, {-1, 2}, {0.5f}, {1, 1}};
    final float[][] gradients = new float[4][];
    final Stepper stepper;

    Training(Strategy strategy, ParameterGroup... groups) {
      List<String> names = List.of("body.weight", "head.weight", "head.bias", "norm.gamma");
      List<ParameterKind> kinds =
          List.of(
              ParameterKind.WEIGHT, ParameterKind.WEIGHT, ParameterKind.BIAS, ParameterKind.SCALE);
      Tensor[] tensors = new Tensor[4];
      for (int i = 0; i < 4; i++) {
        gradients[i] = new float[values[i].length];
        tensors[i] =
            i == 0
                ? Tensor.of(names.get(i), values[i], gradients[i], 2, 2)
                : Tensor.of(names.get(i), values[i], gradients[i]);
        tensors[i] = tensors[i].as(kinds.get(i));
      }
      stepper = new Stepper(strategy, HORIZON, List.of(tensors), List.of(groups));
    }

    Training(String strategy) {
      this(Notation.strategy(strategy));
    }

    Training steps(int count) {
      for (int t = 0; t < count; t++) {
        for (int i = 0; i < 4; i++) {
          for (int k = 0; k < values[i].length; k++) {
            gradients[i][k] = values[i][k] - 0.1f * (k + i);
          }
        }
        stepper.step();
      }
      return this;
    }

    byte[] bytes() {
      return SnapshotTest.bytes(stepper.snapshot());
    }
  }

  @Test
  void aStrategyWithGroupsTrainsAsOneWhoseStepperIsGivenThem() {
    Training inText =
        new Training(
            "adamw(weight-decay=0.1): cosine(0.01 -> 0) with \"@vector\" (weight-decay=0)"
                + " with \"head*\" (rate=linear(10 -> 1), frozen-until=5%)");
    Training inJava =
        new Training(
            Notation.strategy("adamw(weight-decay=0.1): cosine(0.01 -> 0)"),
            ParameterGroup.of("@vector").weightDecay(0),
            ParameterGroup.of("head*").rate(Schedules.linear(10, 1)).frozenUntil(5));
    for (int t = 0; t < 90; t++) {
      assertThat(inText.steps(1).values).isDeepEqualTo(inJava.steps(1).values);
    }
  }

  @Test
  void layerWiseDecayWithoutDecayOnVectorsIsOneLine() {
    Training training =
        new Training(
            "adamw(weight-decay=0.1): 0.001 with \"body*\" (rate=0.5) with \"@vector\" (weight-decay=0)");
    assertThat(training.stepper.describe().lines().map(row -> row.split(" {2,}", -1)))
        .extracting(row -> row[0], row -> row[2], row -> row[3])
        .containsExactly(
            tuple("parameter", "rate", "weight-decay"),
            tuple("body.weight", "5e-4", "0.1"),
            tuple("head.weight", "0.001", "0"), // one dimension, as all but the body here
            tuple("head.bias", "0.001", "0"),
            tuple("norm.gamma", "0.001", "0"));
    Training byHand = new Training("adamw(weight-decay=0.1): 0.0005");
    assertThat(training.steps(5).values[0]).isEqualTo(byHand.steps(5).values[0]);
    Training without = new Training("adamw(weight-decay=0): 0.001");
    assertThat(training.values[2]).isEqualTo(without.steps(5).values[2]);
    Strategy inJava =
        Notation.strategy("adamw(weight-decay=0.1): 0.001")
            .with(
                ParameterGroup.layerwise(List.of("body*", "head*"), 0.5)
                    .toArray(new ParameterGroup[0]))
            .with(ParameterGroup.of("@vector").weightDecay(0));
    assertThat(new Training(inJava).steps(5).values).isDeepEqualTo(training.values);
  }

  @Test
  void whereGroupsMayBeEmptyOneThatFindsNothingChangesNothing() {
    float[] values = {1};
    float[] gradient = {1};
    List<Tensor> tensors = List.of(Tensor.of("weight", values, gradient));
    Strategy strategy = Notation.strategy("sgd: 0.1 with \"wieght\" (rate=10)");
    assertThatThrownBy(() -> new Stepper(strategy, HORIZON, tensors))
        .hasMessageContaining("wieght");
    new Stepper(strategy, HORIZON, tensors, StepperOptions.DEFAULT.withEmptyGroups()).step();
    assertThat(values).containsExactly(0.9f);
  }

  @Test
  void aNumberOfAGroupIsThatOfAnOptimizerWithIt() {
    Training inGroup =
        new Training("sgd(momentum=0.5, nesterov=true): 0.01 with \"head*\" (momentum=0.9)");
    Training all = new Training("sgd(momentum=0.9, nesterov=true): 0.01");
    Training none = new Training("sgd(momentum=0.5, nesterov=true): 0.01");
    inGroup.steps(40);
    all.steps(40);
    none.steps(40);
    assertThat(inGroup.values[0]).isEqualTo(none.values[0]);
    assertThat(inGroup.values[1]).isEqualTo(all.values[1]);
    assertThat(inGroup.values[2]).isEqualTo(all.values[2]);
    // plain sgd remembers nothing, but a group with momentum does
    Training gains = new Training("sgd: 0.01 with \"head*\" (momentum=0.9)").steps(40);
    assertThat(gains.values[1])
        .isEqualTo(new Training("sgd(momentum=0.9): 0.01").steps(40).values[1]);
    assertThat(gains.values[0]).isEqualTo(new Training("sgd: 0.01").steps(40).values[0]);
  }

  @Test
  void numbersOfSeveralGroupsComeTogether() {
    Training several =
        new Training(
                "adam: 0.01 with \"head*\" (beta1=0.5, rate=2) with \"@bias\" (beta2=0.9, rate=3)"
                    + " with \"*.bias\" (beta1=0.7)")
            .steps(30);
    Training alone = new Training("adam(beta1=0.7, beta2=0.9): 0.06").steps(30);
    assertThat(several.values[2]).isEqualTo(alone.values[2]);
  }

  @Test
  void theTableRoundsWhatFactorsMake() {
    String twice = "sgd: 1 with \"head*\" (rate=0.8) with \"*\" (rate=0.8)";
    assertThat(new Training(twice).stepper.describe()).contains(" 0.64 ").doesNotContain("0.6400");
  }

  @Test
  void aGroupStandsStillFromATimeOnAndUntilOne() {
    Training training =
        new Training(
            "sgd(momentum=0.9): 0.01 with \"body*\" (frozen-until=2 epochs, frozen-from=50%)");
    float[] before = training.values[0].clone();
    assertThat(training.steps(20).values[0]).isEqualTo(before);
    assertThat(training.steps(1).values[0]).isNotEqualTo(before);
    float[] at50 = training.steps(29).values[0].clone();
    assertThat(training.stepper.describe()).contains("since step 50");
    assertThat(training.steps(20).values[0]).isEqualTo(at50);
    assertThat(training.values[1]).isNotEqualTo(new float[] {-1, 2});
  }

  @Test
  void itGoesOnFromASnapshotToTheLastBit() {
    String text =
        "prodigy: 1 with \"body*\" (frozen-from=30) with \"@vector\" (weight-decay=0, beta1=0.8)"
            + " with \"head*\" (rate=cosine(2 -> 1), frozen-until=10)";
    Training whole = new Training(text).steps(60);
    for (int at : new int[] {0, 5, 10, 29, 30, 31, 59}) {
      Training first = new Training(text).steps(at);
      Training second = new Training(text);
      second.stepper.restore(first.stepper.snapshot());
      second.steps(60 - at);
      assertThat(second.values).as("from %d", at).isDeepEqualTo(whole.values);
      assertThat(second.bytes()).isEqualTo(whole.bytes());
    }
  }

  @Test
  void aNameThatMatchesNothingIsAnErrorAndAKindIsNot() {
    assertThatThrownBy(() -> new Training("sgd: 0.1 with \"haed*\" (rate=10)"))
        .hasMessageContaining(
            "the group \"haed*\" has no parameter: it matches none of body.weight");
    assertThat(new Training("sgd: 0.1 with \"@embedding\" (rate=10)").steps(2).values)
        .isDeepEqualTo(new Training("sgd: 0.1").steps(2).values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1 with \"a\" (rate=2)           | 0.1 with \"a\" (rate=2)           | true",
        "0.1 with \"a\" (rate=2)           | 0.1                               | false",
        "0.1 with \"a\" (rate=2)           | 0.1 with \"a\" (rate=3)           | false",
        "0.1 with \"a\" (rate=2)           | 0.1 with \"b\" (rate=2)           | false",
        "0.1 with \"a\" (frozen-until=10)  | 0.1 with \"a\" (frozen-until=10%) | true",
        "0.1 with \"a\" (frozen-until=10)  | 0.1 with \"a\" (frozen-until=20)  | false",
      })
  void onlyTrainingsWithTheSameGroupsShareSteps(String one, String other, boolean same) {
    RunningStrategy first = new RunningStrategy(Notation.strategy(one), HORIZON);
    RunningStrategy second = new RunningStrategy(Notation.strategy(other), HORIZON);
    assertThat(first.kind().equals(second.kind()) && first.agrees(second, 0)).isEqualTo(same);
  }

  @Test
  void javaSaysTheSameAsTheText() {
    Strategy strategy =
        new Strategy(Optimizers.adamw(), Schedules.constant(0.01))
            .with(
                ParameterGroup.of("@vector").weightDecay(0),
                ParameterGroup.of("head*")
                    .rate(10)
                    .number("beta1", 0.8)
                    .frozenUntil(Span.percent(5)),
                ParameterGroup.of("body").frozen().withStatistics());
    String text =
        "adamw: 0.01 with \"@vector\" (weight-decay=0) with \"head*\" (rate=10, beta1=0.8,"
            + " frozen-until=5%) with \"body\" (frozen=true, statistics=true)";
    assertThat(strategy).hasToString(text).isEqualTo(Notation.strategy(text));
    Strategy plain = Notation.strategy("sgd: 0.1");
    assertThatThrownBy(() -> plain.with(ParameterGroup.of("a").number("beta1", 0.5)))
        .hasMessage("a group has no argument called \"beta1\"");
    assertThatThrownBy(() -> plain.with(ParameterGroup.of("a").optimizer(Optimizers.adam())))
        .hasMessageContaining("with an optimizer of its own can't be part of a strategy");
    ParameterGroup[] many = new ParameterGroup[1001];
    Arrays.fill(many, ParameterGroup.of("a").rate(2));
    assertThatThrownBy(() -> plain.with(many))
        .hasMessage("a strategy has at most 1000 groups, was given 1001");
  }

  @Test
  void openValuesOfGroupsAreFoundLast() {
    Strategy strategy = Notation.strategy("sgd(momentum=?): ?1..2 with \"head*\" (rate=?1..30)");
    assertThat(strategy.open()).hasSize(3);
    assertThat(strategy.with(List.of(0.9, 1.5, 10.0)))
        .hasToString("sgd(momentum=0.9): 1.5 with \"head*\" (rate=10)");
  }

  @Test
  void aGroupThatNeverMovesIsTold() {
    RunningStrategy running =
        new RunningStrategy(Notation.strategy("0.1 with \"a\" (frozen-until=100)"), HORIZON);
    assertThat(running.warnings())
        .containsExactly(
            "the group \"a\" never moves: it is frozen until 100, and there are 100 steps");
  }

  @Test
  void whatGroupsSetIsThereForProgramsOfOnesOwn() {
    RunningStrategy running =
        new RunningStrategy(
            Notation.strategy(
                "adamw: 0.01 with \"@vector\" (weight-decay=0) with \"head*\" (rate=linear(0 ->"
                    + " 10), frozen-until=20)"),
            HORIZON);
    assertThat(running.groupNumbers())
        .extracting(
            each -> each.pattern() + " " + each.name() + " " + each.at(10) + " " + each.at(50))
        .containsExactly(
            "@vector rate 1.0 1.0", "@vector weight-decay 0.0 0.0", "head* rate 0.0 5.0");
  }
}
