package dev.rubato.schedule;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Signature;
import java.util.Map;

/**
 * The fall at the end of a constant rate: b + (a − b)·(1 − √p) for {@code shape=sqrt}; 1 − p for
 * {@code linear}; ½(1 + cos πp) for {@code cosine}; 1 − p² for {@code square}.
 *
 * <p>The length D is the phrase's. The ends are finite, and of a learning rate at least 0, and any
 * other word for {@code shape} is an error that lists these.
 */
public final class Cooldown extends Form {
  static final Cooldown FORM = new Cooldown();

  private Cooldown() {
    super(
        Signature.of(
            "cooldown",
            Parameter.ramp("a -> b"),
            Parameter.choice("shape", "sqrt", "linear", "cosine", "square")),
        new About(
            "the fall at the end of a constant rate",
            "b + (a − b)·s, s = 1 − √p (sqrt), 1 − p (linear), ½(1 + cos πp) (cosine), 1 − p² (square)",
            "Hägele 2024; Zhai 2022",
            "",
            "sgd: 0.1 for 80% then cooldown(-> 0)"));
  }

  @Override
  public Shape shape(Arguments arguments, Extent extent) {
    Ramp ramp = arguments.ramp("a -> b");
    double a = from(ramp, extent);
    double b = ramp.to().number();
    double length = extent.length();
    return switch (arguments.word("shape")) {
      case "linear" -> Linear.FORM.shape(same(ramp, Linear.FORM), extent);
      case "cosine" -> Cosine.FORM.shape(same(ramp, Cosine.FORM), extent);
      case "square" ->
          new Shape() {
            @Override
            public double at(double u) {
              double q = (length - u) / length;
              double p = u / length;
              return a * (q * (1 + p)) + b * (p * p); // 1 − p² = (1 − p)(1 + p)
            }

            @Override
            public double end() {
              return b;
            }
          };
      default ->
          new Shape() {
            @Override
            public double at(double u) {
              double q = (length - u) / length;
              double root = Math.sqrt(u / length);
              return a * (q / (1 + root)) + b * root; // 1 − √p without cancelling
            }

            @Override
            public double end() {
              return b;
            }
          };
    };
  }

  private static Arguments same(Ramp ramp, Form form) {
    return Arguments.of(form.signature(), Map.of("a -> b", ramp));
  }
}
