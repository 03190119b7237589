package dev.rubato.strategy;

/**
 * Numbers kept in fewer than four bytes each. What was taken out and put back unchanged stays as it
 * is, to the last bit; a number between two that can be kept becomes one of them by chance, so that
 * it is right on average however often it is changed a little.
 *
 * <p>Numbers are kept in pieces of 1024, several to an int that lie far apart in the piece, which
 * lets the compiler vectorize the loops; of a last piece that is not whole only the ints that are
 * used are kept.
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
   */
  CompactNumbers(int length, int inWord) {
    this.length = length;
    this.inWord = inWord;
    int rest = length % CompactRoom.PIECE;
    int perPiece = CompactRoom.PIECE / inWord;
    this.words = new int[length / CompactRoom.PIECE * perPiece + Math.min(rest, perPiece)];
  }

  /** The formats, by their names in the notation. */
  static CompactNumbers of(String format, int length) {
    return switch (format) {
      case "bfloat16" -> new Bfloat16Numbers(length);
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
  final int fetch() {
    int sum = 0;
    for (int i = 0; i < words.length; i += LINE) {
      sum += words[i];
    }
    return sum;
  }

  /** Copies the numbers to an array from an index on. */
  final void read(float[] into, int from, CompactRoom room) {
    int perPiece = CompactRoom.PIECE / inWord;
    for (int at = 0, piece = 0; at < length; at += CompactRoom.PIECE, piece++) {
      int first = piece * perPiece;
      System.arraycopy(words, first, room.words, 0, Math.min(perPiece, words.length - first));
      int count = Math.min(CompactRoom.PIECE, length - at);
      decode(piece, count, room);
      room.give(into, from + at, count);
    }
  }

  /**
   * Takes numbers from an array from an index on.
   *
   * @param key of this change, from {@link Chance#key}
   */
  final void write(float[] numbers, int from, int key, CompactRoom room) {
    int perPiece = CompactRoom.PIECE / inWord;
    for (int at = 0, piece = 0; at < length; at += CompactRoom.PIECE, piece++) {
      int first = piece * perPiece;
      int count = Math.min(CompactRoom.PIECE, length - at);
      room.take(numbers, from + at, count);
      room.draw(key, piece);
      encode(piece, count, room);
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
  abstract void encode(int piece, int count, CompactRoom room);
}
