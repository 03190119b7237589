package dev.rubato.strategy;

import dev.rubato.optimizer.DirectMemory;
import dev.rubato.optimizer.FiniteLanes;
import dev.rubato.optimizer.ThreadArrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a number in a gradient that is not finite, as fast as it can be read.
 *
 * <p>Pieces of the gradient are copied to one place and added up there number by number, which the
 * compiler vectorizes, as it does no sum of one array. A sum with a number that is not finite is
 * not finite; one without may overflow, and is looked at more closely then. With {@code
 * jdk.incubator.vector} they are added up where they are, from the beginning of a line of memory
 * on: one vector then needs one line, and not two.
 */
final class FiniteCheck {
  private static final int PIECE = 1024;

  private final float[] piece = ThreadArrays.floats(PIECE);
  private final float[] sums = ThreadArrays.floats(PIECE);
  private final @Nullable FiniteLanes lanes = DirectMemory.isReachable() ? new FiniteLanes() : null;

  /** Whether a stretch of a tensor's gradient is finite. */
  boolean passes(Tensor tensor, int from, int length) {
    if (length < PIECE) {
      return areFinite(tensor, from, length);
    }
    float @Nullable [] array = tensor.gradientArray();
    DirectMemory direct = tensor.directGradient();
    int head;
    int whole;
    float sum;
    if (lanes != null && array != null) {
      head = DirectMemory.toLineOfArray(from);
      whole = whole(length - head);
      sum = lanes.sum(array, from + head, whole);
    } else if (lanes != null && direct != null) {
      head = direct.toLine(from);
      whole = whole(length - head);
      sum = lanes.sum(direct, from + head, whole);
    } else {
      return piecesAreFinite(tensor, from, length) || eachIsFinite(tensor, from, length);
    }
    int after = from + head + whole;
    boolean finite =
        Float.isFinite(sum)
            && areFinite(tensor, from, head)
            && areFinite(tensor, after, from + length - after);
    return finite || eachIsFinite(tensor, from, length);
  }

  private static int whole(int length) {
    return length - length % FiniteLanes.together();
  }

  private boolean areFinite(Tensor tensor, int from, int length) {
    tensor.readGradient(from, sums, length);
    return areFinite(sums, length);
  }

  private boolean piecesAreFinite(Tensor tensor, int from, int length) {
    int end = from + length;
    tensor.readGradient(from, sums, PIECE);
    int at = from + PIECE;
    for (; at <= end - PIECE; at += PIECE) {
      tensor.readGradient(at, piece, PIECE);
      add(PIECE);
    }
    tensor.readGradient(at, piece, end - at);
    add(end - at);
    return halvesAreFinite();
  }

  private void add(int count) {
    float[] to = sums;
    float[] what = piece;
    for (int i = 0; i < count; i++) {
      to[i] += what[i];
    }
  }

  /** Whether the sums are finite, added up by halves: each loop with a distance that is known. */
  private boolean halvesAreFinite() {
    float[] x = sums;
    for (int i = 0; i < 512; i++) {
      x[i] += x[i + 512];
    }
    for (int i = 0; i < 256; i++) {
      x[i] += x[i + 256];
    }
    for (int i = 0; i < 128; i++) {
      x[i] += x[i + 128];
    }
    return areFinite(x, 128);
  }

  private boolean eachIsFinite(Tensor tensor, int from, int length) {
    for (int done = 0; done < length; done += PIECE) {
      int count = Math.min(PIECE, length - done);
      tensor.readGradient(from + done, piece, count);
      if (!areFinite(piece, count)) {
        return false;
      }
    }
    return true;
  }

  private static boolean areFinite(float[] x, int length) {
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(x[i])) {
        return false;
      }
    }
    return true;
  }
}
