package dev.rubato.strategy;

import dev.rubato.optimizer.BitsKernel;
import dev.rubato.optimizer.HalvesKernel;
import dev.rubato.optimizer.Sums;
import dev.rubato.optimizer.ThreadArrays;
import java.util.stream.Stream;
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
  private final CompactRoom room;
  private final float[][] slots; // of states that are kept in fewer bytes
  private final FiniteCheck finiteCheck = new FiniteCheck();

  @SuppressWarnings("unused")
  private float fetched;

  float[] p;
  float[] g;
  int from;
  int to;

  /**
   * A window for chunks up to a length.
   *
   * @param longest the longest chunk that has to be copied
   * @param longestKept the longest that may have to be kept
   * @param slots how many are kept in fewer bytes, at most
   */
  ChunkWindow(Clip clip, int longest, int longestKept, int slots) {
    this.clip = clip;
    this.ownValues = ThreadArrays.floats(longest);
    this.ownGradient = ThreadArrays.floats(longest);
    this.kept = ThreadArrays.floats(longestKept);
    this.slots =
        Stream.generate(() -> ThreadArrays.floats(longest)).limit(slots).toArray(float[][]::new);
    this.room = slots > 0 ? new CompactRoom() : CompactRoom.UNUSED;
    this.p = ownValues;
    this.g = ownGradient;
  }

  /** Looks at a chunk's values. */
  void openValues(TensorState state, int chunk) {
    place(state, chunk);
    float @Nullable [] array = state.tensor().array();
    if (state.inPlace() && array != null) {
      p = array;
    } else {
      p = ownValues;
      state.tensor().read(state.start(chunk), p, to);
    }
  }

  /** Looks at a chunk's gradient as it is. */
  void openGradient(TensorState state, int chunk) {
    place(state, chunk);
    float @Nullable [] array = state.tensor().gradientArray();
    if (state.inPlace() && array != null) {
      g = array;
    } else {
      g = ownGradient;
      state.tensor().readGradient(state.start(chunk), g, to);
    }
  }

  /** The sum of the squares of a chunk's gradient as it is. */
  double squares(TensorState state, int chunk, Sums sums) {
    float @Nullable [] array = state.tensor().gradientArray();
    if (array != null) {
      int start = state.start(chunk);
      return sums.ofSquares(array, start, start + state.length(chunk));
    }
    openGradient(state, chunk);
    return sums.ofSquares(g, from, to);
  }

  /** Whether a chunk's gradient is finite. */
  boolean gradientIsFinite(TensorState state, int chunk) {
    return finiteCheck.passes(state.tensor(), state.start(chunk), state.length(chunk));
  }

  /** Brings what is unpacked next near: the memory gives several at once sooner. */
  private void fetch(TensorState state, int start, int length) {
    float sum = state.tensor().fetch(start, length);
    for (CompactNumbers each : state.memory().compact()) {
      sum += each.fetch(start, length);
    }
    fetched = sum; // or else the compiler would leave out the loops
  }

  /** Looks at a chunk's values, and its gradient as clipping leaves it. */
  void open(TensorState state, int chunk) {
    if (state.memory().isCompact()) {
      fetch(state, state.start(chunk), state.length(chunk));
    }
    openValues(state, chunk);
    openGradient(state, chunk);
    if (!state.inPlace()) {
      clip.apply(g, to);
      UnitClip unitClip = state.unitClip();
      if (unitClip != null) {
        unitClip.apply(g, state.start(chunk), to);
      }
      if (state.group().rule().couplesDecay()) {
        float decay = (float) state.group().weightDecay();
        for (int i = 0; i < to; i++) {
          g[i] += decay * p[i];
        }
      }
    }
  }

  /** Looks at a chunk's values, and its gradient as clipping leaves its signs. */
  void openUpdate(TensorState state, int chunk) {
    openValues(state, chunk);
    openGradient(state, chunk);
    if (!state.inPlace()) {
      clip.apply(g, to);
    }
  }

  /** A chunk's slots as they are indexed with the values. */
  float[][] openSlots(TensorState state, int chunk) {
    OptimizerState memory = state.memory();
    if (!memory.isCompact()) {
      return memory.slots(chunk);
    }
    memory.read(state.start(chunk), state.length(chunk), slots, room);
    return slots;
  }

  /**
   * Puts a chunk's slots where they are kept.
   *
   * @param t how many updates were made before
   * @param pass which time it is in this update
   */
  void storeSlots(TensorState state, int chunk, long t, int pass) {
    if (state.memory().isCompact()) {
      int start = state.start(chunk);
      String name = state.tensor().name();
      state.memory().write(start, state.length(chunk), slots, name, t, pass, room);
    }
  }

  /**
   * Moves a chunk whose state is kept in fewer bytes as it is, a piece at a time. What is not in
   * arrays is copied here and back.
   *
   * @param t how many updates were made before
   * @return false, and nothing was done, where that can't be
   */
  boolean moveCompact(TensorState state, int chunk, long t) {
    int length = state.length(chunk);
    if (!state.movesCompact() || length % CompactRoom.PIECE != 0) {
      return false;
    }
    int start = state.start(chunk);
    Tensor tensor = state.tensor();
    float @Nullable [] array = tensor.array();
    float @Nullable [] gradient = tensor.gradientArray();
    if (array != null && gradient != null) {
      movePieces(state, array, gradient, start, start, length, t);
    } else {
      fetch(state, start, length);
      tensor.read(start, ownValues, length);
      tensor.readGradient(start, ownGradient, length);
      movePieces(state, ownValues, ownGradient, 0, start, length, t);
      tensor.write(start, ownValues, 0, length);
    }
    return true;
  }

  /** Moves what is in arrays from {@code at} on, and from {@code start} on in its tensor. */
  private void movePieces(
      TensorState state, float[] values, float[] grad, int at, int start, int length, long t) {
    String name = state.tensor().name();
    for (int done = 0; done < length; done += CompactRoom.PIECE) {
      int piece = (start + done) / CompactRoom.PIECE;
      for (int slot = 0; slot < 2; slot++) {
        room.places[slot] = Chance.place(Chance.key(name, slot, t, 1), piece);
      }
      if (state.movesHalves()) {
        moveHalves(state, values, grad, at + done, piece);
      } else {
        moveBytes(state, values, grad, at + done, piece);
      }
    }
  }

  private void moveHalves(TensorState state, float[] values, float[] grad, int from, int piece) {
    HalvesKernel kernel = (HalvesKernel) state.kernel();
    int[][] words = state.memory().words();
    room.places[0] /= 2; // two chances in an int
    room.places[1] /= 2;
    int place = piece * (CompactRoom.PIECE / 2);
    kernel.updateHalves(values, grad, from, words, place, Chance.pairs(), room.places);
  }

  private void moveBytes(TensorState state, float[] values, float[] grad, int from, int piece) {
    BitsKernel kernel = (BitsKernel) state.kernel();
    Int8Numbers means = (Int8Numbers) state.memory().compact()[0];
    Int8Numbers squares = (Int8Numbers) state.memory().compact()[1];
    fetch(state, piece * CompactRoom.PIECE, CompactRoom.PIECE);
    int[][] blocks = room.blocks;
    for (int i = 0; i < CompactRoom.PIECE / CompactNumbers.BLOCK; i++) {
      means.give(piece, i, blocks[0], room.bytes);
      squares.give(piece, i, blocks[1], room.bytes);
      kernel.updateBits(values, grad, from + i * CompactNumbers.BLOCK, blocks);
      means.take(piece, i, blocks[0], room.places[0], room.bytes);
      squares.take(piece, i, blocks[1], room.places[1], room.bytes);
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
  void store(TensorState state, int chunk) {
    if (!state.inPlace()) {
      state.tensor().write(state.start(chunk), p, 0, to);
    }
  }

  private void place(TensorState state, int chunk) {
    from = state.inPlace() ? state.start(chunk) : 0;
    to = from + state.length(chunk);
  }
}
