package dev.rubato.report;

import dev.rubato.argument.Numbers;
import dev.rubato.lab.Trial;
import dev.rubato.lab.compare.Entrant;
import dev.rubato.lab.program.ShellWords;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The labels that a study's command gave to its strategies. What is stored is what was run, and a
 * label is no part of that; the command has it.
 */
public final class StudyLabels {
  private static final Pattern NUMBER = Pattern.compile("[0-9.]+(?:[eE][+-]?[0-9]+)?");

  private final List<Entrant> labelled = new ArrayList<>();

  private StudyLabels() {}

  /** Those of a study; of one whose command can't be read none. */
  public static StudyLabels of(StoredStudy study) {
    StudyLabels labels = new StudyLabels();
    for (String word : ShellWords.of(study.command())) {
      Entrant each = word.startsWith("\"") ? entrant(word) : null;
      if (each != null) {
        labels.labelled.add(each);
      }
    }
    return labels;
  }

  /** What a word says, or null if that is no strategy. */
  private static @Nullable Entrant entrant(String word) {
    try {
      Labelled each = Notation.labelled(word);
      return new Entrant(each.label(), each.strategy());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A strategy's label, or null. An open rate may have become any number. */
  public @Nullable String of(Strategy strategy) {
    for (Entrant each : labelled) {
      if (each.strategy().equals(strategy)
          || (each.isOpen()
              && NUMBER
                  .matcher(strategy.toString())
                  .results()
                  .anyMatch(number -> isAt(each, number.group(), strategy)))) {
        return each.label();
      }
    }
    return null;
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
    long steps = trial.horizon().steps();
    boolean alike =
        among.stream()
            .map(StoredTrial::trial)
            .filter(each -> each.strategy().equals(trial.strategy()))
            .allMatch(each -> each.horizon().steps() == steps);
    return shown(trial.strategy()) + (alike ? "" : ", " + Numbers.count(steps, "step"));
  }
}
