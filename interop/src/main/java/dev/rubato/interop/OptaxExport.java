package dev.rubato.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strategy as a schedule and a gradient transformation of Optax. */
final class OptaxExport {
  private static final Map<String, Double> FIXED =
      Map.of("dampening", 0.0, "bias-correction", 1.0, "amsgrad", 0.0, "rate-inside", 0.0);

  private static final String MASK =
      """


      def mask(parameters):
          \"""Which of the parameters have weight decay.\"""
          def of(path, parameter):
              keys = [getattr(k, "key", getattr(k, "name", getattr(k, "idx", k))) for k in path]
              return decays(".".join(map(str, keys)), jnp.ndim(parameter))

          return jax.tree_util.tree_map_with_path(of, parameters)
      """;

  private OptaxExport() {}

  static String text(Exported exported) throws Inexpressible {
    exported.unwatched(Target.OPTAX, "has schedules of the count alone");
    boolean groups = !exported.groups().isEmpty();
    String note =
        "JAX computes in single precision unless jax_enable_x64 is set: about 1e-7 of a rate.";
    return PythonCode.about(exported, note)
        + (groups ? "import fnmatch\n\nimport jax\n" : "")
        + "import jax.numpy as jnp\nimport optax\n\nSTEPS = "
        + exported.horizon().steps()
        + "\n\n\n"
        + PythonCode.functions(exported, Dialect.JAX)
        + optimizer(exported);
  }

  private static String optimizer(Exported exported) throws Inexpressible {
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
    Map<String, Double> fixed = new LinkedHashMap<>(FIXED);
    List<String> parts = new ArrayList<>();
    clip(TorchOptimizer.CLIP_NORM, "optax.clip_by_global_norm(%s)", exported, fixed, parts);
    clip(TorchOptimizer.CLIP_VALUE, "optax.clip(%s)", exported, fixed, parts);
    exported.check(Target.OPTAX, words.keySet(), fixed);
    if (coupled && exported.scheduled().containsKey("weight-decay")) {
      throw new Inexpressible("optax has no schedule for " + type + "'s weight-decay");
    }
    if (!DecayMask.isAll(exported)) {
      Map<String, String> values = new LinkedHashMap<>();
      words.forEach(
          (ours, its) -> values.put(its.isEmpty() ? "weight_decay" : its, value(ours, exported)));
      OptaxGroups groups = new OptaxGroups(exported, words);
      return groups.functions(values) + groups.maker(parts);
    }
    boolean masks = !exported.groups().isEmpty();
    StringBuilder text = new StringBuilder();
    text.append(exported.scheduled().isEmpty() ? "" : "optax.inject_hyperparams(");
    text.append("optax.").append(type).append(exported.scheduled().isEmpty() ? "(" : ")(");
    text.append(exported.scheduled().isEmpty() ? "rate" : "learning_rate=rate");
    words.forEach(
        (ours, its) -> text.append(its.isEmpty() ? "" : ", " + its + "=" + value(ours, exported)));
    text.append(masks && !coupled ? ", mask=mask)" : ")");
    double decay = exported.constant().getOrDefault("weight-decay", 0.0);
    if (coupled && decay > 0) {
      parts.add(
          "optax.add_decayed_weights(%s%s)"
              .formatted(Dialect.JAX.number(decay), masks ? ", mask=mask" : ""));
    }
    parts.add(text.toString());
    return DecayMask.functions(exported)
        + (masks ? MASK : "")
        + "\n\ndef make_optimizer():\n    return "
        + (parts.size() > 1 ? "optax.chain(" + String.join(", ", parts) + ")" : parts.get(0))
        + "\n";
  }

  /** Clipping that doesn't move is a part of the chain. */
  private static void clip(
      String name, String call, Exported exported, Map<String, Double> fixed, List<String> parts) {
    Double limit = exported.constant().get(name);
    if (limit != null) {
      fixed.put(name, limit);
      parts.add(call.formatted(Dialect.JAX.number(limit)));
    }
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
