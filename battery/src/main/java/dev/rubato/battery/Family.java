package dev.rubato.battery;

/**
 * Tasks of one kind. The halves were divided before anything was measured: each line of difficulty
 * has one family in either half, which differ in model and data.
 */
public enum Family {
  QUADRATIC("quadratics along the axes", Half.CHOOSE),
  ROTATED_QUADRATIC("quadratics across the axes", Half.MEASURE),
  NOISY_QUADRATIC("quadratics whose minimum moves at each step", Half.CHOOSE),
  SAMPLED_REGRESSION("linear regressions on small batches", Half.MEASURE),
  FACTORIZATION("products of two matrices, started near the saddle at 0", Half.CHOOSE),
  DEEP_LINEAR("products of many matrices, started near the saddle at 0", Half.MEASURE),
  OVERFIT_LOGISTIC("logistic regressions that overfit", Half.CHOOSE),
  OVERFIT_SOFTMAX("softmax regressions and nets that learn wrong labels by heart", Half.MEASURE),
  CLASSIFIER("small nets that classify", Half.CHOOSE),
  TEACHER("small nets that imitate a net", Half.MEASURE),
  DROPOUT("nets with dropout", Half.CHOOSE),
  BATCH_NORM("nets with batch normalization", Half.MEASURE),
  WIDE("wide nets", Half.CHOOSE),
  DEEP("deep nets", Half.MEASURE),
  AUTOENCODER("autoencoders", Half.CHOOSE),
  DENOISER("nets that remove noise", Half.MEASURE),
  RECURRENT("recurrent nets", Half.CHOOSE),
  GATED("gated recurrent nets", Half.MEASURE),
  CONVOLUTION("convolutional nets", Half.CHOOSE),
  ATTENTION("nets with attention", Half.MEASURE),
  WORDS("embeddings of words, most of them rare", Half.CHOOSE),
  RATINGS("embeddings of users and things, most of them rare", Half.MEASURE),
  STUDENT_NOISE("quadratics with heavy-tailed gradients", Half.CHOOSE),
  OUTLIERS("regressions with wild answers", Half.MEASURE),
  DEAD_UNITS("nets of which some seeds are born dead", Half.CHOOSE),
  LOCAL_MINIMA("fits of which some seeds get stuck", Half.MEASURE),
  LIKELIHOOD("densities, whose loss is negative", Half.CHOOSE),
  REWARD("rewards to be maximized", Half.MEASURE),
  TINY("tiny losses, or such as hardly change", Half.CHOOSE),
  HUGE("huge losses, or such as stand on a large offset", Half.MEASURE);

  private final String summary;
  private final Half half;

  Family(String summary, Half half) {
    this.summary = summary;
    this.half = half;
  }

  /** What its tasks are, one line. */
  public String summary() {
    return summary;
  }

  /** What its tasks may be used for. */
  public Half half() {
    return half;
  }
}
