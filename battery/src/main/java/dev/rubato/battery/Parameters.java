package dev.rubato.battery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of one training by their names, which its graphs have in common. */
final class Parameters {
  private final Dice dice;
  private final double scale;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Weights> weights = new ArrayList<>();

  /**
   * None yet.
   *
   * @param dice of the initial values
   * @param scale by which graphs multiply each parameter: the gradient is as much larger, and the
   *     initial value as much smaller
   */
  Parameters(Dice dice, double scale) {
    this.dice = dice;
    this.scale = scale;
  }

  double scale() {
    return scale;
  }

  /** The parameter of this name; if it is new, normal with this deviation around this mean. */
  Node get(String name, int rows, int columns, double mean, double deviation) {
    Node known = nodes.get(name);
    if (known != null) {
      return known;
    }
    Node made = new Node(rows, columns, true);
    for (int i = 0; i < made.value.length; i++) {
      made.value[i] = (float) ((mean + (deviation == 0 ? 0 : deviation * dice.normal())) / scale);
    }
    nodes.put(name, made);
    int[] shape = rows == 1 ? new int[] {columns} : new int[] {rows, columns};
    weights.add(new Weights(name, made.value, made.gradient, false, shape));
    return made;
  }

  /** Numbers that are no parameter, but which the training needs to go on, such as averages. */
  Node state(String name, int columns, float initial) {
    Node known = nodes.get(name);
    if (known != null) {
      return known;
    }
    Node made = new Node(1, columns, false);
    Arrays.fill(made.value, initial);
    nodes.put(name, made);
    weights.add(new Weights(name, made.value, new float[columns], true, columns));
    return made;
  }

  List<Weights> weights() {
    return List.copyOf(weights);
  }
}
