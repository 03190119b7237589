package dev.rubato.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Examples in three parts, each with the same share of every class.
 *
 * @param train to learn from
 * @param validation to choose by
 * @param test to judge by in the end
 */
record Split(Examples train, Examples validation, Examples test) {
  private static final double TRAIN = 0.6;
  private static final double VALIDATION = 0.2;

  /** The split that is the same at every call: class by class, in an order drawn from one seed. */
  static Split stratified(Examples all, int classes) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2024);
    List<Integer> train = new ArrayList<>();
    List<Integer> validation = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      int[] members = members(all.labels(), label);
      Shuffle.shuffle(members, random);
      int trainEnd = (int) Math.round(TRAIN * members.length);
      int validationEnd = (int) Math.round((TRAIN + VALIDATION) * members.length);
      for (int i = 0; i < members.length; i++) {
        (i < trainEnd ? train : i < validationEnd ? validation : test).add(members[i]);
      }
    }
    return new Split(pick(all, train), pick(all, validation), pick(all, test));
  }

  private static int[] members(int[] labels, int label) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        members.add(i);
      }
    }
    return members.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Examples pick(Examples all, List<Integer> indices) {
    float[][] inputs = new float[indices.size()][];
    int[] labels = new int[indices.size()];
    for (int i = 0; i < labels.length; i++) {
      inputs[i] = all.inputs()[indices.get(i)];
      labels[i] = all.labels()[indices.get(i)];
    }
    return new Examples(inputs, labels);
  }
}
