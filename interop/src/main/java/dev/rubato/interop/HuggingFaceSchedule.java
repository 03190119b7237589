package dev.rubato.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Hugging Face's functions that make a schedule, as the training arguments that ask for it. */
final class HuggingFaceSchedule {
  private static final String WARM_UP = "num_warmup_steps";
  private static final String STEPS = "num_training_steps";
  private static final String MORE = "scheduler_specific_kwargs";

  /**
   * A function.
   *
   * @param kind what {@code lr_scheduler_type} says instead; where it is empty, an argument says it
   * @param arguments those that may be given by their place
   */
  private record Function(String kind, List<String> arguments) {}

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "get_scheduler", of("", "name", "optimizer", WARM_UP, STEPS, MORE),
          "get_constant_schedule", of("constant", "optimizer"),
          "get_constant_schedule_with_warmup", of("constant_with_warmup", "optimizer", WARM_UP),
          "get_linear_schedule_with_warmup", of("linear", "optimizer", WARM_UP, STEPS),
          "get_cosine_schedule_with_warmup",
              of("cosine", "optimizer", WARM_UP, STEPS, "num_cycles"),
          "get_cosine_with_hard_restarts_schedule_with_warmup",
              of("cosine_with_restarts", "optimizer", WARM_UP, STEPS, "num_cycles"),
          "get_cosine_with_min_lr_schedule_with_warmup",
              of("cosine_with_min_lr", "optimizer", WARM_UP, STEPS, "num_cycles"),
          "get_polynomial_decay_schedule_with_warmup",
              of("polynomial", "optimizer", WARM_UP, STEPS, "lr_end", "power"),
          "get_inverse_sqrt_schedule", of("inverse_sqrt", "optimizer", WARM_UP, "timescale"),
          "get_wsd_schedule",
              of("warmup_stable_decay", "optimizer", WARM_UP)); // then versions differ

  private HuggingFaceSchedule() {}

  private static Function of(String kind, String... arguments) {
    return new Function(kind, List.of(arguments));
  }

  static boolean is(ForeignCall call) {
    return FUNCTIONS.containsKey(call.name());
  }

  /** The place of a function's optimizer among its arguments. */
  static int optimizer(ForeignCall call) {
    return function(call).arguments().indexOf("optimizer");
  }

  private static Function function(ForeignCall call) {
    return Objects.requireNonNull(FUNCTIONS.get(call.name()));
  }

  /**
   * The schedule in the notation (Wolf et al. 2019, arXiv:1910.03771; transformers:
   * optimization.py).
   *
   * @param lr the optimizer's rate, or NaN
   */
  static String read(ForeignCall call, double lr, List<String> notes) throws Inexpressible {
    if (Double.isNaN(lr)) {
      throw new Inexpressible(
          "the optimizer's rate is missing: add its line, such as AdamW(parameters, lr=5e-5), or"
              + " --lr");
    }
    Function function = function(call);
    String kind = function.kind().isEmpty() ? call.word("name", 0, "") : function.kind();
    Map<String, Object> given = named(call, function);
    Map<String, Object> options = new HashMap<>();
    options.put("learning_rate", lr);
    options.put("lr_scheduler_type", kind);
    Object warmUp = given.remove(WARM_UP);
    if (warmUp != null) {
      options.put("warmup_steps", warmUp);
    }
    if (given.remove(STEPS) instanceof Double steps) { // most do without what a variable says
      options.put("max_steps", steps);
    }
    if (given.remove(MORE) instanceof ForeignCall more) {
      given.putAll(more.named());
    }
    given.keySet().removeAll(Set.of("name", "optimizer", "last_epoch"));
    options.put("lr_scheduler_kwargs", ForeignCall.of(given));
    return HuggingFaceImport.schedule(options, notes);
  }

  /** All arguments by their names. */
  private static Map<String, Object> named(ForeignCall call, Function function)
      throws Inexpressible {
    List<String> names = function.arguments();
    if (call.positional().size() > names.size()) {
      throw new Inexpressible(
          "%s is read with %s by their places: give the others by their names"
              .formatted(call.name(), String.join(", ", names)));
    }
    Map<String, Object> named = new HashMap<>(call.named());
    for (int i = 0; i < call.positional().size(); i++) {
      named.put(names.get(i), call.positional().get(i));
    }
    return named;
  }
}
