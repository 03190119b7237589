package dev.rubato.battery;

import dev.rubato.battery.Model.Part;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Examples in rows: first those to train on, then as many for validation as for the test.
 *
 * @param inputs of all rows
 * @param width inputs of a row
 * @param answers of all rows; a class is its number
 * @param answered answers of a row
 * @param train rows to train on
 * @param held rows for validation, and as many for the test
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Dataset(float[] inputs, int width, float[] answers, int answered, int train, int held) {

  /** The first row of a part. */
  int first(Part part) {
    return part == Part.VALIDATION ? train : train + held;
  }

  /** Puts a row into that of a graph. */
  void put(int row, Node x, Node y, int at) {
    System.arraycopy(inputs, row * width, x.value, at * width, width);
    System.arraycopy(answers, row * answered, y.value, at * answered, answered);
  }

  void addTo(MessageDigest digest) {
    for (float[] part : new float[][] {inputs, answers}) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * part.length);
      bytes.asFloatBuffer().put(part);
      digest.update(bytes);
    }
    digest.update(ByteBuffer.allocate(8).putInt(train).putInt(held).flip());
  }
}
