package dev.rubato.lab.compare;

import dev.rubato.notation.Notation;
import java.util.List;

/** Strategies that a comparison runs where none are given, each with its peak to be found. */
public enum StrategySet {
  /** Nine shapes of plain SGD, and three adaptive optimizers at a constant rate. */
  CLASSICS(
      "sgd: ?0.2..3.2",
      "sgd: time-decay(?0.2..3.2, rate=2, every=50%)",
      "sgd: step(?0.2..3.2, every=33.4%, gamma=0.3)",
      "sgd: exponential(?0.2..3.2, rate=2, every=100%)",
      "sgd: exponential(?0.2..3.2, gamma=0.8) per epoch",
      "sgd: cosine(?0.2..3.2 -> 0)",
      "sgd: cyclic(0.01 -> ?0.2..3.2, up=10%, down=10%)",
      "sgd: linear(0 -> ?0.2..3.2) for 10% then cosine(-> 0)",
      "sgd: plateau(?0.2..3.2, factor=0.3, patience=2)",
      "adagrad: ?0.01..0.16",
      "rmsprop: ?1e-3..0.016",
      "adam: ?1e-3..0.016"),

  /** What networks are trained with now. */
  TODAY(
      "sgd(momentum=0.9): one-cycle(?0.02..0.5)",
      "sgd(momentum=0.9): cosine(?0.02..0.5 -> 0)",
      "adamw: linear(0 -> ?2e-3..0.064) for 10% then cosine(-> 0)",
      "adamw: linear(?2e-3..0.064 -> 0)",
      "adamw: ?2e-3..0.064 for 80% then cooldown(-> 0)",
      "schedule-free-adamw: ?2e-3..0.064",
      "muon: linear(?4e-3..0.128 -> 0)",
      "prodigy: cosine(1 -> 0)");

  @SuppressWarnings("ImmutableEnumChecker") // as List.of made it
  private final List<String> texts;

  StrategySet(String... texts) {
    this.texts = List.of(texts);
  }

  /** Its strategies. */
  public List<Entrant> entrants() {
    return texts.stream().map(text -> new Entrant(Notation.strategy(text))).toList();
  }
}
