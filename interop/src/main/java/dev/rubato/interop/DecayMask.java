package dev.rubato.interop;

import java.util.ArrayList;
import java.util.List;

/** Groups that say only where there is no weight decay, for targets that have a mask for it. */
final class DecayMask {
  static final String KINDS =
      """
      def kinds(name, dimensions):
          \"""What a parameter is, by the names that layers have.\"""
          layer, _, last = name.rpartition(".")
          if last in ("gamma", "beta", "scale") or "norm" in layer.rpartition(".")[2].lower():
              found = {"@norm", "@shift" if last in ("beta", "bias") else "@scale"}
          elif last in ("embedding", "embeddings"):
              found = {"@embedding"}
          else:
              found = {"@bias" if last in ("bias", "b") else "@weight"}
          return found | {"@vector"} if dimensions <= 1 else found
      """;

  private static final String DECAYS =
      """
      def decays(name, dimensions):
          \"""Whether a parameter has weight decay: one that matches no pattern has.\"""
          return not any(fits(each, name, kinds(name, dimensions)) for each in PATTERNS)
      """;

  private DecayMask() {}

  /** Whether groups say nothing else. */
  static boolean isAll(Exported exported) {
    return exported.groups().stream().allMatch(ExportedGroup::isWithoutDecay);
  }

  /** A function that says of a name whether it has weight decay; nothing without groups. */
  static String functions(Exported exported) {
    if (exported.groups().isEmpty()) {
      return "";
    }
    List<String> patterns = new ArrayList<>();
    exported.groups().forEach(group -> patterns.add(PythonCode.quoted(group.pattern())));
    return "\n\nPATTERNS = [%s]\n\n\n".formatted(String.join(", ", patterns))
        + TorchGroups.FITS
        + "\n\n"
        + KINDS
        + "\n\n"
        + DECAYS;
  }
}
