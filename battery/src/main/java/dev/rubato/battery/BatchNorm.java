package dev.rubato.battery;

/**
 * Batch normalization: by the batch's own mean and variance in training, whose running averages it
 * keeps, and by those averages in evaluation.
 */
final class BatchNorm implements Op {
  private static final float KEEPS = 0.9f;
  private static final double EPSILON = 1e-5;

  private final Node a;
  private final Node gain;
  private final Node shift;
  private final Node mean;
  private final Node variance;
  private final boolean training;
  private final Node c;
  private final float[] normal;
  private final float[] inverse;

  BatchNorm(Node a, Node gain, Node shift, Node mean, Node variance, boolean training, Node c) {
    this.a = a;
    this.gain = gain;
    this.shift = shift;
    this.mean = mean;
    this.variance = variance;
    this.training = training;
    this.c = c;
    this.normal = new float[a.value.length];
    this.inverse = new float[a.columns];
  }

  @Override
  public void forward(Dice dice) {
    for (int j = 0; j < a.columns; j++) {
      double center = mean.value[j];
      double spread = variance.value[j];
      if (training) {
        center = 0;
        for (int i = 0; i < a.rows; i++) {
          center += a.value[i * a.columns + j];
        }
        center /= a.rows;
        spread = 0;
        for (int i = 0; i < a.rows; i++) {
          double difference = a.value[i * a.columns + j] - center;
          spread += difference * difference;
        }
        spread /= a.rows;
        mean.value[j] = (float) (KEEPS * mean.value[j] + (1 - KEEPS) * center);
        variance.value[j] = (float) (KEEPS * variance.value[j] + (1 - KEEPS) * spread);
      }
      inverse[j] = (float) (1 / Math.sqrt(spread + EPSILON));
      for (int i = 0; i < a.rows; i++) {
        int at = i * a.columns + j;
        normal[at] = (float) ((a.value[at] - center) * inverse[j]);
        c.value[at] = gain.value[j] * normal[at] + shift.value[j];
      }
    }
  }

  @Override
  public void backward() {
    for (int j = 0; j < a.columns; j++) {
      float sum = 0;
      float along = 0;
      for (int i = 0; i < a.rows; i++) {
        int at = i * a.columns + j;
        sum += c.gradient[at];
        along += c.gradient[at] * normal[at];
      }
      shift.gradient[j] += sum;
      gain.gradient[j] += along;
      for (int i = 0; i < a.rows && a.learns(); i++) {
        int at = i * a.columns + j;
        a.gradient[at] +=
            gain.value[j]
                * inverse[j]
                * (c.gradient[at] - sum / a.rows - normal[at] * along / a.rows);
      }
    }
  }
}
