package dev.rubato.notation;

import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Forms;
import dev.rubato.strategy.GroupNotation;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All names that the notation has: schedules, optimizers, their arguments and words. */
final class KnownNames {
  private static final Set<String> ALL = all();

  private KnownNames() {}

  private static Set<String> all() {
    Stream<Signature> signatures =
        Stream.concat(
            Forms.all().stream().map(form -> form.signature()),
            Algorithms.all().stream()
                .flatMap(each -> Stream.of(each.signature(), GroupNotation.signature(each))));
    Set<String> names = new TreeSet<>();
    signatures.forEach(
        signature -> {
          names.add(signature.name());
          for (Parameter parameter : signature.parameters()) {
            names.add(parameter.name());
            names.addAll(parameter.choices());
          }
        });
    return names;
  }

  /** What to say to a name whose words are joined by underscores. */
  static String answer(String name) {
    String joined = name.replace('_', '-');
    return ALL.contains(joined)
        ? "the words of a name are joined by hyphens: " + joined
        : "nothing is called \""
            + name
            + "\" here, where the words of a name are joined by hyphens"
            + Spelling.hint(joined, ALL);
  }
}
