package dev.rubato.strategy;

/**
 * Numbers kept in fewer than four bytes each. What was taken out and put back unchanged stays as it
 * is, to the last bit; a number between two that can be kept becomes one of them by chance, so that
 * it is right on average however often it is changed a little.
 *
 * <p>Chance is a hash of where and when: the same wherever the training is resumed, on any number
 * of threads.
 */
abstract class CompactNumbers {
  /** How many numbers share a scale, where they have one. */
  static final int BLOCK = 256;

  private static final int STRIDE = 0x9e3779b9;
  private static final int MIX = 0x85ebca6b;

  /** The formats, by their names in the notation. */
  static CompactNumbers of(String format, int length) {
    return switch (format) {
      case "bfloat16" -> new Bfloat16Numbers(length);
      case "int8" -> new Int8Numbers(length);
      default -> throw new IllegalArgumentException(format + " is no compact format");
    };
  }

  /** How many numbers there are. */
  abstract int length();

  /** How many bytes they take. */
  abstract int bytes();

  /** Copies the numbers to an array from an index on. */
  abstract void read(float[] into, int from);

  /**
   * Takes numbers from an array from an index on.
   *
   * @param key of this change, from {@link #key}
   * @param room from {@link #room}
   */
  abstract void write(float[] numbers, int from, int key, float[][] room);

  /** Arrays to work in, for one thread. */
  static float[][] room() {
    return new float[2][BLOCK];
  }

  /** What chance goes by: of what array, its place in it, and when. */
  static int key(String name, int slot, int place, long step, int pass) {
    long x = name.hashCode() * 31L + slot;
    x = (x * 0xbf58476d1ce4e5b9L) ^ (step * 2 + pass);
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return (int) (x ^ (x >>> 31)) + place * STRIDE;
  }

  /** Chance at an index, in the upper 24 bits. */
  static int chance(int key, int index) {
    int h = key + index * STRIDE;
    h = (h ^ (h >>> 15)) * MIX;
    return h ^ (h >>> 13);
  }
}
