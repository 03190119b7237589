package dev.rubato.battery;

import java.util.Arrays;

/** Scaled dot-product attention within each sequence of rows. */
final class Attention implements Op {
  private final Node queries;
  private final Node keys;
  private final Node values;
  private final int length;
  private final Node c;
  private final float[] weights;
  private final float[] slopes;

  Attention(Node queries, Node keys, Node values, int length, Node c) {
    this.queries = queries;
    this.keys = keys;
    this.values = values;
    this.length = length;
    this.c = c;
    this.weights = new float[queries.rows * length];
    this.slopes = new float[length];
  }

  private static float dot(float[] a, int i, float[] b, int j, int size) {
    float sum = 0;
    for (int k = 0; k < size; k++) {
      sum += a[i * size + k] * b[j * size + k];
    }
    return sum;
  }

  /** Adds a multiple of row j of b to row i of a. */
  private static void add(float[] a, int i, float factor, float[] b, int j, int size) {
    for (int k = 0; k < size; k++) {
      a[i * size + k] += factor * b[j * size + k];
    }
  }

  @Override
  public void forward(Dice dice) {
    float scale = (float) (1 / Math.sqrt(queries.columns));
    Arrays.fill(c.value, 0);
    for (int i = 0; i < queries.rows; i++) {
      int first = i / length * length;
      float most = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < length; j++) {
        float score = scale * dot(queries.value, i, keys.value, first + j, queries.columns);
        weights[i * length + j] = score;
        most = Math.max(most, score);
      }
      double sum = 0;
      for (int j = 0; j < length; j++) {
        float weight = (float) Math.exp(weights[i * length + j] - most);
        weights[i * length + j] = weight;
        sum += weight;
      }
      for (int j = 0; j < length; j++) {
        weights[i * length + j] = (float) (weights[i * length + j] / sum);
        add(c.value, i, weights[i * length + j], values.value, first + j, values.columns);
      }
    }
  }

  @Override
  public void backward() {
    float scale = (float) (1 / Math.sqrt(queries.columns));
    for (int i = 0; i < queries.rows; i++) {
      int first = i / length * length;
      float mean = 0;
      for (int j = 0; j < length; j++) {
        float weight = weights[i * length + j];
        slopes[j] = dot(c.gradient, i, values.value, first + j, values.columns);
        mean += weight * slopes[j];
        add(values.gradient, first + j, weight, c.gradient, i, values.columns);
      }
      for (int j = 0; j < length; j++) {
        float slope = scale * weights[i * length + j] * (slopes[j] - mean);
        add(queries.gradient, i, slope, keys.value, first + j, keys.columns);
        add(keys.gradient, first + j, slope, queries.value, i, keys.columns);
      }
    }
  }
}
