package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.notation.Notation;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that are trained otherwise than the rest. */
class ParameterGroupTest {

  /** Some parameters, one number each, and the stepper that moves them. */
  private static final class Model {
    private final List<float[]> values = new ArrayList<>();
    private final List<float[]> gradients = new ArrayList<>();
    private final Stepper stepper;

    Model(String strategy, List<ParameterGroup> groups, String... names) {
      List<Tensor> tensors = new ArrayList<>();
      for (String name : names) {
        values.add(new float[] {1});
        gradients.add(new float[] {1});
        tensors.add(Tensor.of(name, values.get(values.size() - 1), last(gradients)));
      }
      stepper = new Stepper(Notation.strategy(strategy), Horizon.ofSteps(100), tensors, groups);
    }

    private static float[] last(List<float[]> list) {
      return list.get(list.size() - 1);
    }

    Model step(float... slopes) {
      for (int i = 0; i < slopes.length; i++) {
        gradients.get(i)[0] = slopes[i];
      }
      stepper.step();
      return this;
    }

    float value(int index) {
      return values.get(index)[0];
    }
  }

  private static Optimizer optimizer(String text) {
    return Notation.optimizer(text);
  }

  @ParameterizedTest
  @CsvSource({
    "bias, bias, true",
    "bias, biases, false",
    "*bias, 01Linear_bias, true",
    "*bias, 01Linear_bias2, false",
    "*, anything, true",
    "**, '', true",
    "?, a, true",
    "?, '', false",
    "layer?.*, layer1.weight, true",
    "layer?.*, layer12.weight, false",
    "*a*b*c, xxaxxbxxbc, true",
    "*a*b*c, xxaxxcxxb, false",
    "a.c, abc, false",
    "[ab], a, false",
  })
  void aPatternFitsAWholeName(String pattern, String name, boolean fits) {
    assertThat(ParameterGroup.of(pattern).matches(name)).isEqualTo(fits);
  }

  @Test
  void aPatternOfManyStarsIsQuickToFail() {
    String name = "a".repeat(2000);
    assertThat(ParameterGroup.of("*a".repeat(200) + "*b").matches(name)).isFalse();
  }

  @Test
  void thePatternAgreesWithARegularExpression() {
    for (long seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String pattern = random(random, "ab?*", 1 + random.nextInt(8));
      String name = random(random, "ab", random.nextInt(8));
      boolean expected = name.matches(pattern.replace("?", ".").replace("*", ".*"));
      assertThat(ParameterGroup.of(pattern).matches(name))
          .as("seed %s: %s on %s", seed, pattern, name)
          .isEqualTo(expected);
    }
  }

