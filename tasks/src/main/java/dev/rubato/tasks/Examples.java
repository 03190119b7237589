package dev.rubato.tasks;

/**
 * Labelled examples in memory.
 *
 * @param inputs one row an example
 * @param labels one class an example
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Examples(float[][] inputs, int[] labels) {
  int size() {
    return labels.length;
  }
}
