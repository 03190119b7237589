package dev.rubato.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer of {@code torch.optim}: its class, and its word for each hyperparameter of ours. Two
 * of ours under one word are its pair.
 */
record TorchOptimizer(String type, Map<String, String> words) {
  private static final Map<String, Double> FIXED =
      Map.of("rate-inside", 0.0, "epsilon-inside", 0.0, "bias-correction", 1.0);
  private static final List<String> FLAGS = List.of("nesterov", "centered", "amsgrad", "maximize");
  private static final Map<String, TorchOptimizer> ALL = new LinkedHashMap<>();

  static {
    add("sgd", "SGD", "momentum momentum dampening dampening nesterov nesterov");
    add("adagrad", "Adagrad", "initial-accumulator initial_accumulator_value epsilon eps");
    add("rmsprop", "RMSprop", "alpha alpha epsilon eps momentum momentum centered centered");
    add("adam", "Adam", "beta1 betas beta2 betas epsilon eps amsgrad amsgrad");
    add("adamw", "AdamW", "beta1 betas beta2 betas epsilon eps amsgrad amsgrad");
    add("nadam", "NAdam", "beta1 betas beta2 betas epsilon eps momentum-decay momentum_decay");
    add("radam", "RAdam", "beta1 betas beta2 betas epsilon eps");
    add("adamax", "Adamax", "beta1 betas beta2 betas epsilon eps");
    add("adadelta", "Adadelta", "rho rho epsilon eps");
    add("rprop", "Rprop", "eta-minus etas eta-plus etas min-step step_sizes max-step step_sizes");
  }

  private static void add(String name, String type, String pairs) {
    Map<String, String> words = new LinkedHashMap<>();
    String[] each = pairs.split(" ", -1);
    for (int i = 0; i < each.length; i += 2) {
      words.put(each[i], each[i + 1]);
    }
    if (!name.equals("rprop")) {
      words.put("weight-decay", "weight_decay");
    }
    ALL.put(name, new TorchOptimizer(type, words));
  }

  /** PyTorch's optimizer for an exported strategy. */
  static TorchOptimizer of(Exported exported, Target target) throws Inexpressible {
    TorchOptimizer own = ALL.get(exported.optimizer());
    if (own == null) {
      throw new Inexpressible(
          "PyTorch has no "
              + exported.optimizer()
              + "; it has "
              + String.join(", ", ALL.keySet())
              + ", and rubato.py has others");
    }
    TreeSet<String> known = new TreeSet<>(own.words.keySet());
    known.add("maximize");
    exported.check(target, known, FIXED);
    return own;
  }

  /** Our name for a class of PyTorch's, or null if it is none of these. */
  static @Nullable String ours(String type) {
    for (Map.Entry<String, TorchOptimizer> each : ALL.entrySet()) {
      if (each.getValue().type.equals(type)) {
        return each.getKey();
      }
    }
    return null;
  }

  /** PyTorch's word for each hyperparameter of ours. */
  static Map<String, String> words(String ours) {
    TorchOptimizer own = ALL.get(ours);
    return own == null ? Map.of() : own.words;
  }

  /** The call that makes it. */
  String call(Exported exported) {
    List<String> arguments = new ArrayList<>(List.of("parameters", "lr=1.0"));
    Map<String, String> pairs = new LinkedHashMap<>();
    words.forEach((ours, its) -> pairs.merge(its, value(ours, exported), (a, b) -> a + ", " + b));
    pairs.forEach((its, value) -> arguments.add(its + "=" + pair(value)));
    if (exported.constant().getOrDefault("maximize", 0.0) != 0) {
      arguments.add("maximize=True");
    }
    if (type.equals("NAdam")) {
      arguments.add("foreach=True"); // without it PyTorch 1.13 multiplies a momentum twice
    }
    return "torch.optim." + type + "(" + String.join(", ", arguments) + ")";
  }

  /** What is set before each update, a line for each word. */
  List<String> moves(Exported exported, String group) {
    List<String> lines = new ArrayList<>();
    for (String its : List.copyOf(new LinkedHashSet<>(words.values()))) {
      List<String> ours =
          words.keySet().stream().filter(name -> its.equals(words.get(name))).toList();
      if (ours.stream().anyMatch(exported.scheduled()::containsKey)) {
        String value =
            String.join(
                ", ",
                ours.stream()
                    .map(
                        name ->
                            exported.scheduled().containsKey(name)
                                ? PythonCode.name(name) + "(t)"
                                : value(name, exported))
                    .toList());
        lines.add(group + "[\"" + its + "\"] = " + pair(value));
      }
    }
    return lines;
  }

  private static String pair(String value) {
    return value.contains(", ") ? "(" + value + ")" : value;
  }

  private static String value(String ours, Exported exported) {
    if (exported.scheduled().containsKey(ours)) {
      return Dialect.PYTHON.number(exported.scheduled().get(ours).at(0));
    }
    double value = exported.constant().getOrDefault(ours, 0.0);
    return FLAGS.contains(ours) ? (value == 0 ? "False" : "True") : Dialect.PYTHON.number(value);
  }
}
