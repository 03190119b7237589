package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import dev.rubato.interop.ForeignText.ForeignCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of training programs: Hugging Face's training arguments, and timm's command line. */
final class OptionsImport {
  private final List<String> notes;
  private final ForeignCall call;

  private OptionsImport(Map<String, Object> options, List<String> notes) {
    this.notes = notes;
    this.call = new ForeignCall("", List.of(), options);
  }

  /** The options of a command line, {@code --name value} or {@code --name=value}. */
  static Map<String, Object> options(String text) {
    Map<String, Object> options = new LinkedHashMap<>();
    String name = "";
    for (String word : text.replace("\\\n", " ").strip().split("\\s+", -1)) {
      if (word.startsWith("--")) {
        String[] parts = word.substring(2).split("=", 2);
        name = parts[0].replace('-', '_');
        options.put(name, parts.length == 1 ? true : value(parts[1]));
      } else if (!name.isEmpty()) {
        options.put(name, value(word));
        name = "";
      }
    }
    return options;
  }

  private static Object value(String word) {
    try {
      return Double.valueOf(word);
    } catch (NumberFormatException e) {
      return word;
    }
  }

  static boolean isHuggingFace(Map<String, Object> options) {
    return options.containsKey("learning_rate")
        || options.containsKey("lr_scheduler_type")
        || options.containsKey("warmup_ratio");
  }

  static boolean isTimm(Map<String, Object> options) {
    return options.containsKey("sched") || options.containsKey("warmup_lr");
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  private double number(String name, double fallback) {
    return call.number(name, -1, fallback);
  }

  /** Hugging Face's Trainer, as its documentation of get_scheduler has the formulas. */
  static String huggingFace(Map<String, Object> options, List<String> notes) throws Inexpressible {
    return new OptionsImport(options, notes).huggingFace();
  }

  private String huggingFace() throws Inexpressible {
    double lr = number("learning_rate", 5e-5);
    String kind = call.word("lr_scheduler_type", -1, "linear");
    double steps = number("warmup_steps", 0);
    double share = number("warmup_ratio", 0);
    boolean part = steps > 0 && steps < 1; // newer versions take a share here, too
    String span = part ? p(100 * steps) + "%" : steps > 0 ? p(steps) : p(100 * share) + "%";
    boolean warms = steps > 0 || share > 0;
    if (share > 0 || part) {
      notes.add(
          "Hugging Face rounds the warm-up's share up, where this rounds to the nearest step");
    }
    String rest =
        switch (kind) {
          case "linear" -> "linear(%s -> 0)".formatted(p(lr));
          case "cosine" -> "cosine(%s -> 0)".formatted(p(lr));
          case "constant" -> p(lr);
          case "constant_with_warmup" -> p(lr);
          case "polynomial" -> "polynomial(%s -> 1e-7, power=1)".formatted(p(lr));
          case "inverse_sqrt" ->
              "inverse-sqrt(%s, timescale=%s)".formatted(p(lr), warms ? span : "10000");
          default ->
              throw new Inexpressible(
                  "lr_scheduler_type "
                      + kind
                      + " has no words here: give its rates as CSV with step and rate");
        };
    boolean plain = kind.equals("constant"); // it ignores the warm-up
    String schedule =
        warms && !plain ? "linear(0 -> %s) for %s then %s".formatted(p(lr), span, rest) : rest;
    return huggingFaceOptimizer() + ": " + schedule;
  }

  private String huggingFaceOptimizer() throws Inexpressible {
    String optim = call.word("optim", -1, "adamw_torch");
    if (number("max_grad_norm", 1) > 0) {
      notes.add("the gradient's norm is clipped at max_grad_norm, 1 unless said otherwise");
    }
    double clip = number("max_grad_norm", 1);
    String clips = clip > 0 ? ", clip-norm=" + p(clip) : "";
    if (optim.startsWith("adamw")) {
      return "adamw(beta1=%s, beta2=%s, epsilon=%s, weight-decay=%s%s)"
          .formatted(
              p(number("adam_beta1", 0.9)),
              p(number("adam_beta2", 0.999)),
              p(number("adam_epsilon", 1e-8)),
              p(number("weight_decay", 0)),
              clips);
    }
    if (optim.equals("sgd")) {
      return "sgd(weight-decay=%s%s)".formatted(p(number("weight_decay", 0)), clips);
    }
    throw new Inexpressible("optim " + optim + " has no words here: write the optimizer yourself");
  }

  /** timm's command line, whose schedules move once an epoch. */
  static String timm(Map<String, Object> options, List<String> notes) throws Inexpressible {
    return new OptionsImport(options, notes).timm();
  }

  private String timm() throws Inexpressible {
    double lr = number("lr", Double.NaN);
    double epochs = number("epochs", 300);
    if (Double.isNaN(lr)) {
      throw new Inexpressible("timm derives the rate from the batch without --lr: say --lr");
    }
    double warm = number("warmup_epochs", 5);
    double least = number("min_lr", 0);
    String rest =
        switch (call.word("sched", -1, "cosine")) {
          case "cosine" -> "cosine(%s -> %s) per epoch from start".formatted(p(lr), p(least));
          case "step" ->
              "step(%s, every=%s, gamma=%s) per epoch from start"
                  .formatted(p(lr), p(number("decay_epochs", 90)), p(number("decay_rate", 0.1)));
          case "none" -> p(lr);
          default ->
              throw new Inexpressible(
                  "sched "
                      + call.word("sched", -1, "")
                      + " has no words here: give its rates as CSV with step and rate");
        };
    notes.add("it is for %s epochs, and timm's cool-down epochs are left out".formatted(p(epochs)));
    String warmUp =
        "linear(%s -> %s) per epoch for %s epochs then "
            .formatted(p(number("warmup_lr", 1e-5)), p(lr), p(warm));
    return timmOptimizer() + ": " + (warm > 0 ? warmUp : "") + rest;
  }

  private String timmOptimizer() throws Inexpressible {
    double decay = number("weight_decay", 2e-5);
    String opt = call.word("opt", -1, "sgd");
    return switch (opt) {
      case "sgd", "momentum" ->
          "sgd(momentum=%s, nesterov=%s, weight-decay=%s)"
              .formatted(p(number("momentum", 0.9)), opt.equals("sgd"), p(decay));
      case "adam", "adamw", "lamb", "lion", "nadam", "radam", "adabelief" ->
          opt + "(weight-decay=" + p(decay) + ")";
      default ->
          throw new Inexpressible(
              "opt " + opt + " has no words here: write the optimizer yourself");
    };
  }
}
