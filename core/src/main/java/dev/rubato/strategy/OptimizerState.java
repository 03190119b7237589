package dev.rubato.strategy;

import java.util.Arrays;

/**
 * What a training remembers of one tensor: the slots of its kernel, and the average of its values
 * where one is kept. Each array is in one piece or in blocks, as the loops that use it want.
 */
final class OptimizerState {
  private static final CompactNumbers[] NOT_COMPACT = {};

  private final float[][][] slots; // block, slot, number; no slots where they are compact
  private final CompactNumbers[] compact; // slot, each in one piece
  private final int[][] words; // the same as ints
  private final float[][] average; // block, number
  private final float[][] before; // block, number

  private OptimizerState(
      float[][][] slots, CompactNumbers[] compact, float[][] average, float[][] before) {
    this.slots = slots;
    this.compact = compact;
    this.words = Arrays.stream(compact).map(each -> each.words).toArray(int[][]::new);
    this.average = average;
    this.before = before;
  }

  /** Nothing, for a tensor that never moves. */
  static OptimizerState none() {
    return new OptimizerState(new float[1][0][], NOT_COMPACT, new float[0][], new float[0][]);
  }

  /**
   * Slots of as many numbers as the tensor.
   *
   * @param initial what each slot holds
   * @param blocks how long the pieces are
   * @param averaged whether there is an average of the parameters
   * @param adjusted whether the parameters are kept as they were before a step, which no copy has
   */
  static OptimizerState ofSlots(float[] initial, int[] blocks, boolean averaged, boolean adjusted) {
    float[][][] slots = new float[blocks.length][initial.length][];
    for (int block = 0; block < blocks.length; block++) {
      for (int slot = 0; slot < initial.length; slot++) {
        slots[block][slot] = new float[blocks[block]];
        Arrays.fill(slots[block][slot], initial[slot]);
      }
    }
    return new OptimizerState(
        slots, NOT_COMPACT, beside(blocks, averaged), beside(blocks, adjusted));
  }

  /**
   * Slots of as many numbers as the tensor, in fewer bytes.
   *
   * @param format as the notation calls it
   * @param halves whether they are worked on as they are
   * @param blocks how long the pieces of what stands beside them are
   */
  static OptimizerState ofCompactSlots(
      String format,
      boolean halves,
      float[] initial,
      int[] blocks,
      boolean averaged,
      boolean adjusted) {
    int size = Arrays.stream(blocks).sum();
    CompactNumbers[] compact = new CompactNumbers[initial.length];
    float[] numbers = new float[size];
    for (int slot = 0; slot < initial.length; slot++) {
      Arrays.fill(numbers, initial[slot]);
      compact[slot] = CompactNumbers.of(format, size, halves);
      compact[slot].write(0, numbers, size, 0, new CompactRoom());
    }
    return new OptimizerState(
        new float[blocks.length][0][], compact, beside(blocks, averaged), beside(blocks, adjusted));
  }

  /** Slots of these lengths, each in one piece. */
  static OptimizerState ofArrays(int[] lengths, int[] blocks, boolean averaged, boolean adjusted) {
    float[][][] slots = new float[1][lengths.length][];
    for (int slot = 0; slot < lengths.length; slot++) {
      slots[0][slot] = new float[lengths[slot]];
    }
    return new OptimizerState(
        slots, NOT_COMPACT, beside(blocks, averaged), beside(blocks, adjusted));
  }

  private static float[][] beside(int[] blocks, boolean wanted) {
    float[][] numbers = new float[wanted ? blocks.length : 0][];
    for (int block = 0; block < numbers.length; block++) {
      numbers[block] = new float[blocks[block]];
    }
    return numbers;
  }

  /** The slots of a block, or all of them where they are in one piece. */
  float[][] slots(int block) {
    return slots[slots.length == 1 ? 0 : block];
  }

  /** The ints of compact slots. */
  int[][] words() {
    return words;
  }

  /** Whether slots have to be read before they are used, and written after. */
  boolean isCompact() {
    return compact.length > 0;
  }

