package dev.rubato.battery;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/**
 * A quadratic: half the sum of curvatures times squared coordinates, whose minimum may lie
 * elsewhere at each step.
 */
final class Bowl implements Model {

  /**
   * A quadratic's form.
   *
   * @param dimension how many coordinates
   * @param condition the largest curvature over the smallest; those between are evenly spaced in
   *     their logarithm
   * @param steepest the largest curvature
   * @param rotated whether the coordinates are none of the parameters
   * @param noise how far the minimum is from 0 at each step, along each coordinate
   * @param freedom of the noise's t distribution, 0 for normal noise
   * @param offset which is added to the loss
   * @param validationNoise the deviation of an evaluation, as a factor
   */
  record Form(
      int dimension,
      double condition,
      double steepest,
      boolean rotated,
      double noise,
      int freedom,
      double offset,
      double validationNoise) {

    /** Along the axes, without noise. */
    static Form of(int dimension, double condition, double steepest) {
      return new Form(dimension, condition, steepest, false, 0, 0, 0, 0);
    }

    Form across() {
      return new Form(
          dimension, condition, steepest, true, noise, freedom, offset, validationNoise);
    }

    Form noisy(double deviation, int ofFreedom) {
      return new Form(
          dimension, condition, steepest, rotated, deviation, ofFreedom, offset, validationNoise);
    }

    Form on(double added) {
      return new Form(
          dimension, condition, steepest, rotated, noise, freedom, added, validationNoise);
    }

    Form measuredRoughly(double deviation) {
      return new Form(dimension, condition, steepest, rotated, noise, freedom, offset, deviation);
    }
  }

  private final Form form;
  private final double[] curvatures;
  private final double[][] mirrors;
  private final float[] w;
  private final float[] g;
  private final double[] z;

  /** A quadratic before its first step, 1 from its minimum along each coordinate on average. */
  Bowl(Form form, Dice initial) {
    this.form = form;
    int n = form.dimension();
    this.curvatures = new double[n];
    this.w = new float[n];
    this.g = new float[n];
    this.z = new double[n];
    this.mirrors = new double[form.rotated() ? 2 : 0][n];
    for (int i = 0; i < n; i++) {
      curvatures[i] =
          form.steepest() * StrictMath.pow(form.condition(), n == 1 ? 0 : -i / (n - 1.0));
      w[i] = (float) initial.normal();
    }
    Dice fixed = Dice.of("mirrors of " + n);
    for (double[] mirror : mirrors) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        mirror[i] = fixed.normal();
        sum += mirror[i] * mirror[i];
      }
      for (int i = 0; i < n; i++) {
        mirror[i] /= Math.sqrt(sum);
      }
    }
  }

  /** Reflects z at the hyperplane that this unit vector is normal to. */
  private void reflect(double[] mirror) {
    double along = 0;
    for (int i = 0; i < z.length; i++) {
      along += mirror[i] * z[i];
    }
    for (int i = 0; i < z.length; i++) {
      z[i] -= 2 * along * mirror[i];
    }
  }

  @Override
  public List<Weights> weights() {
    return List.of(new Weights("w", w, g, false, w.length));
  }

  /** Puts the coordinates into z. */
  private void look() {
    for (int i = 0; i < z.length; i++) {
      z[i] = w[i];
    }
    for (double[] mirror : mirrors) {
      reflect(mirror);
    }
  }

  @Override
  public double gradients(Dice dice) {
    look();
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      double away = z[i];
      if (form.noise() > 0) {
        double drawn = form.freedom() == 0 ? dice.normal() : dice.student(form.freedom());
        away -= form.noise() * drawn;
      }
      sum += 0.5 * curvatures[i] * away * away;
      z[i] = curvatures[i] * away;
    }
    for (int k = mirrors.length - 1; k >= 0; k--) {
      reflect(mirrors[k]);
    }
    for (int i = 0; i < z.length; i++) {
      g[i] = (float) z[i];
    }
    return sum + form.offset();
  }

  @Override
  public Map<String, Double> measure(Part part, Dice dice) {
    look();
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      sum += 0.5 * curvatures[i] * z[i] * z[i];
    }
    if (form.validationNoise() > 0) {
      sum *= StrictMath.exp(form.validationNoise() * dice.normal());
    }
    String name = part == Part.VALIDATION ? "validation-loss" : "loss";
    return Map.of(name, sum + form.offset());
  }

  @Override
  public void addTo(MessageDigest digest) {
    digest.update(
        ByteBuffer.allocate(64)
            .putInt(form.dimension())
            .putDouble(form.condition())
            .putDouble(form.steepest())
            .putInt(form.rotated() ? 1 : 0)
            .putDouble(form.noise())
            .putInt(form.freedom())
            .putDouble(form.offset())
            .putDouble(form.validationNoise())
            .flip());
  }
}
