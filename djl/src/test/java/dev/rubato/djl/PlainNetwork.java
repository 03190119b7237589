package dev.rubato.djl;

import dev.rubato.strategy.Tensor;
import java.util.Arrays;
import java.util.List;

/** The network of {@link Network} without DJL: plain arrays and loops, sums in double precision. */
final class PlainNetwork {
  private final float[][] inputs;
  private final int[] labels;
  private final int hidden;
  private final float[][] values;
  private final float[][] gradients;

  /** A copy with the same parameters as {@code network} has now. */
  PlainNetwork(Network network) {
    inputs = network.inputs;
    labels = network.labels;
    values = new float[4][];
    gradients = new float[4][];
    for (int i = 0; i < 4; i++) {
      values[i] = network.array(i).toFloatArray();
      gradients[i] = new float[values[i].length];
    }
    hidden = values[1].length;
  }

  List<Tensor> tensors(List<String> names) {
    return List.of(tensor(names, 0), tensor(names, 1), tensor(names, 2), tensor(names, 3));
  }

  private Tensor tensor(List<String> names, int index) {
    float[] value = values[index];
    int rows = index < 2 ? hidden : Network.CLASSES;
    // a weight has a row for each unit, a bias has one dimension
    int[] shape = index % 2 == 1 ? new int[] {rows} : new int[] {rows, value.length / rows};
    return Tensor.of(names.get(index), value, gradients[index], shape);
  }

  /** The mean cross-entropy; afterwards the gradients are those of this pass alone. */
  double backward() {
    double[][] sums = new double[4][];
    for (int i = 0; i < 4; i++) {
      sums[i] = new double[values[i].length];
    }
    double loss = 0;
    for (int e = 0; e < inputs.length; e++) {
      loss += backward(inputs[e], labels[e], sums) / inputs.length;
    }
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < sums[i].length; k++) {
        gradients[i][k] = (float) (sums[i][k] / inputs.length);
      }
    }
    return loss;
  }

  private double backward(float[] x, int label, double[][] sums) {
    double[] h = layer(values[0], values[1], toDoubles(x));
    for (int j = 0; j < hidden; j++) {
      h[j] = Math.tanh(h[j]);
    }
    double[] y = layer(values[2], values[3], h);
    double total = Arrays.stream(y).map(Math::exp).sum();
    double[] slope = new double[hidden]; // of the loss, by each hidden unit
    for (int c = 0; c < y.length; c++) {
      double d = Math.exp(y[c]) / total - (c == label ? 1 : 0);
      sums[3][c] += d;
      for (int j = 0; j < hidden; j++) {
        sums[2][c * hidden + j] += d * h[j];
        slope[j] += d * values[2][c * hidden + j];
      }
    }
    for (int j = 0; j < hidden; j++) {
      double d = slope[j] * (1 - h[j] * h[j]);
      sums[1][j] += d;
      for (int i = 0; i < x.length; i++) {
        sums[0][j * x.length + i] += d * x[i];
      }
    }
    return Math.log(total) - y[label];
  }

  private static double[] layer(float[] weights, float[] biases, double[] in) {
    double[] out = new double[biases.length];
    for (int j = 0; j < out.length; j++) {
      out[j] = biases[j];
      for (int i = 0; i < in.length; i++) {
        out[j] += weights[j * in.length + i] * in[i];
      }
    }
    return out;
  }

  private static double[] toDoubles(float[] x) {
    double[] doubles = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      doubles[i] = x[i];
    }
    return doubles;
  }
}
