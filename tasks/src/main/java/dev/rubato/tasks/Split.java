package dev.rubato.tasks;

import dev.rubato.djl.Shuffle;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Examples in three parts.
 *
 * @param train to learn from
 * @param validation to choose by
 * @param test for the final assessment
 */
public record Split(Examples train, Examples validation, Examples test) {
  private static final double TRAIN = 0.6;
  private static final double VALIDATION = 0.2;
  private static final long SEED = 2024;

  /**
   * The split, the same at every call, in which each part has the same fraction of every class:
   * class by class, in an order drawn from one seed.
   */
  public static Split stratified(Examples all, int classes) {
    RandomGenerator random = Shuffle.generator(SEED);
    List<Integer> train = new ArrayList<>();
    List<Integer> validation = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      deal(members(all.labels(), label), random, train, validation, test);
    }
    return of(all, train, validation, test);
  }

  /** The split, the same at every call, at random. */
  public static Split random(Examples all) {
    List<Integer> train = new ArrayList<>();
    List<Integer> validation = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    int[] indices = new int[all.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    deal(indices, Shuffle.generator(SEED), train, validation, test);
    return of(all, train, validation, test);
  }

  private static void deal(
      int[] members,
      RandomGenerator random,
      List<Integer> train,
      List<Integer> validation,
      List<Integer> test) {
    Shuffle.shuffle(members, random);
    int trainEnd = (int) Math.round(TRAIN * members.length);
    int validationEnd = (int) Math.round((TRAIN + VALIDATION) * members.length);
    for (int i = 0; i < members.length; i++) {
      (i < trainEnd ? train : i < validationEnd ? validation : test).add(members[i]);
    }
  }

  private static Split of(
      Examples all, List<Integer> train, List<Integer> validation, List<Integer> test) {
    return new Split(
        all.pick(indices(train)), all.pick(indices(validation)), all.pick(indices(test)));
  }

  private static int[] indices(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] members(float[] labels, int label) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        members.add(i);
      }
    }
    return indices(members);
  }
}