  /** The compact numbers, slot by slot. */
  CompactNumbers[] compact() {
    return compact;
  }

  /** Reads a stretch of compact slots into arrays. */
  void read(int start, int count, float[][] into, CompactRoom room) {
    for (int slot = 0; slot < compact.length; slot++) {
      compact[slot].read(start, into[slot], count, room);
    }
  }

  /**
   * Takes a stretch of compact slots from arrays.
   *
   * @param name of the tensor
   * @param step how many updates were made before
   * @param pass which time it is in this update
   * @param room of the thread
   */
  void write(
      int start, int count, float[][] from, String name, long step, int pass, CompactRoom room) {
    for (int slot = 0; slot < compact.length; slot++) {
      int key = Chance.key(name, slot, step, pass);
      compact[slot].write(start, from[slot], count, key, room);
    }
  }

  private int count() {
    return isCompact() ? compact.length : slots.length == 0 ? 0 : slots[0].length;
  }

  boolean hasAverage() {
    return average.length > 0;
  }

  /** The average of a block, or all of it where it is in one piece. */
  float[] average(int block) {
    return average[average.length == 1 ? 0 : block];
  }

  /** Where a block of the parameters is kept during a step, or all where it is in one piece. */
  float[] before(int block) {
    return before[before.length == 1 ? 0 : block];
  }

  /** A copy of all: for each slot an array, and last the average if there is one. */
  float[][] copy() {
    int count = count();
    float[][] copy = new float[count + (hasAverage() ? 1 : 0)][];
    for (int slot = 0; slot < count; slot++) {
      copy[slot] = joined(ofSlot(slot));
    }
    if (hasAverage()) {
      copy[count] = joined(average);
    }
    return copy;
  }

  /** Whether {@link #copy} has arrays of the same lengths. */
  boolean fits(float[][] copy) {
    int count = count();
    if (copy.length != count + (hasAverage() ? 1 : 0)) {
      return false;
    }
    for (int slot = 0; slot < copy.length; slot++) {
      if (copy[slot].length != (slot < count ? lengthOf(slot) : length(average))) {
        return false;
      }
    }
    return true;
  }

  /** Takes a copy that fits. */
  void restore(float[][] copy) {
    int count = count();
    CompactRoom room = isCompact() ? new CompactRoom() : CompactRoom.UNUSED;
    for (int slot = 0; slot < copy.length; slot++) {
      int at = 0;
      if (isCompact() && slot < count) {
        compact[slot].write(0, copy[slot], copy[slot].length, 0, room); // kept as they are
        continue;
      }
      for (float[] block : slot < count ? ofSlot(slot) : average) {
        System.arraycopy(copy[slot], at, block, 0, block.length);
        at += block.length;
      }
    }
  }

  /** How many numbers it holds, of 4 bytes each. */
  long size() {
    long bytes = 0;
    for (CompactNumbers numbers : compact) {
      bytes += numbers.bytes();
    }
    long size = length(average) + (bytes + Float.BYTES - 1) / Float.BYTES;
    for (float[][] block : slots) {
      size += length(block);
    }
    return size;
  }

  private int lengthOf(int slot) {
    return isCompact() ? compact[slot].length() : length(ofSlot(slot));
  }

  private float[][] ofSlot(int slot) {
    if (isCompact()) {
      float[] numbers = new float[compact[slot].length()];
      compact[slot].read(0, numbers, numbers.length, new CompactRoom());
      return new float[][] {numbers};
    }
    float[][] blocks = new float[slots.length][];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = slots[block][slot];
    }
    return blocks;
  }

  private static int length(float[][] blocks) {
    int length = 0;
    for (float[] block : blocks) {
      length += block.length;
    }
    return length;
  }

  private static float[] joined(float[][] blocks) {
    float[] joined = new float[length(blocks)];
    int at = 0;
    for (float[] block : blocks) {
      System.arraycopy(block, 0, joined, at, block.length);
      at += block.length;
    }
    return joined;
  }
}
