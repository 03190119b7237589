package dev.rubato.lab.tune;

import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;

/** The strategies that a tuning searches by default. */
public final class DefaultSearches {
  private static final List<String> OPTIMIZERS =
      List.of("sgd", "sgd(momentum=0.9)", "adagrad", "rmsprop", "adam");
  private static final List<String> SHAPES =
      List.of("?", "linear(? -> 0)", "cosine(? -> 0)", "linear(0 -> ?) for 10% then cosine(-> 0)");

  private DefaultSearches() {}

  /** Five optimizers with four shapes each, whose peak rate is open. */
  public static List<Strategy> strategies() {
    List<Strategy> strategies = new ArrayList<>();
    for (String optimizer : OPTIMIZERS) {
      SHAPES.forEach(shape -> strategies.add(Notation.strategy(optimizer + ": " + shape)));
    }
    return strategies;
  }
}
