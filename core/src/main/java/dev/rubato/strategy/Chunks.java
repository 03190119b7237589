package dev.rubato.strategy;

import dev.rubato.optimizer.MeasuringKernel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The chunks of all tensors, and the parts of work that threads take them in. */
final class Chunks {
  /** In the order in which what was summed over them is added up. */
  final Chunk[] all;

  private final int[] ends; // of the parts, among the chunks

  /** A stretch of one tensor, and what was summed over it. */
  static final class Chunk {
    final TensorState state;
    final int number;

    /** What a {@link MeasuringKernel} summed. */
    final double[] sums;

    /** What an {@link UpdateRule} summed. */
    final double[] updateSums = new double[UpdateRule.SUMS];

    /** Whether it was measured when its gradient was inspected. */
    boolean measured;

    /** Whether the gradient is finite. */
    boolean finite;

    /** The sum of the squared gradient, where the norm is asked for. */
    double squares;

    Chunk(TensorState state, int number) {
      this.state = state;
      this.number = number;
      boolean measures = state.matrixKernel() == null;
      this.sums =
          measures && state.kernel() instanceof MeasuringKernel kernel
              ? new double[kernel.sums()]
              : new double[0];
    }
  }

  /** Of tensors that Java reaches. */
  Chunks(List<TensorState> states) {
    this.all =
        states.stream()
            .flatMap(
                state ->
                    Stream.iterate(0, i -> i < state.chunks(), i -> i + 1)
                        .map(i -> new Chunk(state, i)))
            .toArray(Chunk[]::new);
    this.ends = ends(all);
  }

  /** Large chunks are done one by one, small ones several at once. */
  private static int[] ends(Chunk[] chunks) {
    int[] ends = new int[chunks.length];
    int count = 0;
    int size = 0;
    for (int i = 0; i < chunks.length; i++) {
      size += chunks[i].state.length(chunks[i].number);
      if (size >= Tensor.BLOCK || i == chunks.length - 1) {
        ends[count++] = i + 1;
        size = 0;
      }
    }
    return Arrays.copyOf(ends, count);
  }

  /** How many parts there are. */
  int parts() {
    return ends.length;
  }

  /** The first chunk of a part. */
  int begin(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }

  /** The chunk after a part's last one. */
  int end(int part) {
    return ends[part];
  }
}
