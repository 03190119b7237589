package dev.rubato.web.started;

import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A study that somebody asks for in the browser.
 *
 * @param kind compare, find, tune or train
 * @param task one of those that are offered
 * @param strategies in the notation, at least one; of find the optimizer
 * @param steps of each training
 * @param seeds of compare and tune; 0 for the usual number
 * @param budget of find and tune in whole trainings; 0 for the usual one
 */
record Wish(String kind, String task, List<String> strategies, long steps, int seeds, int budget) {
  private static final Set<String> KINDS = Set.of("compare", "find", "tune", "train");
  private static final int MOST_STRATEGIES = 40;
  private static final int MOST_CHARACTERS = 4000;
  private static final long MOST_STEPS = 10_000_000;
  private static final int MOST_SEEDS = 1000;
  private static final int MOST_BUDGET = 10_000;

  /**
   * Checks it as whatever comes from outside.
   *
   * @return the task that it is about
   * @throws IllegalArgumentException if nothing like it is offered
   */
  Offer check(List<Offer> offers) {
    if (!KINDS.contains(String.valueOf(kind))) {
      throw new IllegalArgumentException("only compare, find, tune and train are offered here");
    }
    Offer offer =
        offers.stream()
            .filter(each -> each.name().equals(task))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException("the task \"" + task + "\" is not offered here"));
    within("the steps", steps, 1, MOST_STEPS);
    within("the seeds", seeds, 0, MOST_SEEDS);
    within("the budget", budget, 0, MOST_BUDGET);
    boolean several = kind.equals("compare") || kind.equals("tune");
    within("the strategies", strategies.size(), 1, several ? MOST_STRATEGIES : 1);
    for (String each : strategies) {
      if (each == null || each.length() > MOST_CHARACTERS || each.strip().startsWith("-")) {
        throw new IllegalArgumentException("this is no strategy: " + each);
      }
      if (kind.equals("find")) {
        if (!Notation.optimizer(each).open().isEmpty()) {
          throw new IllegalArgumentException("an optimizer whose rate is found can't have a ?");
        }
      } else {
        Strategy strategy = Notation.labelled(each).strategy();
        if (kind.equals("train") && !strategy.open().isEmpty()) {
          throw new IllegalArgumentException("replace each ? with a number first");
        }
      }
    }
    return offer;
  }

  private static void within(String what, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be from %d to %d, was %d", what, low, high, value));
    }
  }

  /** The words of the command, without {@code rubato}. */
  List<String> words(Path store, Offer offer) {
    List<String> words = new ArrayList<>(List.of(kind));
    if (kind.equals("find")) {
      words.addAll(List.of("--optimizer", strategies.get(0)));
    } else {
      words.addAll(strategies);
    }
    words.addAll(offer.words());
    words.addAll(List.of("--steps", Long.toString(steps)));
    words.addAll(List.of("--store", store.toString()));
    if (seeds > 0 && (kind.equals("compare") || kind.equals("tune"))) {
      words.addAll(List.of("--seeds", Integer.toString(seeds)));
    }
    if (budget > 0 && (kind.equals("find") || kind.equals("tune"))) {
      words.addAll(List.of("--budget", Integer.toString(budget)));
    }
    if (kind.equals("compare")) {
      words.addAll(List.of("--report", store.resolve("started.html").toString()));
    }
    return words;
  }
}
