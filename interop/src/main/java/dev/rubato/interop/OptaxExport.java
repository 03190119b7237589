package dev.rubato.interop;

import java.util.LinkedHashMap;
import java.util.Map;

/** A strategy as a schedule and a gradient transformation of Optax. */
final class OptaxExport {
  private static final Map<String, Double> FIXED =
      Map.of("dampening", 0.0, "bias-correction", 1.0, "amsgrad", 0.0, "rate-inside", 0.0);

  private OptaxExport() {}

  static String text(Exported exported) throws Inexpressible {
    exported.ungrouped(Target.OPTAX, "has one rate for all").unwatched(Target.OPTAX, "has none");
    String note =
        "JAX computes in single precision unless jax_enable_x64 is set: about 1e-7 of a rate.";
    return PythonCode.about(exported, note)
        + "import jax.numpy as jnp\nimport optax\n\nSTEPS = "
        + exported.horizon().steps()
        + "\n\n\n"
        + PythonCode.functions(exported, Dialect.JAX)
        + "\n\ndef make_optimizer():\n    return "
        + call(exported)
        + "\n";
  }

  private static String call(Exported exported) throws Inexpressible {
    Map<String, String> words = new LinkedHashMap<>();
    String type = exported.optimizer();
    boolean coupled = type.equals("sgd") || type.equals("adam");
    switch (type) {
      case "sgd" -> {
        words.put("momentum", "momentum");
        words.put("nesterov", "nesterov");
      }
      case "adam", "adamw", "nadamw", "lion" -> {
        words.put("beta1", "b1");
        words.put("beta2", "b2");
        if (!type.equals("lion")) {
          words.put("epsilon", "eps");
        }
      }
      default ->
          throw new Inexpressible(
              "optax has no "
                  + type
                  + " with these numbers; it has sgd, adam, adamw, nadamw and lion");
    }
    words.put("weight-decay", coupled ? "" : "weight_decay");
    exported.check(Target.OPTAX, words.keySet(), FIXED);
    if (coupled && exported.scheduled().containsKey("weight-decay")) {
      throw new Inexpressible("optax has no schedule for " + type + "'s weight-decay");
    }
    StringBuilder text = new StringBuilder();
    text.append(exported.scheduled().isEmpty() ? "" : "optax.inject_hyperparams(");
    text.append("optax.").append(type).append(exported.scheduled().isEmpty() ? "(" : ")(");
    text.append(exported.scheduled().isEmpty() ? "rate" : "learning_rate=rate");
    words.forEach(
        (ours, its) -> text.append(its.isEmpty() ? "" : ", " + its + "=" + value(ours, exported)));
    text.append(")");
    double decay = exported.constant().getOrDefault("weight-decay", 0.0);
    return coupled && decay > 0
        ? "optax.chain(optax.add_decayed_weights(%s), %s)"
            .formatted(Dialect.JAX.number(decay), text)
        : text.toString();
  }

  private static String value(String ours, Exported exported) {
    if (exported.scheduled().containsKey(ours)) {
      return PythonCode.name(ours);
    }
    double value = exported.constant().getOrDefault(ours, 0.0);
    boolean flag = ours.equals("nesterov");
    return flag ? (value == 0 ? "False" : "True") : Dialect.JAX.number(value);
  }
}
