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
  static final String CLIP_NORM = "clip-norm";
  static final String CLIP_VALUE = "clip-value";
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
    known.addAll(List.of("maximize", CLIP_NORM, CLIP_VALUE));
    exported.check(target, known, FIXED);
    for (String clip : List.of(CLIP_NORM, CLIP_VALUE)) {
      if (exported.scheduled().containsKey(clip)) {
        throw new Inexpressible("%s has no %s that moves".formatted(target, clip));
      }
    }
    for (ExportedGroup group : exported.groups()) {
      for (String name : group.numbers().keySet()) {
        boolean none = name.equals("weight-decay") && group.isWithoutDecay();
        if (!none && !own.words.containsKey(name)) {
          throw new Inexpressible(
              "%s has no %s for a group of %s's parameters"
                  .formatted(target, name, exported.optimizer()));
        }
      }
    }
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

  /** Whether the gradient is clipped before an update. */
  static boolean clips(Exported exported) {
    return exported.constant().containsKey(CLIP_NORM)
        || exported.constant().containsKey(CLIP_VALUE);
  }

  /** The class of an optimizer that clips, or nothing where nothing is clipped. */
  String clipping(Exported exported) {
    Double norm = exported.constant().get(CLIP_NORM);
    Double value = exported.constant().get(CLIP_VALUE);
    if (!clips(exported)) {
      return "";
    }
    String call = "        torch.nn.utils.clip_grad_%s_(parameters, %s)\n";
    return """


    class Optimizer(torch.optim.%s):
        \"""Clips the gradient before each update.\"""

        def step(self, closure=None):
            loss = None
            if closure is not None:
                with torch.enable_grad():
                    loss = closure()
            parameters = [each for group in self.param_groups for each in group["params"]]
    %s%s        super().step()
            return loss
    """
        .formatted(
            type,
            norm == null ? "" : call.formatted("norm", Dialect.PYTHON.number(norm)),
            value == null ? "" : call.formatted("value", Dialect.PYTHON.number(value)));
  }

  /**
   * The call that makes it.
   *
   * @param parameters the expression for them
   * @param clips whether it is the class that clips, where something is clipped
   */
  String call(Exported exported, String parameters, boolean clips, double lr) {
    String rate = lr == 1 ? "1.0" : Dialect.PYTHON.number(lr);
    List<String> arguments = new ArrayList<>(List.of(parameters, "lr=" + rate));
    Map<String, String> pairs = new LinkedHashMap<>();
    words.forEach((ours, its) -> pairs.merge(its, value(ours, exported), (a, b) -> a + ", " + b));
    pairs.forEach((its, value) -> arguments.add(its + "=" + pair(value)));
    if (exported.constant().getOrDefault("maximize", 0.0) != 0) {
      arguments.add("maximize=True");
    }
    if (type.equals("NAdam")) {
      arguments.add("foreach=True"); // without it PyTorch 1.13 multiplies a momentum twice
    }
    String own = clips && clips(exported) ? "Optimizer" : "torch.optim." + type;
    return own + "(" + String.join(", ", arguments) + ")";
  }

  /** What sets one number of {@code group} to a value; nothing where the optimizer has none. */
  String set(String ours, String value) {
    String its = words.get(ours);
    if (its == null) {
      return "";
    }
    List<String> both =
        words.keySet().stream().filter(name -> its.equals(words.get(name))).toList();
    if (both.size() == 1) {
      return "group[\"" + its + "\"] = " + value;
    }
    boolean first = both.get(0).equals(ours);
    return first
        ? "group[\"%s\"] = (%s, group[\"%s\"][1])".formatted(its, value, its)
        : "group[\"%s\"] = (group[\"%s\"][0], %s)".formatted(its, its, value);
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
                                ? PythonCode.call(
                                    PythonCode.name(name), exported.scheduled().get(name))
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
