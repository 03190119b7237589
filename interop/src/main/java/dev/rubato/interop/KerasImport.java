package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keras' learning rate schedules, from their constructors or their serialized config. */
final class KerasImport {
  private static final List<String> KNOWN =
      List.of(
          "CosineDecay",
          "CosineDecayRestarts",
          "ExponentialDecay",
          "InverseTimeDecay",
          "PiecewiseConstantDecay",
          "PolynomialDecay");

  private KerasImport() {}

  /** The call that a config stands for; anything else as it is. */
  static ForeignCall call(ForeignCall call) {
    Object type = call.named().get("class_name");
    if (type instanceof String name && call.named().get("config") instanceof ForeignCall config) {
      return new ForeignCall(name, List.of(), config.named());
    }
    return call;
  }

  static boolean isSchedule(ForeignCall call) {
    return KNOWN.contains(call.name());
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** A schedule; an argument that is none of its own is refused. */
  static String schedule(ForeignCall call) throws Inexpressible {
    String text = said(call);
    call.checkRead(Set.of("name", "warmup_target", "warmup_steps"));
    return text;
  }

  private static String said(ForeignCall call) throws Inexpressible {
    return switch (call.name()) {
      case "CosineDecay" -> cosine(call);
      case "CosineDecayRestarts" -> {
        double a = call.need("initial_learning_rate", 0);
        double alpha = call.number("alpha", 4, 0);
        double decay = call.number("m_mul", 3, 1);
        yield "cosine-restarts(%s -> %s, first=%s, multiply=%s, decay=%s)%s"
            .formatted(
                p(alpha == 0 || decay == 1 ? a : a * (1 - alpha)),
                p(alpha == 0 ? 0 : decay == 1 ? a * alpha : 0),
                p(call.need("first_decay_steps", 1)),
                p(call.number("t_mul", 2, 2)),
                p(decay),
                alpha == 0 || decay == 1 ? "" : " + " + p(a * alpha));
      }
      case "ExponentialDecay" ->
          "exponential(%s, gamma=%s, every=%s, staircase=%s)"
              .formatted(
                  p(call.need("initial_learning_rate", 0)),
                  p(call.need("decay_rate", 2)),
                  p(call.need("decay_steps", 1)),
                  call.flag("staircase", 3, false));
      case "InverseTimeDecay" ->
          "time-decay(%s, rate=%s, every=%s, staircase=%s)"
              .formatted(
                  p(call.need("initial_learning_rate", 0)),
                  p(call.need("decay_rate", 2)),
                  p(call.need("decay_steps", 1)),
                  call.flag("staircase", 3, false));
      case "PolynomialDecay" -> {
        if (call.flag("cycle", 4, false)) {
          throw new Inexpressible("PolynomialDecay with cycle=True has no words here: use CSV");
        }
        double end = call.number("end_learning_rate", 2, 1e-4);
        yield "polynomial(%s -> %s, power=%s) for %s"
            .formatted(
                p(call.need("initial_learning_rate", 0)),
                p(end),
                p(call.number("power", 3, 1)),
                p(call.need("decay_steps", 1)));
      }
      default -> piecewise(call);
    };
  }

  private static String cosine(ForeignCall call) throws Inexpressible {
    double a = call.need("initial_learning_rate", 0);
    double steps = call.need("decay_steps", 1);
    double warm = call.number("warmup_steps", 5, 0);
    double target = call.number("warmup_target", 4, Double.NaN);
    boolean warms = warm > 0 && !Double.isNaN(target);
    double top = warms ? target : a;
    double end = Numbers.round(call.number("alpha", 2, 0) * top, 15);
    return (warms ? "linear(%s -> %s) for %s then ".formatted(p(a), p(target), p(warm)) : "")
        + "cosine(%s -> %s) for %s".formatted(p(top), p(end), p(steps));
  }

  /** Keras' levels change after their boundary: at t > m, where ours change at t ≥ m. */
  private static String piecewise(ForeignCall call) throws Inexpressible {
    if (call.find("boundaries", 0) instanceof List<?> times
        && call.find("values", 1) instanceof List<?> values
        && values.size() == times.size() + 1) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        if (!(values.get(i) instanceof Double value)) {
          throw new Inexpressible("PiecewiseConstantDecay's values must be numbers");
        }
        if (i == times.size()) {
          parts.add(p(value));
        } else if (times.get(i) instanceof Double time) {
          parts.add(p(value) + " until " + p(Math.floor(time) + 1));
        } else {
          throw new Inexpressible("PiecewiseConstantDecay's boundaries must be numbers");
        }
      }
      return String.join(" then ", parts);
    }
    throw new Inexpressible(
        "PiecewiseConstantDecay needs boundaries, and one value more, as lists");
  }
}
