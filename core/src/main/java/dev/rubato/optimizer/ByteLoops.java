package dev.rubato.optimizer;

/**
 * The loops over a block of 256 numbers of 8 bits that share a scale: for one thread.
 *
 * <p>A number is a byte of an int: a code c, whose float has the bits of the scale and c times 2²⁰,
 * or is 0 where c is. Where the scale has a sign, c's highest bit is the number's sign.
 */
public abstract class ByteLoops {
  /** How many numbers a block has. */
  static final int BLOCK = BitsKernel.BLOCK;

  /** The bits of a float below those that are kept. */
  public static final int DROPPED = 20;

  /** All bits of a number. */
  public static final int BYTE = 0xff;

  /** Where a number's sign is, if it has one. */
  public static final int SIGN = 0x80;

  /** All bits of a float but its sign. */
  public static final int SIZE = 0x7fffffff;

  /** From chances to the bits that are dropped. */
  public static final int TO_DROPPED = DROPPED - 16;

  /** How far the sign of a float is from that of a number. */
  public static final int TO_SIGN = 24;

  /** The fastest that this Java has. */
  public static ByteLoops create() {
    return DirectMemory.isReachable() ? new VectorByteLoops() : new PlainByteLoops();
  }

  /**
   * Makes numbers the bits of floats.
   *
   * @param words the ints from {@code place} on, one for each number
   * @param shift where a block's numbers are in their ints
   * @param scale the bits of the float that the code 0 would be, with a sign where numbers have one
   * @param bits where to put them, from {@code at} on
   */
  public abstract void decode(int[] words, int place, int shift, int scale, int[] bits, int at);

  /**
   * The bits of the largest size of floats whose bits are from {@code at} on, with a sign if one of
   * them is below 0.
   */
  public abstract int largest(int[] bits, int at);

  /** Whether a number is nearer to 0 than the first code, whose bits these are, and not 0. */
  public abstract boolean hasBelow(int[] bits, int at, int first);

  /**
   * Rounds numbers and puts them into their ints.
   *
   * @param chances the chances from {@code draw} on
   * @param gap the size above which a number might be rounded to the next power of the largest
   * @param shared the chance of those
   * @param largest the largest size
   */
  public abstract void encode(
      int[] bits,
      int at,
      int[] chances,
      int draw,
      int gap,
      int shared,
      int largest,
      int scale,
      int[] words,
      int place,
      int shift);
}
