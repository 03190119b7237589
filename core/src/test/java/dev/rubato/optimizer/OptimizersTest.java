package dev.rubato.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Value;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Schedules;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The optimizers for programs are those of the catalogue, under names that Java can say. */
class OptimizersTest {

  @Test
  void thereIsAFactoryForEachAlgorithmNamedAfterIt() throws ReflectiveOperationException {
    List<String> made = new ArrayList<>();
    for (Method factory : Optimizers.class.getDeclaredMethods()) {
      if (Modifier.isPublic(factory.getModifiers())) {
        Optimizer optimizer = (Optimizer) factory.invoke(null);
        assertThat(optimizer.arguments().given()).isEmpty();
        assertThat(factory.getName().toLowerCase(Locale.ROOT))
            .isEqualTo(optimizer.name().replace("-", ""));
        made.add(optimizer.name());
      }
    }
    assertThat(made)
        .containsExactlyInAnyOrderElementsOf(
            Algorithms.all().stream().map(algorithm -> algorithm.signature().name()).toList());
  }

  @Test
  void hyperparametersAreSetByNameAsNumbersSchedulesFlagsAndWords() {
    Optimizer optimizer =
        Optimizers.sgd()
            .with("momentum", Schedules.linear(0.95, 0.85))
            .with("nesterov", true)
            .with("weight-decay", Value.open(1e-4, 0.1))
            .with("on-non-finite", "skip");
    String text =
        "sgd(momentum=linear(0.95 -> 0.85), nesterov=true, weight-decay=?1e-4..0.1,"
            + " on-non-finite=skip)";
    assertThat(optimizer).hasToString(text).isEqualTo(Notation.optimizer(text));
    assertThat(optimizer.open()).containsExactly(new Value.Open(1e-4, 0.1));
    assertThat(optimizer.with("momentum", 0).with("nesterov", false))
        .hasToString("sgd(weight-decay=?1e-4..0.1, on-non-finite=skip)");
    assertThatThrownBy(() -> Optimizers.adam().with("beta1", 1))
        .hasMessage("beta1 must be in [0, 1), was 1");
    assertThatThrownBy(() -> Optimizers.adam().with("beta3", 0.9))
        .hasMessage("adam has no argument called \"beta3\"");
  }

  @Test
  void eachAlgorithmIsReachedByItsConstant() {
    assertThat(Optimizer.of(Adam.ADAMW)).isEqualTo(Optimizers.adamw());
    assertThat(Optimizer.of(Lion.ALGORITHM)).isEqualTo(Notation.optimizer("lion"));
  }
}
