package dev.rubato.lab.compare;

import dev.rubato.notation.Notation;
import java.util.ArrayList;
import java.util.List;

/** The classic strategies, which a comparison runs by default. */
public final class Classics {
  private static final List<String> TEXTS =
      List.of(
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
          "adam: ?1e-3..0.016");

  private Classics() {}

  /** The classic strategies, each with its peak rate still to be found. */
  public static List<Entrant> entrants() {
    List<Entrant> entrants = new ArrayList<>();
    TEXTS.forEach(text -> entrants.add(new Entrant(Notation.strategy(text))));
    return entrants;
  }
}
