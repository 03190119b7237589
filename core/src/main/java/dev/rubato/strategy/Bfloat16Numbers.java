package dev.rubato.strategy;

/**
 * Floats without the lower half of their bits: the range of floats, in steps of 1/128 to 1/256. An
 * int holds two numbers: as {@link dev.rubato.optimizer.HalvesKernel} reads them, or those that are
 * half a piece apart, whose loops the compiler vectorizes.
 *
 * <p>What is not finite stays so. A float above the largest that can be kept, by less than 1/256 of
 * it, becomes that or infinite by chance.
 */
final class Bfloat16Numbers extends CompactNumbers {
  private final int group;

  /**
   * Numbers that are 0.
   *
   * @param group how many in lower halves come before those in upper halves
   */
  Bfloat16Numbers(int length, int group) {
    super(length, 2, ints(length % CompactRoom.PIECE, group));
    this.group = group;
  }

  /** How many ints the first numbers of a piece take. */
  private static int ints(int count, int group) {
    return count / (2 * group) * group + Math.min(count % (2 * group), group);
  }

  @Override
  void decode(int piece, int count, CompactRoom room) {
    room.loops.unpack(room.words, room.bits, ints(count, group), group);
  }

  @Override
  void encode(int piece, int count, int key, CompactRoom room) {
    int first = Chance.place(key, piece);
    room.loops.pack(room.bits, first, room.words, ints(count, group), group);
  }
}
