package dev.rubato.djl;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.util.Pair;
import dev.rubato.strategy.ParameterGroup;
import dev.rubato.strategy.ParameterKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The parameters of a block, each once, whatever it is called: DJL lists one that two layers share
 * under two names.
 */
final class BlockParameters {
  private BlockParameters() {}

  /**
   * A parameter.
   *
   * @param name the first that the block has for it
   * @param otherNames those that it has beside
   * @param ids DJL's; several where parameters were given one array
   */
  record Named(
      String name,
      List<String> otherNames,
      List<String> ids,
      Parameter parameter,
      ParameterKind kind) {

    /** Whether a group applies to it. */
    boolean isIn(ParameterGroup group) {
      return isIn(group, kind);
    }

    /** Whether a group applies to this average, by its name or as part of a normalization. */
    boolean hasStatisticsIn(ParameterGroup group) {
      return isIn(group, kind)
          || isIn(group, ParameterKind.SCALE)
          || isIn(group, ParameterKind.SHIFT);
    }

    private boolean isIn(ParameterGroup group, ParameterKind as) {
      List<String> names = new ArrayList<>(otherNames);
      names.add(name);
      return group.matches(names, as, dimensions());
    }

    /** How many it has; of one that is not there yet, those of its type. */
    private int dimensions() {
      if (parameter.isInitialized()) {
        return parameter.getArray().getShape().dimension();
      }
      return parameter.getType() == Parameter.Type.WEIGHT ? 2 : 1;
    }

    /** Whether it is an average of the data, such as batch normalization keeps. */
    boolean isStatistic() {
      return parameter.getType() == Parameter.Type.RUNNING_MEAN
          || parameter.getType() == Parameter.Type.RUNNING_VAR;
    }
  }

  /** All parameters, in the block's order. */
  static List<Named> of(Block block) {
    Set<Parameter> embeddings = Collections.newSetFromMap(new IdentityHashMap<>());
    collectEmbeddings(block, embeddings);
    IdentityHashMap<Object, Named> known = new IdentityHashMap<>();
    List<Named> all = new ArrayList<>();
    for (Pair<String, Parameter> pair : block.getParameters()) {
      Parameter parameter = pair.getValue();
      Object one = parameter.isInitialized() ? parameter.getArray() : parameter;
      Named first = known.get(one);
      if (first == null) {
        ParameterKind kind =
            embeddings.contains(parameter) ? ParameterKind.EMBEDDING : kind(parameter.getType());
        Named named =
            new Named(pair.getKey(), new ArrayList<>(), new ArrayList<>(), parameter, kind);
        named.ids().add(parameter.getId());
        known.put(one, named);
        all.add(named);
      } else {
        first.otherNames().add(pair.getKey());
        if (!first.ids().contains(parameter.getId())) {
          first.ids().add(parameter.getId());
        }
      }
    }
    return all;
  }

  private static void collectEmbeddings(Block block, Set<Parameter> into) {
    if (block instanceof Embedding) {
      into.addAll(block.getDirectParameters().values());
    }
    block.getChildren().values().forEach(child -> collectEmbeddings(child, into));
  }

  /** What DJL's type is to a group. */
  static ParameterKind kind(Parameter.Type type) {
    return switch (type) {
      case WEIGHT -> ParameterKind.WEIGHT;
      case BIAS -> ParameterKind.BIAS;
      case GAMMA -> ParameterKind.SCALE;
      case BETA -> ParameterKind.SHIFT;
      default -> ParameterKind.OTHER;
    };
  }
}