  private static String random(SplittableRandom random, String letters, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @Test
  void theRateIsMultiplied() {
    Model model = new Model("sgd: 0.5", List.of(ParameterGroup.of("b").rate(0.5)), "a", "b").step();
    assertThat(model.value(0)).isEqualTo(0.5f);
    assertThat(model.value(1)).isEqualTo(0.75f);
    assertThat(model.stepper.rate()).isEqualTo(0.5);
  }

  @Test
  void theMultiplierMayBeASchedule() {
    ParameterGroup group = ParameterGroup.of("b").rate(Notation.schedule("1 for 1 then 0.5"));
    Model model = new Model("sgd: 0.25", List.of(group), "a", "b").step().step();
    assertThat(model.value(1)).isEqualTo(1 - 0.25f - 0.125f);
  }

  @Test
  void theMultiplierMayWatchAMetric() {
    ParameterGroup group =
        ParameterGroup.of("b")
            .rate(Notation.schedule("plateau(1, factor=0.5, patience=0, metric=loss)"));
    Model model = new Model("sgd: 0.25", List.of(group), "a", "b");
    assertThat(model.stepper.metrics()).containsExactly("loss");
    model.stepper.observe("loss", 1);
    model.stepper.observe("loss", 1);
    model.step();
    assertThat(model.value(0)).isEqualTo(0.75f);
    assertThat(model.value(1)).isEqualTo(1 - 0.125f);
  }

  @Test
  void weightDecayIsItsOwn() {
    List<ParameterGroup> groups = List.of(ParameterGroup.of("*bias").weightDecay(0));
    Model model = new Model("adamw(weight-decay=0.5): 0.5", groups, "weight", "bias").step(0, 0);
    assertThat(model.value(0)).isEqualTo(0.75f);
    assertThat(model.value(1)).isEqualTo(1);
  }

  @Test
  void weightDecayMayBeASchedule() {
    ParameterGroup group = ParameterGroup.of("b").weightDecay(Notation.schedule("1 for 1 then 0"));
    Model model = new Model("sgd: 0.5", List.of(group), "a", "b").step(0, 0).step(0, 0);
    assertThat(model.value(1)).isEqualTo(0.5f);
  }

  @Test
  void theOptimizerIsItsOwn() {
    ParameterGroup group = ParameterGroup.of("b").optimizer(optimizer("lion"));
    Model model = new Model("sgd: 0.25", List.of(group), "a", "b").step(2, 2);
    assertThat(model.value(0)).isEqualTo(0.5f);
    assertThat(model.value(1)).isEqualTo(0.75f);
  }

  @Test
  void everyGroupThatMatchesAppliesAndFactorsMultiply() {
    List<ParameterGroup> groups =
        List.of(ParameterGroup.of("a1").rate(2), ParameterGroup.of("a*").rate(4));
    Model model = new Model("sgd: 0.0625", groups, "a1", "a2", "b").step();
    assertThat(model.value(0)).isEqualTo(0.5f);
    assertThat(model.value(1)).isEqualTo(0.75f);
    assertThat(model.value(2)).isEqualTo(0.9375f);
  }

  @Test
  void ofOtherSettingsTheLastGroupThatHasOneCounts() {
    List<ParameterGroup> groups =
        List.of(
            ParameterGroup.of("*").frozen().weightDecay(0.5),
            ParameterGroup.of("a*").frozenUntil(0),
            ParameterGroup.of("a1").weightDecay(0),
            ParameterGroup.of("a*").rate(0.5));
    Model model = new Model("adamw: 1", groups, "a1", "a2", "b").step(0, 0, 0);
    assertThat(model.value(0)).as("no decay").isEqualTo(1);
    assertThat(model.value(1)).isEqualTo(0.75f);
    assertThat(model.value(2)).as("frozen").isEqualTo(1);
  }

  @Test
  void anOptimizerOfOneGroupMeetsTheSettingsOfAnother() {
    List<ParameterGroup> groups =
        List.of(
            ParameterGroup.of("a*").optimizer(optimizer("lion")), ParameterGroup.of("*1").rate(2));
    Model model = new Model("sgd: 0.25", groups, "a1", "a2", "b1").step(2, 2, 1);
    assertThat(model.value(0)).isEqualTo(0.5f);
    assertThat(model.value(1)).isEqualTo(0.75f);
    assertThat(model.value(2)).isEqualTo(0.5f);
  }

  @Test
  void aKindIsAPatternAndSoAreSeveralNames() {
    float[] x = {1};
    Tensor bias = Tensor.of("00_b", x, x, 1).as(ParameterKind.BIAS);
    Tensor scale = Tensor.of("01_g", x, x, 1).as(ParameterKind.SCALE);
    Tensor matrix = Tensor.of("02_w", x, x, 1, 1).as(ParameterKind.WEIGHT);
    assertThat(ParameterGroup.of("@bias").matches(bias)).isTrue();
    assertThat(ParameterGroup.of("@norm").matches(scale)).isTrue();
    assertThat(ParameterGroup.of("@norm").matches(bias)).isFalse();
    assertThat(ParameterGroup.of("@vector").matches(scale)).isTrue();
    assertThat(ParameterGroup.of("@vector").matches(matrix)).isFalse();
    assertThat(ParameterGroup.of("02*, @bias").matches(matrix)).isTrue();
    assertThat(ParameterGroup.of("02*, @bias").matches(bias)).isTrue();
    assertThat(ParameterGroup.of("02*, @bias").matches(scale)).isFalse();
    assertThatThrownBy(() -> ParameterGroup.of("@biases"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@bias, ")
        .hasMessageContaining("was \"@biases\"");
  }

  @Test
  void aTensorIsFoundByAnyOfItsNames() {
    float[] x = {1};
    Tensor shared = Tensor.of("encoder", x, new float[] {1}).alsoCalled(List.of("decoder"));
    List<ParameterGroup> groups = List.of(ParameterGroup.of("decoder").rate(0.5));
    new Stepper(Notation.strategy("sgd: 1"), Horizon.ofSteps(9), List.of(shared), groups).step();
    assertThat(x[0]).isEqualTo(0.5f);
  }

  @Test
  void layersFallByAFactorFromTheLastToTheFirst() {
    List<ParameterGroup> groups = ParameterGroup.layerwise(List.of("a", "b", "c"), 0.5);
    Model model = new Model("sgd: 0.5", groups, "a", "b", "c").step();
    assertThat(model.value(0)).isEqualTo(0.875f);
    assertThat(model.value(1)).isEqualTo(0.75f);
    assertThat(model.value(2)).isEqualTo(0.5f);
    assertThatThrownBy(() -> ParameterGroup.layerwise(List.of("a"), 0))
        .hasMessage("a layer's factor must be above 0, was 0.0");
  }

  @Test
  void whatOverlappingGroupsRememberGoesOnAlsoFromASnapshotThatKnewTheFirstOnly() {
    List<ParameterGroup> groups =
        List.of(ParameterGroup.of("a*").rate(0.5), ParameterGroup.of("*1").rate(0.5));
    String[] names = {"a1", "a2", "b1", "b2"};
    Model model = new Model("schedule-free-sgd: 0.1", groups, names).step(1, 2, 3, 4).step(1, 1);
    Snapshot snapshot = model.stepper.snapshot();
    assertThat(snapshot.memories()).as("the rest, two groups, and both").hasSize(4);
    model.step(2, 2, 2, 2);
    Snapshot before =
        new Snapshot(
            snapshot.strategy(),
            snapshot.groups(),
            snapshot.horizon(),
            snapshot.t(),
            snapshot.skipped(),
            snapshot.tensors(),
            snapshot.memories().subList(0, 3),
            snapshot.phrases());
    for (Snapshot each : List.of(snapshot, before)) {
      Model again = new Model("schedule-free-sgd: 0.1", groups, names);
      again.stepper.restore(each);
      again.step(2, 2, 2, 2);
      if (each == snapshot) {
        assertThat(again.value(0)).isEqualTo(model.value(0));
      }
      assertThat(again.value(1)).isEqualTo(model.value(1));
      assertThat(again.value(3)).isEqualTo(model.value(3));
    }
  }

  @Test
  void memoryThatIsGoneIsNotTouched() {
    float[] x = {1};
    boolean[] gone = {false};
    Tensor tensor =
        Tensor.of("w", x, new float[] {1})
            .guardedBy(
                () -> {
                  if (gone[0]) {
                    throw new IllegalStateException("gone");
                  }
                });
    Stepper stepper = new Stepper(Notation.strategy("sgd: 1"), Horizon.ofSteps(9), List.of(tensor));
    stepper.step();
    Snapshot snapshot = stepper.snapshot();
    gone[0] = true;
    assertThatThrownBy(stepper::step).hasMessage("gone");
    assertThatThrownBy(stepper::snapshot).hasMessage("gone");
    assertThatThrownBy(stepper::toEvaluation).hasMessage("gone");
    assertThatThrownBy(stepper::toTraining).hasMessage("gone");
    assertThatThrownBy(() -> stepper.restore(snapshot)).hasMessage("gone");
    assertThat(x[0]).isEqualTo(0);
  }

  @Test
  void whatIsStillStaysWhateverItsGroup() {
    float[] x = {1};
    float[] y = {1};
    Tensor still = Tensor.of("a", x, new float[] {Float.NaN}).still();
    new Stepper(
            Notation.strategy("adamw: 1"),
            Horizon.ofSteps(9),
            List.of(still, Tensor.of("b", y, new float[] {1})),
            List.of(ParameterGroup.of("a").rate(2)))
        .step();
    assertThat(x[0]).isEqualTo(1);
    assertThat(y[0]).isNotEqualTo(1);
  }

  @Test
  void whatIsFrozenForEverNeverMovesAndIsNotLookedAt() {
    Model model =
        new Model("sgd(clip-norm=1): 0.5", List.of(ParameterGroup.of("b").frozen()), "a", "b");
    model.step(1, Float.NaN).step(1, 1e30f);
    assertThat(model.value(0)).as("not clipped by the other").isEqualTo(0);
    assertThat(model.value(1)).isEqualTo(1);
    assertThat(model.stepper.snapshot().tensors().get(1).arrays()).isEmpty();
  }

  @Test
  void whatIsFrozenForAWhileIsNotLookedAtBefore() {
    Model model = new Model("sgd: 0.5", List.of(ParameterGroup.of("b").frozenUntil(1)), "a", "b");
    model.step(1, Float.NaN);
    assertThat(model.value(1)).isEqualTo(1);
    assertThatThrownBy(() -> model.step(1, Float.NaN))
        .isInstanceOf(NonFiniteGradientException.class)
        .hasMessageStartingWith("the gradient of \"b\" is not finite at step 1;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam",
        "nadam",
        "radam",
        "adamax",
        "adabelief",
        "adan",
        "ademamix",
        "adopt",
        "lamb",
        "adafactor",
        "muon",
        "rprop",
        "sgd(momentum=0.9, dampening=0.5)",
        "schedule-free-sgd",
        "schedule-free-adamw"
      })
  void whoJoinsLateStepsAsIfTheTrainingBeganThen(String optimizer) {
    Model late =
        new Model(optimizer + ": 0.1", List.of(ParameterGroup.of("b").frozenUntil(5)), "a", "b");
    Model alone = new Model(optimizer + ": 0.1", List.of(), "b");
    for (int t = 0; t < 20; t++) {
      float slope = (float) Math.cos(t);
      late.step(1 + t, slope);
      if (t >= 5) {
        alone.step(slope);
        assertThat(late.value(1)).as("after %s", t).isEqualTo(alone.value(0));
      }
    }
  }

  @Test
  void groupsOfOneProdigyShareItsDistance() {
    Model together = new Model("prodigy(d0=0.01): 1", List.of(), "a", "b");
    Model apart =
        new Model("prodigy(d0=0.01): 1", List.of(ParameterGroup.of("b").weightDecay(0)), "a", "b");
    for (int t = 0; t < 50; t++) {
      together.step(together.value(0) - 3, together.value(1) + 2);
      apart.step(apart.value(0) - 3, apart.value(1) + 2);
      assertThat(apart.value(0)).isEqualTo(together.value(0));
      assertThat(apart.value(1)).isEqualTo(together.value(1));
    }
  }

  @Test
  void aMatrixThatJoinsLateStepsAsIfTheTrainingBeganThen() {
    float[] first = new float[6];
    float[] late = new float[6];
    float[] alone = new float[6];
    float[] g = new float[6];
    Tensor joins = Tensor.of("b", late, g, 2, 3);
    StepperOptions options =
        StepperOptions.DEFAULT.withGroups(List.of(ParameterGroup.of("b").frozenUntil(5)));
    Strategy strategy = Notation.strategy("muon: 0.1");
    Horizon horizon = Horizon.ofSteps(100);
    Stepper both =
        new Stepper(strategy, horizon, List.of(Tensor.of("a", first, g, 2, 3), joins), options);
    Stepper one = new Stepper(strategy, horizon, List.of(Tensor.of("b", alone, g, 2, 3)));
    for (int t = 0; t < 20; t++) {
      for (int i = 0; i < 6; i++) {
        g[i] = (float) Math.cos(t + i * i);
      }
      both.step();
      if (t >= 5) {
        one.step();
      }
      assertThat(late).as("after %s", t).isEqualTo(alone);
    }
    assertThat(alone).isNotEqualTo(new float[6]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prodigy(d0=0.001)", "dadapt-adam(d0=0.001)"})
  void whoJoinsLateSharesTheDistanceThatWasFound(String optimizer) {
    Model model =
        new Model(optimizer + ": 1", List.of(ParameterGroup.of("b").frozenUntil(40)), "a", "b");
    for (int t = 0; t < 41; t++) {
      model.step(model.value(0) - 3, 1);
    }
    assertThat(1 - model.value(1)).as("its first step").isGreaterThan(0.01f);
  }

  @Test
  void anOptimizerOfItsOwnKeepsADistanceOfItsOwn() {
    ParameterGroup own = ParameterGroup.of("b").optimizer(optimizer("prodigy(d0=0.001)"));
    Model model = new Model("prodigy(d0=0.001): 1", List.of(own), "a", "b");
    Model alone = new Model("prodigy(d0=0.001): 1", List.of(), "a");
    for (int t = 0; t < 30; t++) {
      model.step(model.value(0) - 3, model.value(1) - 100);
      alone.step(alone.value(0) - 3);
      assertThat(model.value(0)).isEqualTo(alone.value(0));
    }
  }

  @Test
  void aGroupThatMatchesNothingIsAnError() {
    assertThatThrownBy(() -> new Model("sgd: 1", List.of(ParameterGroup.of("*bais")), "w", "bias"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the group \"*bais\" has no parameter: it matches none of w, bias; a group that need not"
                + " match says mayBeEmpty()");
    new Model("sgd: 1", List.of(ParameterGroup.of("*bais").mayBeEmpty()), "w", "bias").step();
  }

  @Test
  void twoParametersOfOneNameAreAnError() {
    assertThatThrownBy(() -> new Model("sgd: 1", List.of(), "w", "w"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two tensors are called \"w\": each needs a name of its own");
  }

  @Test
  void numbersOutsideTheirDomainAreErrors() {
    assertThatThrownBy(() -> ParameterGroup.of("w").rate(-1))
        .hasMessage("a group's rate must be at least 0, was -1");
    assertThatThrownBy(() -> ParameterGroup.of("w").weightDecay(-1))
        .hasMessage("a group's weight-decay must be at least 0, was -1");
    assertThatThrownBy(() -> ParameterGroup.of("w").frozenUntil(-1))
        .hasMessage("a group's first step must be at least 0, was -1");
    assertThatThrownBy(() -> ParameterGroup.of(""))
        .hasMessage("a group's pattern must not be empty: write a name, or * for any");
    ParameterGroup falling = ParameterGroup.of("w").rate(Notation.schedule("1 for 1 then -1"));
    Model model = new Model("sgd: 1", List.of(falling), "w").step(1);
    assertThatThrownBy(() -> model.step(1))
        .hasMessage(
            "a learning rate must be finite and at least 0, but the schedule gives -1 at step 1");
  }

  @Test
  void whatConcernsAllParametersIsNoGroups() {
    assertThatThrownBy(() -> ParameterGroup.of("w").optimizer(optimizer("adam(clip-norm=1)")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "clip-norm concerns all parameters: give it to the strategy's optimizer, not to that"
                + " of the group w");
  }

  @Test
  void anOptimizerWithoutWeightDecayCantHaveItsOwn() {
    List<ParameterGroup> groups = List.of(ParameterGroup.of("b").weightDecay(0.1));
    assertThatThrownBy(() -> new Model("rprop: 1", groups, "a", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rprop has no weight-decay, but the group \"b, weight-decay 0.1\" sets it");
  }

  @Test
  void aGroupSaysInWordsWhatItDoes() {
    assertThat(ParameterGroup.of("*")).hasToString("*");
    assertThat(
            ParameterGroup.of("enc*")
                .rate(0.1)
                .weightDecay(0)
                .optimizer(optimizer("lion"))
                .frozenUntil(500))
        .hasToString("enc*, lion, rate times 0.1, weight-decay 0, frozen until step 500");
    assertThat(ParameterGroup.of("enc*").frozen()).hasToString("enc*, frozen");
    assertThat(ParameterGroup.of("enc*").frozen().withStatistics())
        .hasToString("enc*, frozen with statistics");
  }
}
