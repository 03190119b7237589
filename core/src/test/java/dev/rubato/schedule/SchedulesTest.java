package dev.rubato.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Span;
import dev.rubato.notation.Notation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each factory for programs puts its arguments where the notation has them. */
class SchedulesTest {

  /** What each factory makes of arguments that all differ, as the notation writes it. */
  private static final Map<String, Schedule> MADE =
      Map.ofEntries(
          Map.entry("0.25", Schedules.constant(0.25)),
          Map.entry("time-decay(0.3, rate=0.02)", Schedules.timeDecay(0.3, 0.02)),
          Map.entry("step(0.3, every=20, gamma=0.4)", Schedules.step(0.3, 20, 0.4)),
          Map.entry(
              "multistep(0.3, at=[20, 50], gamma=0.4)", Schedules.multistep(0.3, 0.4, 20, 50)),
          Map.entry("exponential(0.3, rate=0.02)", Schedules.exponentialRate(0.3, 0.02)),
          Map.entry("exponential(0.3, gamma=0.9)", Schedules.exponentialGamma(0.3, 0.9)),
          Map.entry("exponential(0.3 -> 0.02)", Schedules.exponential(0.3, 0.02)),
          Map.entry("linear(0.3 -> 0.02)", Schedules.linear(0.3, 0.02)),
          Map.entry("linear(-> 0.02)", Schedules.linearTo(0.02)),
          Map.entry("polynomial(0.3 -> 0.02, power=3)", Schedules.polynomial(0.3, 0.02, 3)),
          Map.entry("cosine(0.3 -> 0.02)", Schedules.cosine(0.3, 0.02)),
          Map.entry("cosine(-> 0.02)", Schedules.cosineTo(0.02)),
          Map.entry(
              "cosine-restarts(0.3 -> 0.02, first=20, multiply=3)",
              Schedules.cosineRestarts(0.3, 0.02, 20, 3)),
          Map.entry("cyclic(0.02 -> 0.3, up=20, down=50)", Schedules.cyclic(0.02, 0.3, 20, 50)),
          Map.entry("one-cycle(0.3)", Schedules.oneCycle(0.3)),
          Map.entry("inverse-sqrt(0.3, timescale=20)", Schedules.inverseSqrt(0.3, 20)),
          Map.entry("cooldown(-> 0.02)", Schedules.cooldownTo(0.02)),
          Map.entry("logarithmic(0.3 -> 0.02)", Schedules.logarithmic(0.3, 0.02)),
          Map.entry("saturating(0.3 -> 0.02, timescale=20)", Schedules.saturating(0.3, 0.02, 20)),
          Map.entry("rex(0.3 -> 0.02)", Schedules.rex(0.3, 0.02)),
          Map.entry("tanh(0.3 -> 0.02)", Schedules.tanh(0.3, 0.02)),
          Map.entry(
              "repeat(rex(0.3 -> 0.02), every=20)", Schedules.repeat(Schedules.rex(0.3, 0.02), 20)),
          Map.entry("max(0.3, 0.02)", Schedules.max(new Constant(0.3), new Constant(0.02))),
          Map.entry("min(0.3, 0.02)", Schedules.min(new Constant(0.3), new Constant(0.02))),
          Map.entry("plateau(0.3, factor=0.4, patience=5)", Schedules.plateau(0.3, 0.4, 5)),
          Map.entry("plateau(factor=0.4, patience=5)", Schedules.plateauFrom(0.4, 5)),
          Map.entry(
              "greedy(0.3, factor=0.4, patience=5, min=0.02, max=0.7)",
              Schedules.greedy(0.3, 0.4, 5, 0.02, 0.7)));

  static Stream<String> texts() {
    return MADE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void itMakesWhatTheTextSays(String text) {
    assertThat(MADE.get(text)).hasToString(text);
    if (!text.contains("(->") && !text.startsWith("plateau(f")) {
      assertThat(MADE.get(text)).isEqualTo(Notation.schedule(text));
    }
  }

  @Test
  void everyFactoryIsTriedAboveAndMakesEveryForm() {
    long factories =
        Arrays.stream(Schedules.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .count();
    assertThat(MADE).hasSize((int) factories);
    TreeSet<String> made = new TreeSet<>();
    for (Schedule schedule : MADE.values()) {
      made.add(schedule instanceof Call call ? call.form().signature().name() : "constant");
    }
    assertThat(made)
        .containsExactlyInAnyOrderElementsOf(
            Forms.all().stream().map(form -> form.signature().name()).toList());
  }

  @Test
  void anArgumentIsChangedByItsName() {
    Call call = Schedules.cyclic(0.02, 0.3, 20, 50).perEpoch();
    assertThat(call.with("mode", "exp-range").with("gamma", 0.9).with("up", Span.percent(5)))
        .hasToString("cyclic(0.02 -> 0.3, up=5%, down=50, mode=exp-range, gamma=0.9) per epoch");
    assertThat(Schedules.timeDecay(0.3, 0.02).with("staircase", true))
        .hasToString("time-decay(0.3, rate=0.02, staircase=true)");
    assertThatThrownBy(() -> call.with("gama", 0.9))
        .hasMessage("cyclic has no argument called \"gama\"");
    assertThatThrownBy(() -> call.with("gamma", 2)).hasMessage("gamma must be in (0, 1], was 2");
  }

  @Test
  void whatFollowsHasTwoNames() {
    Sequence first = Schedules.linear(0, 0.1).forPercent(5);
    assertThat(first.followedBy(Schedules.cosineTo(0)))
        .isEqualTo(first.then(Schedules.cosineTo(0)));
  }
}
