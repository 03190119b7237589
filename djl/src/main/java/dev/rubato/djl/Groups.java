package dev.rubato.djl;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import dev.rubato.strategy.ParameterGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parameter groups in DJL's terms.
 *
 * <pre>{@code
 * builder.groups(Groups.layerwise(block, 0.8))
 *     .groups(Groups.ofType(Parameter.Type.BIAS, Parameter.Type.GAMMA, Parameter.Type.BETA)
 *         .weightDecay(0));
 * }</pre>
 */
public final class Groups {
  private Groups() {}

  /**
   * All parameters of some of DJL's types. Where there are none, the group changes nothing.
   *
   * @param types WEIGHT, BIAS, GAMMA or BETA, at least one
   */
  public static ParameterGroup ofType(Parameter.Type... types) {
    List<String> kinds = new ArrayList<>();
    for (Parameter.Type type : types) {
      if (type == Parameter.Type.RUNNING_MEAN
          || type == Parameter.Type.RUNNING_VAR
          || type == Parameter.Type.OTHER) {
        throw new IllegalArgumentException(
            type + " has no group: types that are trained are WEIGHT, BIAS, GAMMA and BETA");
      }
      kinds.add("@" + BlockParameters.kind(type).name().toLowerCase(Locale.ROOT));
      if (type == Parameter.Type.WEIGHT) {
        kinds.add("@embedding"); // DJL has no type of their own for them
      }
    }
    return ParameterGroup.of(String.join(", ", kinds)).mayBeEmpty();
  }

  /**
   * A group for each layer of a block, whose rates fall by a factor from each to the one before it:
   * the last moves at the strategy's rate. Layers are the block's children that have parameters;
   * where there is only one, its children.
   *
   * @param factor such as 0.8
   */
  public static ParameterGroup[] layerwise(Block block, double factor) {
    List<String> layers = layers(block, "");
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("the block has no layer with parameters");
    }
    return ParameterGroup.layerwise(layers, factor).toArray(ParameterGroup[]::new);
  }

  private static List<String> layers(Block block, String prefix) {
    List<String> layers = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Pair<String, Block> child : block.getChildren()) {
      if (!child.getValue().getParameters().isEmpty()) {
        layers.add(prefix + child.getKey() + "_*");
        names.add(prefix + child.getKey() + "_");
        blocks.add(child.getValue());
      }
    }
    if (layers.size() == 1) {
      List<String> inside = layers(blocks.get(0), names.get(0));
      return inside.isEmpty() ? layers : inside;
    }
    return layers;
  }
}
