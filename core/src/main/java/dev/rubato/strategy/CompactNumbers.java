package dev.rubato.strategy;

import dev.rubato.optimizer.HalvesKernel;

/**
 * Numbers kept in fewer than four bytes each. What was taken out and put back unchanged stays as it
 * is, to the last bit; a number between two that can be kept becomes one of them by chance, so that
 * it is right on average however often it is changed a little.
 *
 * <p>Numbers are kept in pieces of 1024, several to an int; of a last piece that is not whole only
 * the ints that are used are kept.
 */
abstract class CompactNumbers {
  /** How many numbers share a scale, where they have one. */
  static final int BLOCK = 256;

  private static final int LINE = 16;

  final int[] words;
  private final int length;
  private final int inWord;

  /**
   * Numbers that are 0.
   *
   * @param inWord how many an int holds
   * @param inLast how many ints the numbers after the last whole piece take
   */
  CompactNumbers(int length, int inWord, int inLast) {
    this.length = length;
    this.inWord = inWord;
    this.words = new int[length / CompactRoom.PIECE * (CompactRoom.PIECE / inWord) + inLast];
  }

  /**
   * The formats, by their names in the notation.
   *
   * @param halves whether a {@link HalvesKernel} works on them
   */
  static CompactNumbers of(String format, int length, boolean halves) {
    return switch (format) {
      case "bfloat16" ->
          new Bfloat16Numbers(length, halves ? HalvesKernel.GROUP : CompactRoom.PIECE / 2);
      case "int8" -> new Int8Numbers(length);
      default -> throw new IllegalArgumentException(format + " is no compact format");
    };
  }

  /** How many numbers there are. */
  final int length() {
    return length;
  }

  /** How many bytes they take. */
  int bytes() {
    return Integer.BYTES * words.length;
  }

  /** Reads an int of each line of memory, so that what is read next is near; a sum of them. */
  final int fetch(int start, int count) {
    int sum = 0;
    int to = Math.min(words.length, (start + count) / inWord);
    for (int i = start / inWord; i < to; i += LINE) {
      sum += words[i];
    }
    return sum;
  }

  /**
   * Copies numbers to the beginning of an array.
   *
   * @param start the first of them, in the beginning of a piece
   */
  final void read(int start, float[] into, int count, CompactRoom room) {
    int perPiece = CompactRoom.PIECE / inWord;
    for (int at = 0; at < count; at += CompactRoom.PIECE) {
      int piece = (start + at) / CompactRoom.PIECE;
      int first = piece * perPiece;
      System.arraycopy(words, first, room.words, 0, Math.min(perPiece, words.length - first));
      int some = Math.min(CompactRoom.PIECE, count - at);
      decode(piece, some, room);
      room.give(into, at, some);
    }
  }

  /**
   * Takes numbers from the beginning of an array.
   *
   * @param start the first of them, in the beginning of a piece
   * @param key of this change, from {@link Chance#key}
   */
  final void write(int start, float[] numbers, int count, int key, CompactRoom room) {
    int perPiece = CompactRoom.PIECE / inWord;
    for (int at = 0; at < count; at += CompactRoom.PIECE) {
      int piece = (start + at) / CompactRoom.PIECE;
      int first = piece * perPiece;
      int some = Math.min(CompactRoom.PIECE, count - at);
      room.take(numbers, at, some);
      encode(piece, some, key, room);
      System.arraycopy(room.words, 0, words, first, Math.min(perPiece, words.length - first));
    }
  }

  /**
   * Makes a piece's ints in the room the bits of its floats there.
   *
   * @param count how many numbers the piece has
   */
  abstract void decode(int piece, int count, CompactRoom room);

  /**
   * Makes the bits of a piece's floats in the room its ints there, by the chances there.
   *
   * @param count how many numbers the piece has; those after them are 0
   */
  abstract void encode(int piece, int count, int key, CompactRoom room);
}
