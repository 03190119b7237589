package dev.rubato.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The values of a block's parameters as they were, to be put back; gradients become 0. */
final class KeptParameters {
  private final List<Kept> all = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(NDArray array, float[] values) {}

  /** Copies the parameters that fit. */
  KeptParameters(Block block, Predicate<BlockParameters.Named> which) {
    for (BlockParameters.Named named : BlockParameters.of(block)) {
      NDArray array = named.parameter().getArray();
      if (which.test(named) && array.getDataType() == DataType.FLOAT32) {
        all.add(new Kept(array, ParameterMemory.read(array)));
      }
    }
  }

  void restore() {
    for (Kept each : all) {
      ParameterMemory.write(each.array, each.values);
      ParameterMemory.zeroGradient(each.array);
    }
  }
}
