package dev.rubato.battery;

/** Applies an activation to each number. */
record ActivationOp(Node a, Activation activation, Node c) implements Op {
  @Override
  public void forward(Dice dice) {
    float[] x = a.value;
    float[] y = c.value;
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (activation) {
            case RELU -> Math.max(0, x[i]);
            case TANH -> (float) (1 - 2 / (Math.exp(2.0 * x[i]) + 1));
            case SIGMOID -> (float) (1 / (1 + Math.exp(-x[i])));
            case SINE -> (float) Math.sin(x[i]);
            case SQUARE -> x[i] * x[i];
          };
    }
  }

  @Override
  public void backward() {
    float[] x = a.value;
    float[] y = c.value;
    for (int i = 0; i < a.gradient.length; i++) {
      float slope =
          switch (activation) {
            case RELU -> x[i] > 0 ? 1 : 0;
            case TANH -> 1 - y[i] * y[i];
            case SIGMOID -> y[i] * (1 - y[i]);
            case SINE -> (float) Math.cos(x[i]);
            case SQUARE -> 2 * x[i];
          };
      a.gradient[i] += slope * c.gradient[i];
    }
  }
}
