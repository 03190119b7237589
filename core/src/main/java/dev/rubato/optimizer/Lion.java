package dev.rubato.optimizer;

import static dev.rubato.optimizer.Lanes.AT_LEAST;
import static dev.rubato.optimizer.Lanes.AT_MOST;
import static dev.rubato.optimizer.Lanes.LOAD;
import static dev.rubato.optimizer.Lanes.LOAD_ARRAY;
import static dev.rubato.optimizer.Lanes.MINUS;
import static dev.rubato.optimizer.Lanes.PLUS;
import static dev.rubato.optimizer.Lanes.STORE;
import static dev.rubato.optimizer.Lanes.STORE_ARRAY;
import static dev.rubato.optimizer.Lanes.TIMES_NUMBER;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Lion: every parameter moves by the same length, in the direction of its momentum's sign.
 *
 * <pre>
 * p ← p·(1 − lr·λ) − lr·sign(β₁m + (1 − β₁)g)
 * m ← β₂m + (1 − β₂)g
 * </pre>
 *
 * <ul>
 *   <li>{@code beta1=0.9}: Weight of the momentum in a step's direction. A number or a schedule, in
 *       [0, 1).
 *   <li>{@code beta2=0.99}: Fraction of the momentum kept at each step. A number or a schedule, in
 *       [0, 1).
 *   <li>{@code weight-decay=0}: Each step shrinks the weights by this times the rate. A number or a
 *       schedule, at least 0.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>Chen 2023 (arXiv:2302.06675), found by a program search. It needs rates 3 to 10 times smaller
 * than Adam's, and weight decay larger by the same factor.
 */
public final class Lion extends Algorithm {
  /** The algorithm, for {@link Optimizer#of}. */
  public static final Lion ALGORITHM = new Lion();

  private Lion() {
    super(
        Signature.of(
            "lion",
            Parameter.hyperparameter(
                "beta1", Domain.AVERAGE, 0.9, "Weight of the momentum in a step's direction."),
            Parameter.hyperparameter(
                "beta2", Domain.AVERAGE, 0.99, "Fraction of the momentum kept at each step."),
            Usual.decayOfWeights(0)),
        new CatalogueEntry(
            "moves every parameter by the rate, in the direction of the sign of its momentum",
            """
            p ← p·(1 − lr·weight-decay) − lr·sign(beta1·m + (1 − beta1)·g)
            m ← beta2·m + (1 − beta2)·g""",
            "Chen 2023, arXiv:2302.06675",
            "",
            "lion: linear(0 -> 1e-4) for 5% then cosine(-> 0)"));
  }

  @Override
  public double usualRate(Arguments arguments) {
    return 1e-4;
  }

  @Override
  public Kernel kernel(Arguments arguments) {
    return new Loop();
  }

  private static final class Loop extends Kernel implements DirectKernel {
    private float rate;
    private float beta1;
    private float fresh1;
    private float beta2;
    private float fresh2;
    private float keep; // 1 − lr·λ

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void begin(StepContext step) {
      rate = (float) step.rate();
      beta1 = (float) step.number("beta1");
      fresh1 = (float) (1 - step.number("beta1"));
      beta2 = (float) step.number("beta2");
      fresh2 = (float) (1 - step.number("beta2"));
      keep = (float) (1 - step.rate() * step.number("weight-decay"));
    }

    @Override
    public float weightKept() {
      return keep;
    }

    @Override
    public void update(float[] p, float[] g, float[][] state, int from, int to) {
      float[] mean = state[0];
      for (int i = from; i < to; i++) {
        float d = g[i];
        float m = mean[i];
        p[i] = keep * p[i] - rate * Floats.sign(beta1 * m + fresh1 * d);
        mean[i] = beta2 * m + fresh2 * d;
      }
    }

    @Override
    public int lanes() {
      return Lanes.COUNT;
    }

    @Override
    public void update(DirectMemory p, DirectMemory g, int from, float[][] state, int length) {
      try {
        inMemory(p.lanes(), g.lanes(), from, state, length);
      } catch (Throwable e) {
        throw Lanes.failure(e);
      }
    }

    private void inMemory(Object values, Object gradient, int from, float[][] state, int length)
        throws Throwable {
      float[] mean = state[0];
      for (int i = 0; i < length; i += Lanes.COUNT) {
        int at = Float.BYTES * (from + i);
        Object slope = (Object) LOAD.invokeExact(gradient, at);
        Object oldMean = (Object) LOAD_ARRAY.invokeExact(mean, i);
        Object x = (Object) LOAD.invokeExact(values, at);
        Object keepOfX = (Object) TIMES_NUMBER.invokeExact(x, keep);
        Object beta1OfOldMean = (Object) TIMES_NUMBER.invokeExact(oldMean, beta1);
        Object fresh1OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh1);
        Object sum = (Object) PLUS.invokeExact(beta1OfOldMean, fresh1OfSlope);
        Object large = (Object) TIMES_NUMBER.invokeExact(sum, Floats.LARGE);
        Object larger = (Object) TIMES_NUMBER.invokeExact(large, Floats.LARGE);
        Object bounded = (Object) AT_MOST.invokeExact(larger, 1f);
        Object sign = (Object) AT_LEAST.invokeExact(bounded, -1f);
        Object rateOfSign = (Object) TIMES_NUMBER.invokeExact(sign, rate);
        Object moved = (Object) MINUS.invokeExact(keepOfX, rateOfSign);
        STORE.invokeExact(moved, values, at);
        Object beta2OfOldMean = (Object) TIMES_NUMBER.invokeExact(oldMean, beta2);
        Object fresh2OfSlope = (Object) TIMES_NUMBER.invokeExact(slope, fresh2);
        Object newMean = (Object) PLUS.invokeExact(beta2OfOldMean, fresh2OfSlope);
        STORE_ARRAY.invokeExact(newMean, mean, i);
      }
    }
  }
}
