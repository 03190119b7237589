package dev.rubato.strategy;

import dev.rubato.optimizer.HalvesKernel;

/**
 * Floats without the lower half of their bits: the range of floats, in steps of 1/128 to 1/256. An
 * int holds two numbers, as {@link HalvesKernel} reads them.
 *
 * <p>What is not finite stays so. A float above the largest that can be kept, by less than 1/256 of
 * it, becomes that or infinite by chance.
 */
final class Bfloat16Numbers extends CompactNumbers {
  private static final int GROUP = HalvesKernel.GROUP;

  Bfloat16Numbers(int length) {
    super(length, 2, ints(length % CompactRoom.PIECE));
  }

  /** How many ints the first numbers of a piece take. */
  private static int ints(int count) {
    return count / (2 * GROUP) * GROUP + Math.min(count % (2 * GROUP), GROUP);
  }

  @Override
  void decode(int piece, int count, CompactRoom room) {
    room.loops.unpack(room.words, room.bits, ints(count));
  }

  @Override
  void encode(int piece, int count, int key, CompactRoom room) {
    int first = Chance.place(key, piece);
    room.loops.pack(room.bits, Chance.table(), first, room.words, ints(count));
  }
}
