package dev.rubato.battery;

/** Sets numbers to 0 at random, and scales the others so that the mean stays. */
final class Dropout implements Op {
  private final Node a;
  private final double rate;
  private final Node c;
  private final float[] factors;

  Dropout(Node a, double rate, Node c) {
    this.a = a;
    this.rate = rate;
    this.c = c;
    this.factors = new float[a.value.length];
  }

  @Override
  public void forward(Dice dice) {
    float kept = (float) (1 / (1 - rate));
    for (int i = 0; i < factors.length; i++) {
      factors[i] = dice.uniform() < rate ? 0 : kept;
      c.value[i] = factors[i] * a.value[i];
    }
  }

  @Override
  public void backward() {
    for (int i = 0; i < a.gradient.length; i++) {
      a.gradient[i] += factors[i] * c.gradient[i];
    }
  }
}
