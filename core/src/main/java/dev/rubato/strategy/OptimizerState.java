package dev.rubato.strategy;

import java.util.Arrays;

/**
 * What a training remembers of one tensor: the slots of its kernel, and the average of its values
 * where one is kept. Each array is in one piece or in blocks, as the loops that use it want.
 */
final class OptimizerState {
  private final float[][][] slots; // block, slot, number
  private final float[][] average; // block, number
  private final float[][] before; // block, number

  private OptimizerState(float[][][] slots, float[][] average, float[][] before) {
    this.slots = slots;
    this.average = average;
    this.before = before;
  }

  /** Nothing, for a tensor that never moves. */
  static OptimizerState none() {
    return new OptimizerState(new float[1][0][], new float[0][], new float[0][]);
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
    return new OptimizerState(slots, beside(blocks, averaged), beside(blocks, adjusted));
  }

  /** Slots of these lengths, each in one piece. */
  static OptimizerState ofArrays(int[] lengths, int[] blocks, boolean averaged, boolean adjusted) {
    float[][][] slots = new float[1][lengths.length][];
    for (int slot = 0; slot < lengths.length; slot++) {
      slots[0][slot] = new float[lengths[slot]];
    }
    return new OptimizerState(slots, beside(blocks, averaged), beside(blocks, adjusted));
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
    int count = slots.length == 0 ? 0 : slots[0].length;
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
    int count = slots.length == 0 ? 0 : slots[0].length;
    if (copy.length != count + (hasAverage() ? 1 : 0)) {
      return false;
    }
    for (int slot = 0; slot < copy.length; slot++) {
      if (copy[slot].length != length(slot < count ? ofSlot(slot) : average)) {
        return false;
      }
    }
    return true;
  }

  /** Takes a copy that fits. */
  void restore(float[][] copy) {
    int count = slots.length == 0 ? 0 : slots[0].length;
    for (int slot = 0; slot < copy.length; slot++) {
      int at = 0;
      for (float[] block : slot < count ? ofSlot(slot) : average) {
        System.arraycopy(copy[slot], at, block, 0, block.length);
        at += block.length;
      }
    }
  }

  /** How many numbers it holds. */
  long size() {
    long size = length(average);
    for (float[][] block : slots) {
      size += length(block);
    }
    return size;
  }

  private float[][] ofSlot(int slot) {
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
