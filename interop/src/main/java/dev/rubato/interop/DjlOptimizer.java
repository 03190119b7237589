package dev.rubato.interop;

import java.util.LinkedHashMap;
import java.util.Map;

/** The optimizers of DJL that its PyTorch engine has, as calls of their builders. */
final class DjlOptimizer {
  private static final Map<String, Double> FIXED =
      Map.of(
          "dampening", 0.0,
          "nesterov", 0.0,
          "rate-inside", 0.0,
          "amsgrad", 0.0,
          "bias-correction", 1.0);

  private DjlOptimizer() {}

  static String call(Exported exported) throws Inexpressible {
    Map<String, String> words = new LinkedHashMap<>();
    String type = exported.optimizer();
    switch (type) {
      case "sgd" -> words.put("momentum", "optMomentum");
      case "adam", "adamw" -> {
        words.put("beta1", "optBeta1");
        words.put("beta2", "optBeta2");
        words.put("epsilon", "optEpsilon");
      }
      default ->
          throw new Inexpressible(
              "djl has no " + type + " that runs on PyTorch; it has sgd, adam and adamw");
    }
    words.put("weight-decay", "optWeightDecays");
    exported.checkEpsilon(Target.DJL);
    exported.check(Target.DJL, words.keySet(), FIXED);
    StringBuilder text = new StringBuilder();
    text.append(type.equals("adamw") ? "AdamW.builder()" : "Optimizer." + type + "()");
    text.append(type.equals("sgd") ? ".setLearningRateTracker" : ".optLearningRateTracker");
    text.append("(TRACKER)");
    words.forEach(
        (ours, its) ->
            text.append("\n        .")
                .append(its)
                .append("((float) ")
                .append(Dialect.JAVA.number(exported.constant().getOrDefault(ours, 0.0)))
                .append(")"));
    return text.append("\n        .build()").toString();
  }
}
