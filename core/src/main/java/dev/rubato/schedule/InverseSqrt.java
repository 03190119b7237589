package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Signature;

/**
 * Falls with the root of time: a / √(1 + u/timescale). The Transformer's schedule is this after a
 * linear warm-up of {@code timescale} steps, up to the place of the 1.
 *
 * <p>{@code timescale} is a span of at least a step, after which the value is a/√2; one that comes
 * to no step is an error.
 */
public final class InverseSqrt extends Form {
  static final InverseSqrt FORM = new InverseSqrt();

  private InverseSqrt() {
    super(
        Signature.of("inverse-sqrt", Parameter.level("a", true), Parameter.span("timescale")),
        new About(
            "falls with the root of time, without an end",
            "a / √(1 + u/timescale)",
            "Vaswani 2017; Zhai 2022",
            "fairseq's is a·√(w/t) after w warm-up steps",
            "adam: linear(0 -> 1e-3) for 5% then inverse-sqrt(1e-3, timescale=5%)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    double a = arguments.number("a");
    double timescale = extent.units("timescale", arguments.span("timescale"));
    double length = extent.length();
    return new Shape() {
      @Override
      public double at(double u) {
        return a / Math.sqrt(1 + u / timescale);
      }

      @Override
      public double end() {
        return at(length);
      }
    };
  }
}
