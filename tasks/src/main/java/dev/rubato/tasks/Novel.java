package dev.rubato.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import java.util.Locale;

/**
 * A language model of letters on a novel, Jane Austen's Northanger Abbey (1817): a small recurrent
 * network predicts each next letter.
 */
final class Novel {
  private static final String LETTERS = " abcdefghijklmnopqrstuvwxyz.,;!?'\"-";
  private static final int LENGTH = 32;
  private static final int BATCH = 32;
  private static final int STATE = 64;
  private static final int STEPS_PER_EPOCH = 337;
  private static final double TRAIN = 0.8;
  private static final double VALIDATION = 0.1;

  private Novel() {}

  /** Read when the first training starts, and shared by all. */
  private static final class Data {
    static final Split SPLIT = read();
  }

  static DjlTask task() {
    return DjlTask.named("novel")
        .summary("the next letters of a novel, a recurrent network (GRU) with a state of 64")
        .source(
            "Jane Austen, Northanger Abbey (1817), pieces of 32 letters: the first 80 % of the text to"
                + " train, 10 % to validate, 10 % to test")
        .network(Novel::network)
        .data(() -> Data.SPLIT)
        .batch(BATCH)
        .stepsPerEpoch(STEPS_PER_EPOCH)
        .epochs(1)
        .target("validation-loss", true, 2.2)
        .build();
  }

  private static SequentialBlock network() {
    return new SequentialBlock()
        .add(Novel::oneHot)
        .add(
            GRU.builder()
                .setStateSize(STATE)
                .setNumLayers(1)
                .optBatchFirst(true)
                .optReturnState(false)
                .build())
        .add(states -> new NDList(states.get(0).reshape(-1, STATE)))
        .add(Linear.builder().setUnits(LETTERS.length()).build());
  }

  private static NDList oneHot(NDList letters) {
    NDArray places = letters.get(0).toType(DataType.INT64, false);
    return new NDList(places.oneHot(LETTERS.length(), DataType.FLOAT32));
  }

  private static Split read() {
    int[] text =
        Resource.text("northanger-abbey.txt.gz")
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\s+", " ")
            .chars()
            .map(LETTERS::indexOf)
            .filter(index -> index >= 0)
            .toArray();
    int trainEnd = (int) (TRAIN * text.length);
    int validationEnd = (int) ((TRAIN + VALIDATION) * text.length);
    return new Split(
        pieces(text, 0, trainEnd),
        pieces(text, trainEnd, validationEnd),
        pieces(text, validationEnd, text.length));
  }

  private static Examples pieces(int[] text, int from, int to) {
    int count = (to - from - 1) / LENGTH;
    float[][] inputs = new float[count][LENGTH];
    int[][] next = new int[count][LENGTH];
    for (int piece = 0; piece < count; piece++) {
      for (int i = 0; i < LENGTH; i++) {
        int at = from + piece * LENGTH + i;
        inputs[piece][i] = text[at];
        next[piece][i] = text[at + 1];
      }
    }
    return Examples.ofSequences(inputs, next);
  }
}
