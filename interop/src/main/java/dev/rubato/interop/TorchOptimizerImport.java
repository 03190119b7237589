package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** PyTorch's optimizers, from their constructors. */
final class TorchOptimizerImport {
  /** What follows the parameters and the rate, where they are given by their places. */
  private static final Map<String, List<String>> PLACES =
      Map.of(
          "SGD", List.of("momentum", "dampening", "weight_decay", "nesterov"),
          "Adam", List.of("betas", "eps", "weight_decay", "amsgrad"),
          "AdamW", List.of("betas", "eps", "weight_decay", "amsgrad"),
          "RMSprop", List.of("alpha", "eps", "weight_decay", "momentum", "centered"));

  private static final Map<String, Double> RATES =
      Map.of(
          "Adam",
          1e-3,
          "AdamW",
          1e-3,
          "RAdam",
          1e-3,
          "NAdam",
          2e-3,
          "Adamax",
          2e-3,
          "Adagrad",
          1e-2,
          "RMSprop",
          1e-2,
          "Rprop",
          1e-2,
          "Adadelta",
          1.0);

  private TorchOptimizerImport() {}

  /** The rate that it is given, or that is known, or its own. */
  static double rate(ForeignCall call, double known) throws Inexpressible {
    double fallback = Double.isNaN(known) ? RATES.getOrDefault(call.name(), Double.NaN) : known;
    return call.number("lr", 1, fallback);
  }

  /** The optimizer in the notation. */
  static String read(ForeignCall call, List<String> notes) throws Inexpressible {
    String ours = Objects.requireNonNull(TorchOptimizer.ours(call.name()));
    List<String> places = PLACES.getOrDefault(call.name(), List.of());
    List<String> arguments = new ArrayList<>();
    for (Map.Entry<String, String> each : TorchOptimizer.words(ours).entrySet()) {
      String name = each.getKey();
      String its = each.getValue();
      int place = places.contains(its) ? places.indexOf(its) + 2 : -1;
      Object value = call.find(its, place);
      if (value instanceof List<?> pair && pair.size() == 2) {
        boolean second = List.of("beta2", "eta-plus", "max-step").contains(name);
        if (!(pair.get(second ? 1 : 0) instanceof Double number)) {
          throw new Inexpressible(its + " must be two numbers");
        }
        arguments.add(name + "=" + Numbers.print(number));
      } else if (value instanceof Boolean flag) {
        arguments.add(name + "=" + flag);
      } else if (value != null) {
        arguments.add(name + "=" + Numbers.print(call.number(its, place, 0)));
      }
    }
    if (call.flag("maximize", -1, false)) {
      arguments.add("maximize=true");
    }
    if (call.find("params", 0) instanceof List<?> groups
        && groups.stream().anyMatch(ForeignCall.class::isInstance)) {
      notes.add("its groups of parameters are left out: say them as with \"…\" (rate=…)");
    }
    call.find("lr", 1); // which the schedule says
    call.checkRead(Set.of("foreach", "fused", "capturable", "differentiable"));
    return ours + "(" + String.join(", ", arguments) + ")";
  }
}
