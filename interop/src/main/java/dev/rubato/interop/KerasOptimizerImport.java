package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keras' optimizers, from their constructors or their serialized config. */
final class KerasOptimizerImport {
  private static final Map<String, String> OURS =
      Map.of(
          "SGD", "sgd",
          "Adam", "adam",
          "AdamW", "adamw",
          "Lion", "lion",
          "RMSprop", "rmsprop",
          "Adagrad", "adagrad",
          "Adamax", "adamax");

  private KerasOptimizerImport() {}

  /** Whether a call makes one: PyTorch's of the same names say lr, and parameters first. */
  static boolean is(ForeignCall call) {
    Object first = call.positional().isEmpty() ? null : call.positional().get(0);
    boolean rate =
        first instanceof Double
            || (first instanceof ForeignCall given
                && KerasImport.isSchedule(KerasImport.call(given)));
    return (OURS.containsKey(call.name())
            || List.of("Nadam", "Ftrl", "Adafactor", "Adadelta", "Lamb").contains(call.name()))
        && !call.named().containsKey("lr")
        && (call.named().containsKey("learning_rate") || rate);
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** The whole strategy. */
  static String strategy(ForeignCall call, List<String> notes) throws Inexpressible {
    String ours = OURS.get(call.name());
    if (ours == null) {
      throw new Inexpressible(
          "Keras' " + call.name() + " has no words here: write the optimizer yourself");
    }
    String rate =
        call.find("learning_rate", 0) instanceof ForeignCall schedule
            ? KerasImport.schedule(KerasImport.call(schedule))
            : p(call.number("learning_rate", 0, ours.equals("sgd") ? 0.01 : 1e-3));
    return ours + "(" + arguments(ours, call, notes) + "): " + rate;
  }

  private static String arguments(String ours, ForeignCall call, List<String> notes)
      throws Inexpressible {
    StringBuilder text = new StringBuilder();
    switch (ours) {
      case "sgd" -> {
        double momentum = call.number("momentum", 1, 0);
        text.append("momentum=").append(p(momentum));
        text.append(", nesterov=").append(call.flag("nesterov", 2, false));
        text.append(momentum > 0 ? ", rate-inside=true" : "");
      }
      case "rmsprop" -> {
        text.append("alpha=").append(p(call.number("rho", 1, 0.9)));
        text.append(", momentum=").append(p(call.number("momentum", 2, 0)));
        text.append(", epsilon=").append(p(call.number("epsilon", 3, 1e-7)));
        text.append(", epsilon-inside=true, centered=").append(call.flag("centered", 4, false));
      }
      case "adagrad" -> {
        text.append("initial-accumulator=");
        text.append(p(call.number("initial_accumulator_value", 1, 0.1)));
        text.append(", epsilon=").append(p(call.number("epsilon", 2, 1e-7)));
        notes.add("Keras adds Adagrad's epsilon inside the root");
      }
      default -> {
        boolean lion = ours.equals("lion");
        int first = ours.equals("adamw") ? 2 : 1;
        text.append("beta1=").append(p(call.number("beta_1", first, 0.9)));
        text.append(", beta2=").append(p(call.number("beta_2", first + 1, lion ? 0.99 : 0.999)));
        if (!lion) {
          text.append(", epsilon=").append(p(call.number("epsilon", first + 2, 1e-7)));
          notes.add("Keras adds epsilon before the correction of the bias, ours after it");
        }
      }
    }
    double decay =
        call.number(
            "weight_decay", ours.equals("adamw") ? 1 : -1, ours.equals("adamw") ? 0.004 : 0);
    if (decay > 0 && !ours.equals("adamw") && !ours.equals("lion")) {
      text.append(", decay=decoupled");
    }
    text.append(", weight-decay=").append(p(decay));
    if (call.find("clipnorm", -1) != null) {
      throw new Inexpressible(
          "clipnorm clips each variable by itself, which has no words here: use global_clipnorm");
    }
    double norm = call.number("global_clipnorm", -1, 0);
    double value = call.number("clipvalue", -1, 0);
    text.append(norm > 0 ? ", clip-norm=" + p(norm) : "");
    call.checkRead(
        Set.of(
            "name",
            "jit_compile",
            "use_ema",
            "ema_momentum",
            "ema_overwrite_frequency",
            "loss_scale_factor",
            "gradient_accumulation_steps",
            "is_legacy_optimizer"));
    if (call.flag("use_ema", -1, false)) {
      throw new Inexpressible("use_ema has other weights than ema here: write it yourself");
    }
    return text.append(value > 0 ? ", clip-value=" + p(value) : "").toString();
  }
}
