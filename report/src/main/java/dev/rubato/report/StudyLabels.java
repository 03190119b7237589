package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Trial;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.program.ShellWords;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The labels that a study's command gave to its strategies. What is stored is what was run, and a
 * label is no part of that; the command has it.
 */
public final class StudyLabels {
  private static final Pattern NUMBER = Pattern.compile("[0-9.]+(?:[eE][+-]?[0-9]+)?");

  private final List<Entrant> labelled;

  private StudyLabels(List<Entrant> labelled) {
    this.labelled = labelled;
  }

  /** Those of a study; of one whose command can't be read none. */
  public static StudyLabels of(StoredStudy study) {
    return new StudyLabels(entrants(study).stream().filter(each -> each.label() != null).toList());
  }

  /** The words of a study's command that are strategies; a number is one, too. */
  static List<Entrant> entrants(StoredStudy study) {
    List<Entrant> entrants = new ArrayList<>();
    for (String word : ShellWords.of(study.command())) {
      try {
        Labelled each = Notation.labelled(word);
        entrants.add(new Entrant(each.label(), each.strategy()));
      } catch (IllegalArgumentException e) {
        // another word
      }
    }
    return entrants;
  }

  /** A strategy's label, or null. An open rate may have become any number. */
  public @Nullable String of(Strategy strategy) {
    for (Entrant each : labelled) {
      if (each.strategy().equals(strategy)
          || (each.isOpen() && !Double.isNaN(peak(each, strategy)))) {
        return each.label();
      }
    }
    return null;
  }

  /** The number in an open entrant's {@code ?} that makes it this strategy; NaN if none does. */
  static double peak(Entrant entrant, Strategy strategy) {
    return NUMBER
        .matcher(strategy.toString())
        .results()
        .map(MatchResult::group)
        .filter(number -> isAt(entrant, number, strategy))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static boolean isAt(Entrant entrant, String number, Strategy strategy) {
    try {
      return entrant.at(Double.parseDouble(number)).equals(strategy);
    } catch (IllegalArgumentException e) {
      return false; // a number that its rate can't be
    }
  }

  /** A strategy as it is shown: with its label before it, if it has one. */
  public String shown(Strategy strategy) {
    return new Labelled(of(strategy), strategy).toString();
  }

  /** A trial's strategy among others: with its length, if it ran at several. */
  String shown(Trial trial, List<StoredTrial> among) {
    return shown(new Labelled(of(trial.strategy()), trial.strategy()), trial.horizon(), among);
  }

  /** A strategy of a length likewise. */
  static String shown(Labelled strategy, Horizon length, List<StoredTrial> among) {
    boolean alike =
        among.stream()
            .map(StoredTrial::trial)
            .filter(each -> each.strategy().equals(strategy.strategy()))
            .allMatch(each -> each.horizon().steps() == length.steps());
    return strategy + (alike ? "" : ", " + Numbers.count(length.steps(), "step"));
  }
}
