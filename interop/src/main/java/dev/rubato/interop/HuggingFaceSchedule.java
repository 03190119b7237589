package dev.rubato.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hugging Face's functions that make a schedule, as the training arguments that ask for it. */
final class HuggingFaceSchedule {
  private static final String GET_SCHEDULER = "get_scheduler";

  /** What {@code lr_scheduler_type} says instead. */
  private static final Map<String, String> KINDS =
      Map.of(
          "get_constant_schedule", "constant",
          "get_constant_schedule_with_warmup", "constant_with_warmup",
          "get_linear_schedule_with_warmup", "linear",
          "get_cosine_schedule_with_warmup", "cosine",
          "get_cosine_with_hard_restarts_schedule_with_warmup", "cosine_with_restarts",
          "get_cosine_with_min_lr_schedule_with_warmup", "cosine_with_min_lr",
          "get_polynomial_decay_schedule_with_warmup", "polynomial",
          "get_inverse_sqrt_schedule", "inverse_sqrt",
          "get_wsd_schedule", "warmup_stable_decay");

  /** The arguments after the optimizer that may be given by their place. */
  private static final Map<String, List<String>> PLACES =
      Map.of(
          "constant", List.of("last_epoch"),
          "inverse_sqrt", List.of("num_warmup_steps", "timescale"),
          "constant_with_warmup", List.of("num_warmup_steps"),
          "warmup_stable_decay", List.of("num_warmup_steps", "num_decay_steps"),
          "polynomial", List.of("num_warmup_steps", "num_training_steps", "lr_end", "power"));

  private static final List<String> OTHER_PLACES =
      List.of("num_warmup_steps", "num_training_steps", "num_cycles");

  private HuggingFaceSchedule() {}

  static boolean is(ForeignCall call) {
    return KINDS.containsKey(call.name()) || call.name().equals(GET_SCHEDULER);
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
    boolean any = call.name().equals(GET_SCHEDULER);
    String kind = any ? call.word("name", 0, "") : KINDS.getOrDefault(call.name(), "");
    List<String> places = any ? OTHER_PLACES : PLACES.getOrDefault(kind, OTHER_PLACES);
    Map<String, Object> options = new HashMap<>();
    Map<String, Object> more = new HashMap<>();
    Object own = any ? call.find("scheduler_specific_kwargs", 4) : null;
    if (own instanceof ForeignCall given) {
      more.putAll(given.named());
    }
    options.put("learning_rate", lr);
    options.put("lr_scheduler_type", kind);
    options.put("warmup_steps", call.number("num_warmup_steps", any ? 2 : 1, 0));
    int total = places.indexOf("num_training_steps");
    if (call.find("num_training_steps", any ? 3 : 1 + total) instanceof Double steps) {
      options.put("max_steps", steps); // a variable's value is not needed by most
    }
    call.find("optimizer", any ? 1 : 0);
    for (int i = any ? places.size() : 1; i < places.size(); i++) {
      put(more, places.get(i), call.find(places.get(i), 1 + i));
    }
    for (String name : call.unread()) {
      put(more, name, call.find(name, -1));
    }
    more.keySet().removeAll(Set.of("last_epoch", "num_training_steps"));
    options.put("lr_scheduler_kwargs", ForeignCall.of(more));
    return HuggingFaceImport.schedule(options, notes);
  }

  private static void put(Map<String, Object> more, String name, @Nullable Object value) {
    if (value != null) {
      more.put(name, value);
    }
  }
}
