package dev.rubato.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Groups of parameters in Optax: a transformation for those together that match the same patterns.
 */
final class OptaxGroups {
  private static final String SPLIT =
      """
      def split(parameters):
          \"""A label for each parameter, and the patterns that it stands for.\"""
          found = {}

          def of(path, parameter):
              keys = [getattr(k, "key", getattr(k, "name", getattr(k, "idx", k))) for k in path]
              name, dimensions = ".".join(map(str, keys)), jnp.ndim(parameter)
              matches = [each for each in PATTERNS if fits(each, name, kinds(name, dimensions))]
              found[" + ".join(matches)] = matches
              return " + ".join(matches)

          labels = jax.tree_util.tree_map_with_path(of, parameters)
          for each in PATTERNS:
              if not each.startswith("@") and not any(each in matches for matches in found.values()):
                  raise ValueError(f"no parameter matches {each}")
          return labels, found
      """;

  private final Exported exported;
  private final Map<String, String> words; // Optax' for each number of ours

  OptaxGroups(Exported exported, Map<String, String> words) throws Inexpressible {
    this.exported = exported;
    this.words = words;
    for (ExportedGroup group : exported.groups()) {
      boolean still = group.isFrozen() || (group.first() != null && group.first() == 0);
      if ((group.first() != null && !still) || group.last() != null) {
        throw new Inexpressible(
            "its group \"%s\" is frozen for a time, and optax would average its gradients then"
                .formatted(group.pattern()));
      }
      for (Map.Entry<String, Term> each : group.numbers().entrySet()) {
        if (!words.containsKey(each.getKey())) {
          throw new Inexpressible(
              "optax has no %s for a group of %s's parameters"
                  .formatted(each.getKey(), exported.optimizer()));
        }
        if (isCoupled() && each.getKey().equals("weight-decay") && moves(each.getValue())) {
          throw new Inexpressible(
              "optax has no schedule for " + exported.optimizer() + "'s weight-decay");
        }
      }
    }
  }

  private boolean isCoupled() {
    return words.getOrDefault("weight-decay", "").isEmpty();
  }

  private static boolean moves(Term term) {
    return !(term instanceof Term.Num);
  }

  /** Whether any of the optimizer's numbers moves, in a group or without. */
  private boolean anyMoves() {
    return !exported.scheduled().isEmpty()
        || exported.groups().stream()
            .anyMatch(group -> group.numbers().values().stream().anyMatch(OptaxGroups::moves));
  }

  private boolean freezes() {
    return exported.groups().stream().anyMatch(ExportedGroup::isFrozen);
  }

  /** The functions that find the groups and make what moves each of them. */
  String functions(Map<String, String> values) {
    List<String> patterns = new ArrayList<>();
    for (ExportedGroup group : exported.groups()) {
      String pattern = PythonCode.quoted(group.pattern());
      if (!patterns.contains(pattern)) {
        patterns.add(pattern);
      }
    }
    return "\n\nPATTERNS = ["
        + String.join(", ", patterns)
        + "]\n\n\n"
        + TorchGroups.FITS
        + "\n\n"
        + DecayMask.KINDS
        + "\n\n"
        + SPLIT
        + (freezes() ? stays() : "")
        + part(values);
  }

  private String stays() {
    StringBuilder text = new StringBuilder("\n\ndef stays(matches):\n");
    text.append("    \"\"\"Whether parameters that match these patterns never move.\"\"\"\n");
    text.append("    frozen = False\n");
    for (ExportedGroup group : exported.groups()) {
      if (group.first() != null) {
        text.append("    if ").append(PythonCode.quoted(group.pattern())).append(" in matches:\n");
        text.append("        frozen = ").append(group.isFrozen() ? "True\n" : "False\n");
      }
    }
    return text.append("    return frozen\n").toString();
  }

  /** A function that makes the transformation of those that match some patterns. */
  private String part(Map<String, String> values) {
    StringBuilder text = new StringBuilder("\n\ndef make_part(matches):\n");
    text.append("    \"\"\"What moves the parameters that match these patterns.\"\"\"\n");
    if (freezes()) {
      text.append("    if stays(matches):\n        return optax.set_to_zero()\n");
    }
    List<String> own = new ArrayList<>();
    values.forEach((its, value) -> own.add("\"" + its + "\": " + value));
    text.append("    factors, numbers = [], {").append(String.join(", ", own)).append("}\n");
    exported.groups().forEach(group -> text.append(settings(group)));
    text.append(
        """

            def own_rate(t):
                own = rate(t)
                for factor in factors:
                    own = own * factor(t)
                return own

        """);
    String type = "optax." + exported.optimizer();
    String call =
        anyMoves()
            ? "optax.inject_hyperparams(" + type + ")(learning_rate=own_rate, **numbers)"
            : type + "(own_rate, **numbers)";
    if (isCoupled()) {
      text.append("    decay = numbers.pop(\"weight_decay\")\n");
      call = "optax.chain(optax.add_decayed_weights(decay), " + call + ")";
    }
    return text.append("    return ").append(call).append('\n').toString();
  }

  private String settings(ExportedGroup group) {
    StringBuilder text = new StringBuilder();
    if (!group.factor().equals(Term.of(1))) {
      text.append("        factors.append(")
          .append(
              moves(group.factor())
                  ? group.function("rate")
                  : "lambda t: " + Dialect.JAX.write(group.factor()))
          .append(")\n");
    }
    group
        .numbers()
        .forEach(
            (name, term) -> {
              String its = words.getOrDefault(name, "");
              text.append("        numbers[\"")
                  .append(its.isEmpty() ? "weight_decay" : its)
                  .append("\"] = ")
                  .append(moves(term) ? group.function(name) : Dialect.JAX.write(term))
                  .append('\n');
            });
    return text.isEmpty()
        ? ""
        : "    if " + PythonCode.quoted(group.pattern()) + " in matches:\n" + text;
  }

  /**
   * The function that makes the optimizer.
   *
   * @param clips what is done to the gradients before
   */
  String maker(List<String> clips) {
    List<String> parts = new ArrayList<>(clips);
    StringBuilder text = new StringBuilder("\n\ndef make_optimizer(parameters):\n");
    text.append(
        "    \"\"\"For these parameters, whose names and dimensions say what moves them.\"\"\"\n");
    text.append("    labels, found = split(parameters)\n");
    text.append("    parts = {label: make_part(matches) for label, matches in found.items()}\n");
    if (freezes() && !clips.isEmpty()) {
      text.append(
          "    still = jax.tree_util.tree_map(lambda label: stays(found[label]), labels)\n");
      parts.add(0, "optax.masked(optax.set_to_zero(), still)");
    }
    String all = "optax.multi_transform(parts, labels)";
    parts.add(all);
    return text.append("    return ")
        .append(parts.size() > 1 ? "optax.chain(" + String.join(", ", parts) + ")" : all)
        .append('\n')
        .toString();
  }
}
