package dev.rubato.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Groups of parameters in PyTorch: how they are found, and what is set for them at each step. */
final class TorchGroups {
  static final String FITS =
      """
      def fits(pattern, name, kinds):
          parts = [part.strip().replace("[", "[[]") for part in pattern.split(",")]
          return any(part in kinds or fnmatch.fnmatchcase(name, part) for part in parts)
      """;

  private static final String KINDS =
      """
      def kinds(module, name, parameter):
          \"""What a parameter is, besides its name.\"""
          layer, bias = type(module).__name__, name.endswith("bias")
          if "Norm" in layer:
              found = {"@norm", "@shift" if bias else "@scale"}
          elif "Embedding" in layer:
              found = {"@embedding"}
          else:
              found = {"@bias" if bias else "@weight"}
          return found | {"@vector"} if parameter.dim() <= 1 else found
      """;

  private static final String SPLIT =
      """
      def split(model):
          \"""The model's parameters, those together that match the same patterns.\"""
          parts, seen = {}, set()
          for prefix, module in model.named_modules():
              for name, parameter in module.named_parameters(prefix, recurse=False):
                  if parameter.requires_grad and id(parameter) not in seen:
                      seen.add(id(parameter))
                      of = kinds(module, name, parameter)
                      matches = tuple(each for each in PATTERNS if fits(each, name, of))
                      parts.setdefault(matches, []).append(parameter)
          for each in PATTERNS:
              if not each.startswith("@") and not any(each in matches for matches in parts):
                  raise ValueError(f"no parameter of the model matches {each}")
          return [{"params": own, "matches": list(matches)} for matches, own in parts.items()]
      """;

  private TorchGroups() {}

  /** The functions that find them. */
  static String functions(Exported exported) {
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
        + FITS
        + "\n\n"
        + KINDS
        + "\n\n"
        + SPLIT;
  }

  /** The body of a function that gives {@code group} all numbers of step {@code t} that move. */
  static List<String> moves(Exported exported, TorchOptimizer optimizer) throws Inexpressible {
    List<String> lines = new ArrayList<>();
    lines.add("group[\"lr\"] = " + PythonCode.call("rate", exported.rate()));
    lines.addAll(optimizer.moves(exported, "group"));
    boolean freezes = false;
    for (ExportedGroup group : exported.groups()) {
      freezes |= group.first() != null || group.last() != null;
    }
    if (freezes) {
      lines.add("first, last = 0, math.inf");
    }
    for (ExportedGroup group : exported.groups()) {
      lines.add("if " + PythonCode.quoted(group.pattern()) + " in group[\"matches\"]:");
      int before = lines.size();
      if (!group.factor().equals(Term.of(1))) {
        lines.add("    group[\"lr\"] *= " + value(group, "rate", group.factor()));
      }
      for (Map.Entry<String, Term> each : group.numbers().entrySet()) {
        String set = optimizer.set(each.getKey(), value(group, each.getKey(), each.getValue()));
        if (!set.isEmpty()) {
          lines.add("    " + set);
        }
      }
      if (group.first() != null) {
        lines.add("    first = " + (group.isFrozen() ? "math.inf" : group.first()));
      }
      if (group.last() != null) {
        lines.add("    last = " + group.last());
      }
      if (lines.size() == before) {
        lines.remove(before - 1); // it says what is so anyway
      }
    }
    if (freezes) {
      lines.add("moves = first <= t < last");
      lines.add("if group[\"params\"][0].requires_grad != moves:");
      lines.add("    for parameter in group[\"params\"]:");
      lines.add("        parameter.requires_grad_(moves)");
      lines.add("        parameter.grad = None");
    }
    return lines;
  }

  private static String value(ExportedGroup group, String number, Term term) {
    return term instanceof Term.Num constant
        ? Dialect.PYTHON.number(constant.value())
        : PythonCode.call(group.function(number), term);
  }
}
