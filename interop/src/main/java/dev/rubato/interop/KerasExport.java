package dev.rubato.interop;

import java.util.LinkedHashMap;
import java.util.Map;

/** A strategy as a learning rate schedule and an optimizer of Keras 3. */
final class KerasExport {
  private static final Map<String, Double> FIXED =
      Map.of("dampening", 0.0, "bias-correction", 1.0, "rate-inside", 1.0);

  private KerasExport() {}

  static String text(Exported exported) throws Inexpressible {
    exported.unwatched(Target.KERAS, "has a schedule of the step alone");
    if (!DecayMask.isAll(exported)) {
      throw new Inexpressible(
          "keras has one rate and one set of numbers for all variables, so it has groups of"
              + " parameters only where they say (weight-decay=0); pytorch and optax have others");
    }
    if (!exported.scheduled().isEmpty()) {
      throw new Inexpressible(
          "keras takes a schedule for the rate alone, not for "
              + String.join(" and ", exported.scheduled().keySet()));
    }
    String note =
        "Keras computes in single precision: its rates differ by about 1e-7 of their size.";
    return PythonCode.about(exported, exported.notes(Target.KERAS, note))
        + (exported.groups().isEmpty() ? "" : "import fnmatch\n")
        + "import math\n\nimport keras\nfrom keras import ops\n\nSTEPS = "
        + exported.horizon().steps()
        + "\n\n\n"
        + PythonCode.functions(exported, Dialect.KERAS)
        + DecayMask.functions(exported)
        + """


        @keras.saving.register_keras_serializable(package="rubato")
        class Rate(keras.optimizers.schedules.LearningRateSchedule):
            def __call__(self, step):
                return rate(step)

            def get_config(self):
                return {}

        """
        + optimizer(exported);
  }

  private static String optimizer(Exported exported) throws Inexpressible {
    if (exported.groups().isEmpty()) {
      return "\n\ndef make_optimizer():\n    return %s\n".formatted(call(exported));
    }
    return """


    def make_optimizer(model):
        \"""For a model that is built, as its variables are looked at.\"""
        optimizer = %s
        variables = model.trainable_variables
        optimizer.exclude_from_weight_decay(
            [v for v in variables if not decays(v.path.replace("/", "."), len(v.shape))]
        )
        return optimizer
    """
        .formatted(call(exported));
  }

  private static String call(Exported exported) throws Inexpressible {
    Map<String, String> words = new LinkedHashMap<>();
    String type;
    switch (exported.optimizer()) {
      case "sgd" -> {
        type = "SGD";
        words.put("momentum", "momentum");
        words.put("nesterov", "nesterov");
        boolean moves = exported.constant().getOrDefault("momentum", 0.0) > 0;
        boolean inside = exported.constant().getOrDefault("rate-inside", 0.0) > 0;
        if (moves && !inside) {
          throw new Inexpressible(
              "keras keeps the rate inside sgd's momentum: say rate-inside=true for the same");
        }
        if (!moves) {
          words.put("rate-inside", "");
        }
      }
      case "adam", "adamw" -> {
        type = exported.optimizer().equals("adam") ? "Adam" : "AdamW";
        words.put("beta1", "beta_1");
        words.put("beta2", "beta_2");
        words.put("epsilon", "epsilon");
        words.put("amsgrad", "amsgrad");
        if (type.equals("AdamW")) {
          words.put("weight-decay", "weight_decay");
        }
      }
      case "lion" -> {
        type = "Lion";
        words.put("beta1", "beta_1");
        words.put("beta2", "beta_2");
        words.put("weight-decay", "weight_decay");
      }
      default ->
          throw new Inexpressible(
              "keras has no "
                  + exported.optimizer()
                  + " with these numbers; it has sgd, adam, adamw and lion");
    }
    if (words.containsKey("epsilon")) {
      exported.checkEpsilon(Target.KERAS);
    }
    Map<String, Double> fixed = new LinkedHashMap<>(FIXED);
    fixed.keySet().removeAll(words.keySet());
    boolean norm = exported.constant().containsKey(TorchOptimizer.CLIP_NORM);
    if (norm) {
      words.put(TorchOptimizer.CLIP_NORM, "global_clipnorm");
    } else if (exported.constant().containsKey(TorchOptimizer.CLIP_VALUE)) {
      words.put(TorchOptimizer.CLIP_VALUE, "clipvalue");
    }
    exported.check(Target.KERAS, words.keySet(), fixed);
    StringBuilder text = new StringBuilder("keras.optimizers.").append(type).append("(Rate()");
    words.forEach(
        (ours, its) -> {
          double value = exported.constant().getOrDefault(ours, 0.0);
          boolean flag = ours.equals("nesterov") || ours.equals("amsgrad");
          String written = flag ? (value == 0 ? "False" : "True") : Dialect.KERAS.number(value);
          text.append(its.isEmpty() ? "" : ", " + its + "=" + written);
        });
    return text.append(")").toString();
  }
}
