package dev.rubato.strategy;

import org.jspecify.annotations.Nullable;

/**
 * A chunk of a tensor as one thread works on it: values and gradient in arrays that are indexed as
 * its state is. Where the tensor's own arrays can't be, they are copied here and back.
 */
final class ChunkWindow {
  private final Clip clip;
  private final float[] ownValues;
  private final float[] ownGradient;
  private final float[] kept;
  private final FiniteCheck finiteCheck = new FiniteCheck();
  float[] p;
  float[] g;
  int from;
  int to;

  /**
   * A window for chunks up to a length.
   *
   * @param longest the longest chunk that has to be copied
   * @param longestKept the longest that may have to be kept
   */
  ChunkWindow(Clip clip, int longest, int longestKept) {
    this.clip = clip;
    this.ownValues = new float[longest];
    this.ownGradient = new float[longest];
    this.kept = new float[longestKept];
    this.p = ownValues;
    this.g = ownGradient;
  }

  /** Looks at a chunk's values. */
  void openValues(TensorState member, int chunk) {
    place(member, chunk);
    float @Nullable [] array = member.tensor().array();
    if (member.inPlace() && array != null) {
      p = array;
    } else {
      p = ownValues;
      member.tensor().read(member.start(chunk), p, to);
    }
  }

  /** Looks at a chunk's gradient as it is. */
  void openGradient(TensorState member, int chunk) {
    place(member, chunk);
    float @Nullable [] array = member.tensor().gradientArray();
    if (member.inPlace() && array != null) {
      g = array;
    } else {
      g = ownGradient;
      member.tensor().readGradient(member.start(chunk), g, to);
    }
  }

  /** Whether a chunk's gradient is finite. */
  boolean gradientIsFinite(TensorState member, int chunk) {
    return finiteCheck.passes(member.tensor(), member.start(chunk), member.length(chunk));
  }

  /** Looks at a chunk's values, and its gradient as clipping leaves it. */
  void open(TensorState member, int chunk) {
    openValues(member, chunk);
    openGradient(member, chunk);
    if (!member.inPlace()) {
      clip.apply(g, to);
    }
  }

  /** Remembers the values as they are. */
  void keep() {
    System.arraycopy(p, from, kept, 0, to - from);
  }

  /** Makes the values what they were. */
  void undo() {
    System.arraycopy(kept, 0, p, from, to - from);
  }

  /** Puts changed values where they belong. */
  void store(TensorState member, int chunk) {
    if (!member.inPlace()) {
      member.tensor().write(member.start(chunk), p, 0, to);
    }
  }

  private void place(TensorState member, int chunk) {
    from = member.inPlace() ? member.start(chunk) : 0;
    to = from + member.length(chunk);
  }
}
