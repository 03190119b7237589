package dev.rubato.battery;

import org.jspecify.annotations.Nullable;

/** The mean over all rows of what an output loses against its answer. */
final class LossOp implements Op {
  /** How a row is judged. */
  enum Kind {
    /** Half the sum of squared differences. */
    SQUARE,
    /** Cross-entropy of a softmax; the answer is the class. */
    SOFTMAX,
    /** Cross-entropy of a sigmoid; the answer is 0 or 1. */
    LOGISTIC,
    /** Negative log-likelihood of a normal, without its constant: a mean and a log-variance. */
    NORMAL,
    /** Minus the expected reward of a choice from a softmax; the answers are the rewards. */
    REWARD
  }

  private final Node output;
  private final Node answers;
  private final Kind kind;
  private final Node c;
  private final float[] slopes;
  private double right;

  LossOp(Node output, Node answers, Kind kind, Node c) {
    this.output = output;
    this.answers = answers;
    this.kind = kind;
    this.c = c;
    this.slopes = new float[output.value.length];
  }

  /**
   * What is maximized, after {@link #forward}: the share of right answers, the mean reward; null
   * for numbers.
   */
  @Nullable Double merit() {
    return switch (kind) {
      case SOFTMAX, LOGISTIC -> right / output.rows;
      case REWARD -> -(double) c.value[0];
      case SQUARE, NORMAL -> null;
    };
  }

  @Override
  public void forward(Dice dice) {
    double sum = 0;
    right = 0;
    for (int row = 0; row < output.rows; row++) {
      sum +=
          switch (kind) {
            case SQUARE -> square(row);
            case SOFTMAX -> softmax(row);
            case LOGISTIC -> logistic(row);
            case NORMAL -> normal(row);
            case REWARD -> reward(row);
          };
    }
    c.value[0] = (float) (sum / output.rows);
  }

  private double square(int row) {
    double sum = 0;
    for (int i = row * output.columns; i < (row + 1) * output.columns; i++) {
      float difference = output.value[i] - answers.value[i];
      slopes[i] = difference;
      sum += 0.5 * difference * difference;
    }
    return sum;
  }

  /** Puts the probabilities in the place of slopes. */
  private int chances(int row) {
    int from = row * output.columns;
    int most = from;
    for (int i = from; i < from + output.columns; i++) {
      most = output.value[i] > output.value[most] ? i : most;
    }
    double sum = 0;
    for (int i = from; i < from + output.columns; i++) {
      slopes[i] = (float) Math.exp(output.value[i] - output.value[most]);
      sum += slopes[i];
    }
    for (int i = from; i < from + output.columns; i++) {
      slopes[i] = (float) (slopes[i] / sum);
    }
    return most - from;
  }

  private double softmax(int row) {
    int answer = (int) answers.value[row];
    right += chances(row) == answer ? 1 : 0;
    int at = row * output.columns + answer;
    double chance = slopes[at];
    slopes[at] -= 1;
    return chance > 1e-30 ? -Math.log(chance) : rarely(row, answer);
  }

  /** The loss where the chance is too small to take its logarithm. */
  private double rarely(int row, int answer) {
    int from = row * output.columns;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + output.columns; i++) {
      most = Math.max(most, output.value[i]);
    }
    double sum = 0;
    for (int i = from; i < from + output.columns; i++) {
      sum += Math.exp(output.value[i] - most);
    }
    return Math.log(sum) + most - output.value[from + answer];
  }

  private double logistic(int row) {
    double z = output.value[row];
    double answer = answers.value[row];
    double chance = 1 / (1 + Math.exp(-z));
    slopes[row] = (float) (chance - answer);
    right += (z > 0) == (answer > 0.5) ? 1 : 0;
    return Math.max(z, 0) - z * answer + Math.log1p(Math.exp(-Math.abs(z)));
  }

  private double normal(int row) {
    double difference = output.value[2 * row] - answers.value[row];
    double logVariance = output.value[2 * row + 1];
    double precision = Math.exp(-logVariance);
    slopes[2 * row] = (float) (difference * precision);
    slopes[2 * row + 1] = (float) (0.5 * (1 - difference * difference * precision));
    return 0.5 * (logVariance + difference * difference * precision);
  }

  private double reward(int row) {
    chances(row);
    int from = row * output.columns;
    double mean = 0;
    for (int i = from; i < from + output.columns; i++) {
      mean += (double) slopes[i] * answers.value[i];
    }
    for (int i = from; i < from + output.columns; i++) {
      slopes[i] = (float) (slopes[i] * (mean - answers.value[i]));
    }
    return -mean;
  }

  @Override
  public void backward() {
    float weight = c.gradient[0] / output.rows;
    for (int i = 0; i < output.gradient.length; i++) {
      output.gradient[i] += weight * slopes[i];
    }
  }
}
