package dev.rubato.battery;

/** Adds normal noise to each number. */
record Disturbance(Node a, double deviation, Node c) implements Op {
  @Override
  public void forward(Dice dice) {
    for (int i = 0; i < c.value.length; i++) {
      c.value[i] = (float) (a.value[i] + deviation * dice.normal());
    }
  }

  @Override
  public void backward() {
    for (int i = 0; i < a.gradient.length; i++) {
      a.gradient[i] += c.gradient[i];
    }
  }
}
