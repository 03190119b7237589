package dev.rubato.lab;

import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.ParameterKind;
import java.util.List;
import java.util.Locale;

/**
 * A parameter of a task's network, as the patterns of groups find it.
 *
 * @param names at least one, the first being the one that is shown
 * @param kind what it is in its layer
 * @param shape its lengths, none for a single number
 */
public record TaskParameter(List<String> names, ParameterKind kind, List<Integer> shape) {
  public TaskParameter {
    names = List.copyOf(names);
    shape = List.copyOf(shape);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a parameter must have a name");
    }
  }

  /** The name that is shown. */
  public String name() {
    return names.get(0);
  }

  /** Whether a group's pattern finds it. */
  public boolean isIn(ParameterGroup group) {
    return group.matches(names, kind, shape.size());
  }

  /** {@code 02Conv2d_weight, weight 8 × 1 × 3 × 3}. */
  @Override
  public String toString() {
    String lengths =
        shape.isEmpty() ? "1" : String.join(" × ", shape.stream().map(n -> "" + n).toList());
    return name() + ", " + kind.name().toLowerCase(Locale.ROOT) + " " + lengths;
  }
}
