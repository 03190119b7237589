package dev.rubato.cli;

import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.compare.PeakRate;
import dev.rubato.lab.compare.StrategySet;
import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is compared: the strategies given, or named sets of them. */
final class ContenderOptions {
  @Parameters(arity = "0..*", paramLabel = "STRATEGY", description = "Strategies to compare.")
  private List<String> strategies = List.of();

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "SET",
      description =
          "Strategies to compare where none are given: classics, today, or classics,today."
              + " Default: both.")
  private List<String> sets = List.of();

  private final Set<String> leftOut = new LinkedHashSet<>();

  /** Checks whether the options can be combined. */
  void check() {
    if (!strategies.isEmpty() && !sets.isEmpty()) {
      throw new BadInput(
          "--set names strategies where none are given, but there are " + strategies.size());
    }
    chosenSets();
  }

  /**
   * The entrants of a comparison of this length, evaluated every so many updates.
   *
   * @throws BadInput if one can't be run
   */
  List<Entrant> entrants(Horizon horizon, long every, Warnings warnings, Terminal terminal) {
    if (strategies.isEmpty()) {
      return ofSets(horizon, every, warnings, terminal);
    }
    List<Entrant> entrants = new ArrayList<>();
    for (String text : strategies) {
      try {
        entrants.add(entrant(text, horizon, every, warnings));
      } catch (NotationException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw BadInput.of("", e);
      }
    }
    Input.checkLabels(entrants.stream().map(Entrant::label).toList());
    return entrants;
  }

  /** The strategies of the sets, without those that this horizon can't have. */
  private List<Entrant> ofSets(Horizon horizon, long every, Warnings warnings, Terminal terminal) {
    List<Entrant> entrants = new ArrayList<>();
    for (StrategySet set : sets.isEmpty() ? List.of(StrategySet.values()) : chosenSets()) {
      for (Entrant each : set.entrants()) {
        String text = each.strategy().toString();
        if (horizon.stepsPerEpoch() > 0 || !text.contains("per epoch")) {
          warnings.addOpen(each.strategy(), horizon, every);
          entrants.add(each);
        } else if (leftOut.add(text)) {
          terminal
              .err()
              .println(
                  "left out, as it counts epochs (--steps-per-epoch says how long one is): "
                      + text);
        }
      }
    }
    return entrants;
  }

  private Set<StrategySet> chosenSets() {
    Set<StrategySet> chosen = new LinkedHashSet<>();
    for (String name : sets) {
      chosen.add(
          switch (name) {
            case "classics" -> StrategySet.CLASSICS;
            case "today" -> StrategySet.TODAY;
            default -> throw new BadInput("--set must be classics or today, was \"" + name + "\"");
          });
    }
    return chosen;
  }

  /** An entrant, checked to run with each peak that it will try. */
  private static Entrant entrant(String text, Horizon horizon, long every, Warnings warnings) {
    Labelled labelled = Notation.labelled(text);
    Entrant entrant = new Entrant(labelled.label(), labelled.strategy());
    if (!entrant.isOpen()) {
      warnings.check(text, entrant.strategy(), horizon, every);
      return entrant;
    }
    PeakRate.check(entrant.strategy(), horizon);
    List<Double> grid = entrant.grid(SeedOptions.GRID_POINTS);
    warnings.check(text, entrant.at(grid.get(0)), horizon, every);
    for (double peak : grid) {
      new Warnings().check(text, entrant.at(peak), horizon); // the same slips, with other numbers
    }
    return entrant;
  }
}
