package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Span;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Schedules;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is probably a slip is told where a strategy meets its horizon, or refused where written. */
class WarningsTest {

  private static List<String> warnings(String text, Horizon horizon) {
    return new RunningStrategy(Notation.strategy(text), horizon).warnings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear(0 -> 0.1) for 0.1 then 0.1 | 0.1 steps round to 0; did you mean 10%?",
        "0.1 for 0.05 steps                | 0.05 steps round to 0; did you mean 5%?",
        "0.1 for 0.5 then 0.2              | 0.5 steps round to 1; did you mean 50%?",
        "0.1 for 0.999                     | 0.999 steps round to 1; did you mean 99.9%?",
        "0.1 for 0 then 0.2                | a phrase must last at least one step, was 0",
        "0.1 for 0% then 0.2               | a phrase must last longer than 0, was 0%",
        "0.1 for 0 epochs                  | a phrase must last longer than 0, was 0 epochs",
        "0.1 for ?0.1..0.5 then 0          | ?0.1..0.5 steps start below one step; did you mean"
            + " ?10..50%?",
        "0.1 for ?0..20% then 0            | the range of a phrase's length must start above 0, was"
            + " ?0..20%",
      })
  void aPhraseThatIsWrittenWithoutAStepIsAnError(String text, String reason) {
    assertThatThrownBy(() -> Notation.strategy(text))
        .isInstanceOfSatisfying(
            NotationException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(text.substring(e.start(), e.end()))
                  .startsWith(text.matches(".*\\?.*") ? "?" : "0");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1 with \"x\" (frozen-until=0.1)    | frozen-until: 0.1 steps round to 0; did you mean"
            + " 10%?",
        "0.1 with \"x\" (frozen-from=0.5)     | frozen-from: 0.5 steps round to 1; did you mean"
            + " 50%?",
        "adamw(ema=0.9, ema-from=0.5): 0.1    | ema-from: 0.5 steps round to 1; did you mean 50%?",
        "adamw(tail-average=0%): 0.1          | tail-average must be above 0% and at most 100%, was"
            + " 0%",
        "adamw: 0.1 with \"x\" (rate=10) then 0.2 | expected with or the end, as groups come last,"
            + " after the whole schedule, but found \"then\"",
      })
  void aTimeThatIsWrittenWithoutAStepIsAnError(String text, String reason) {
    assertThatThrownBy(() -> Notation.strategy(text))
        .isInstanceOfSatisfying(
            NotationException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd(momentum=linear(0.95 -> 1.85)): 0.1 | momentum must be in [0, 1), but its schedule"
            + " gives 1.004 at step 6",
        "adam(beta2=0.9 for 99 then 1): 0.1      | beta2 must be in [0, 1), but its schedule gives"
            + " 1 at step 99",
        "sgd(momentum=0.9): 0.1 with \"x\" (momentum=linear(0.95 -> 1.85)) | momentum must be in"
            + " [0, 1), but its schedule gives 1.004 at step 6",
      })
  void aScheduleThatLeavesItsDomainIsAnErrorBeforeTheFirstStep(String text, String reason) {
    assertThatThrownBy(() -> warnings(text, Horizon.ofSteps(100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void soItIsInJava() {
    assertThatThrownBy(() -> Schedules.linear(0, 1).forSteps(0))
        .hasMessage("a phrase must last at least one step, was 0");
    assertThatThrownBy(() -> Schedules.linear(0, 1).lasting(Span.of(0.1)))
        .hasMessage("0.1 steps round to 0; did you mean 10%?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step(0.1, every=0.5)",
        "step(0.1, every=0.5 steps)",
        "multistep(0.1, at=[0.5, 0.75])",
        "cosine-restarts(0.1 -> 0, first=0.5)",
        "cyclic(0 -> 0.1, up=0.5)",
        "cyclic(0 -> 0.1, up=5, down=0.5)",
        "inverse-sqrt(0.1, timescale=0.5)",
        "saturating(0 -> 0.1, timescale=0.5)",
        "repeat(linear(0.1 -> 0), every=0.5)",
        "exponential(0.1, gamma=0.9, every=0.5)",
        "time-decay(0.1, rate=1, every=0.5)"
      })
  void aTimeOfLessThanAStepIsAnError(String text) {
    assertThatThrownBy(() -> warnings(text, Horizon.ofSteps(100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must come to at least one step, was 0.5")
        .hasMessageEndingWith("did you mean 50%?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear(0 -> 0.1) for 0.4% then cosine(-> 0) | \"linear(0 -> 0.1) for 0.4%\" is left out:"
            + " it is 0.4 steps of 100, which rounds to 0",
        "0.1 for 500 then cosine(-> 0)               | \"0.1 for 500\" is cut off: it ends after"
            + " 500 steps, but there are 100",
        "0.1 for 60 then 0.05 for 60                 | \"0.05 for 60\" is cut off: it ends after"
            + " 120 steps, but there are 100",
        "0.1 for 100% then cosine(-> 0)              | \"cosine(-> 0)\" is never reached: what"
            + " comes before ends after 100 steps, and there are 100",
        "0.1 for 100 then 1 for 5 then cosine(-> 0)  | \"1 for 5\" and 1 more phrase are never"
            + " reached: what comes before ends after 100 steps, and there are 100",
        "0.1 * (0.1 for 500)                         | \"0.1 for 500\" is cut off: it ends after"
            + " 500 steps, but there are 100",
        "(linear(0 -> 1) for 60 then 1) for 50       | \"linear(0 -> 1) for 60\" is cut off: it"
            + " ends after 60 steps, but there are 50",
        "0.1 for 60 then 0.05 until 120%              | \"0.05 until 120%\" is cut off: it ends"
            + " after 120 steps, but there are 100",
        "0.1 until 10 epochs then cosine(-> 0)        | \"cosine(-> 0)\" is never reached: what"
            + " comes before ends after 100 steps, and there are 100",
        "0.1 for 12 epochs                           | \"0.1 for 12 epochs\" is cut off: it ends"
            + " after 120 steps, but there are 100",
        "multistep(0.1, at=[60, 120])                | [60, 120] has drops that are never reached:"
            + " there are 100 steps",
        "step(0.1, every=30) per epoch               | step never drops: every is 30, and there are"
            + " 10 epochs",
        "step(0.1, every=0.5) per epoch              | every=0.5 is less than an epoch, but a call"
            + " that is per epoch counts whole epochs",
        "inverse-sqrt(0.1, timescale=0.1%)           | timescale=0.1% of 100 steps, 10 an epoch"
            + " rounds to 0, and is taken as 1 step",
        "step(0.1, every=0.01 epochs)                | every=0.01 epochs of 100 steps, 10 an epoch"
            + " rounds to 0, and is taken as 1 step",
        "cosine-restarts(0.1 -> 0, first=300)        | cosine-restarts never restarts: first is"
            + " 300, and there are 100 steps",
        "repeat(linear(1 -> 0), every=300)           | repeat never repeats: every is 300, and"
            + " there are 100 steps",
        "plateau(0.1, min=0.2)                       | plateau starts at 0.1 and never falls below"
            + " it: min is 0.2",
        "adamw(ema=0.9, ema-from=500): 0.1           | ema never begins: ema-from is 500, and there"
            + " are 100 steps",
        "sgd(nesterov=true): 0.1                     | nesterov=true changes nothing without"
            + " momentum, such as momentum=0.9",
        "adam(ema=0.999): 0.1                        | ema=0.999 averages over some 1000 steps, and"
            + " there are 100",
        "sgd(dampening=0.9): 0.1                     | dampening changes nothing without momentum,"
            + " such as momentum=0.9",
        "lamb(weight-decay=0, decay=cautious): 0.1   | decay=cautious changes nothing without"
            + " weight-decay",
        "adamw(decay=independent): 1e-3              | decay=independent takes weight-decay=0.01 off"
            + " a weight at each step, whatever the rate: usual is what adamw has times the rate,"
            + " 1e-6 to 1e-4",
        "sgd(momentum=0.9, nesterov=true, dampening=0.5): 0.1 | nesterov=true with dampening is no"
            + " longer Nesterov's momentum, and PyTorch refuses it: leave out one",
        "0.1 with \"x\" (frozen-from=150)            | the group \"x\" is not frozen: frozen-from"
            + " is 150, and there are 100 steps",
        "0.1 with \"x\" (frozen-until=20, frozen-from=10) | the group \"x\" never moves: it is"
            + " frozen until 20, and from 10 on",
        "0.1 with \"x\" (statistics=true)            | statistics=true of the group \"x\" changes"
            + " nothing: no group is frozen",
        "one-cycle(0.1, up=1%)                       | one-cycle starts at its highest level: up is"
            + " 1% of 100 steps",
      })
  void whatTheHorizonCutsOffOrLeavesOutIsAWarning(String text, String warning) {
    assertThat(warnings(text, Horizon.ofEpochs(10, 10))).first().isEqualTo(warning);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear(0 -> 0.1) for 5% then cosine(-> 0) for 95%", // rounds to 51 steps of 50
        "0.1 for 33.3% then 0.2 for 33.3% then 0.3 for 33.4%",
        "0.1 for 10",
        "linear(0 -> 0.1) for 5 then 0.1 until 90% then cooldown(-> 0)",
        "0.1 until 33.3% then 0.2 until 66.6% then 0.3 until 100%",
        "linear(0 -> 1) for 10 then multistep(1, at=[5, 40]) from start",
        "step(0.1, every=10)",
        "0.1 for 50%",
        "cosine-restarts(0.1 -> 0, first=10, multiply=2)",
        "repeat(linear(1 -> 0) for 8 then 0.1 for 8, every=10)", // repeat cuts off, as it says
        "cosine-restarts(0.1 -> 0, first=300) until 40 then linear(-> 0)", // a cosine cut off
        "repeat(linear(1 -> 0), every=100%)",
        "sgd(nesterov=true): 0.1 with \"x\" (momentum=0.9)",
        "sgd(decay=decoupled): 0.1 with \"x\" (weight-decay=0.1)",
        "adamw(weight-decay=1e-4, decay=independent): 1e-3",
        "0.1 with \"x*\" (frozen-until=10) with \"*norm\" (statistics=true)",
        "one-cycle(0.1, up=0)",
        "one-cycle(0.1)"
      })
  void whatIsAsItWasMeantIsNone(String text) {
    assertThat(warnings(text, Horizon.ofEpochs(10, 5))).isEmpty();
  }

  @Test
  void aWarningIsToldOnceWithTheNameOfTheNumber() {
    String phrase = "0.1 for 500 then 0.2";
    assertThat(
            warnings(
                "sgd(momentum=" + phrase + "): (" + phrase + ") * (" + phrase + ")",
                Horizon.ofSteps(100)))
        .satisfiesExactly(
            cut -> assertThat(cut).startsWith("\"0.1 for 500\" is cut off"),
            never -> assertThat(never).startsWith("\"0.2\" is never reached"),
            cut -> assertThat(cut).startsWith("momentum: \"0.1 for 500\" is cut off"),
            never -> assertThat(never).startsWith("momentum: \"0.2\" is never reached"));
  }

  @Test
  void aPlateauThatWaitsForTheWrongDirectionIsTold() {
    Horizon horizon = Horizon.ofSteps(100);
    assertThat(warnings("plateau(0.1, metric=accuracy)", horizon))
        .singleElement()
        .asString()
        .contains("watches accuracy", "better the higher", "write mode=max");
    assertThat(warnings("plateau(0.1, mode=max)", horizon))
        .singleElement()
        .asString()
        .contains("watches validation-loss", "write mode=min");
    assertThat(warnings("plateau(0.1, metric=accuracy, mode=max)", horizon)).isEmpty();
    assertThat(warnings("plateau(0.1, metric=score)", horizon)).isEmpty();
  }

  @Test
  void aGreedyRateThatCanOnlyMoveOneWayIsTold() {
    Horizon horizon = Horizon.ofSteps(100);
    assertThat(warnings("greedy(3e-4)", horizon))
        .containsExactly("greedy starts at 3e-4 and never falls below it: min is 0.001");
    assertThat(warnings("1 for 5 then greedy()", horizon))
        .containsExactly("greedy starts at 1 and never rises above it: max is 1");
    assertThat(warnings("greedy(0.1, metric=accuracy)", horizon))
        .singleElement()
        .asString()
        .contains("greedy watches accuracy", "write mode=max");
    assertThat(warnings("greedy(3e-4, min=1e-6)", horizon)).isEmpty();
  }

  @Test
  void manyPhrasesThatAreNeverReachedAreOneWarning() {
    String text =
        IntStream.range(0, 3000).mapToObj(i -> "0.1 for 1").collect(Collectors.joining(" then "));
    assertThat(warnings(text, Horizon.ofSteps(10)))
        .singleElement()
        .asString()
        .contains("2989 more");
  }
}
