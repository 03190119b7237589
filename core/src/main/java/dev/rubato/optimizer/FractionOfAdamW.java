package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import java.util.Map;

/** AdamW at a fraction of the rate, for the parameters that another algorithm can't take. */
final class FractionOfAdamW extends Kernel implements StepContext {
  private static final Map<String, Double> NUMBERS =
      Map.of("beta1", 0.9, "beta2", 0.999, "epsilon", 1e-8);

  private static final double USUAL = 0.1;

  private final Kernel adamw = Adam.ADAMW.kernel(Arguments.of(Adam.ADAMW.signature(), Map.of()));
  private final boolean given;
  private final double usual;
  private StepContext step = this; // the strategy's, once there is one

  FractionOfAdamW(Arguments arguments) {
    this.given = arguments.has("rate-ratio");
    this.usual = OrthogonalMomentum.matchesAdam(arguments) ? 1 : USUAL;
  }

  /** The fraction, as a parameter. */
  static Parameter ratio() {
    return Parameter.hyperparameter(
            "rate-ratio",
            Domain.AT_LEAST_0,
            "Rate of all but matrices, as a factor; 0.1, or 1 with scale=match-rms.")
        .in(Unit.RATE);
  }

  @Override
  public int slots() {
    return adamw.slots();
  }

  @Override
  public void begin(StepContext now) {
    step = now;
    adamw.begin(this);
  }

  @Override
  public double rate() {
    return step.rate() * (given ? step.number("rate-ratio") : usual);
  }

  @Override
  public long count() {
    return step.count();
  }

  @Override
  public double number(String name) {
    Double number = NUMBERS.get(name);
    return number == null ? step.number(name) : number;
  }

  @Override
  public float weightKept() {
    return adamw.weightKept();
  }

  @Override
  public void update(float[] p, float[] g, float[][] state, int from, int to) {
    adamw.update(p, g, state, from, to);
  }
}
