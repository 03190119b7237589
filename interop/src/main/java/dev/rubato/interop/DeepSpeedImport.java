package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DeepSpeed's configuration: an optimizer, a scheduler, and where gradients are clipped. */
final class DeepSpeedImport {
  private final List<String> notes;

  private DeepSpeedImport(List<String> notes) {
    this.notes = notes;
  }

  /** Whether a dictionary is one. */
  static boolean is(Map<String, Object> options) {
    return isPart(options.get("scheduler")) || isPart(options.get("optimizer"));
  }

  private static boolean isPart(@Nullable Object value) {
    return value instanceof ForeignCall part
        && part.named().containsKey("type")
        && part.named().get("params") instanceof ForeignCall;
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** The strategy (Rasley et al. 2020; deepspeed: runtime/lr_schedules.py). */
  static String read(Map<String, Object> options, List<String> notes) throws Inexpressible {
    return new DeepSpeedImport(notes).strategy(ForeignCall.of(options));
  }

  private static ForeignCall part(@Nullable Object value) throws Inexpressible {
    ForeignCall whole = (ForeignCall) Objects.requireNonNull(value);
    ForeignCall params = (ForeignCall) Objects.requireNonNull(whole.named().get("params"));
    if (params.named().containsValue("auto")) {
      throw new Inexpressible(
          "its numbers are \"auto\", which Hugging Face's arguments fill in: read those instead");
    }
    return new ForeignCall(whole.word("type", -1, ""), List.of(), params.named());
  }

  private String strategy(ForeignCall whole) throws Inexpressible {
    String optimizer = "";
    double lr = Double.NaN;
    if (isPart(whole.named().get("optimizer"))) {
      ForeignCall own = part(whole.named().get("optimizer"));
      lr = own.number("lr", -1, 1e-3);
      double clip = whole.number("gradient_clipping", -1, 0);
      optimizer = optimizer(own, clip > 0 ? ", clip-norm=" + p(clip) : "") + ": ";
    }
    if (!isPart(whole.named().get("scheduler"))) {
      return optimizer + p(lr);
    }
    return optimizer + schedule(part(whole.named().get("scheduler")), lr);
  }

  private static String optimizer(ForeignCall own, String clips) throws Inexpressible {
    boolean adam = own.name().equals("Adam");
    boolean decoupled = own.flag("adam_w_mode", -1, true);
    String ours =
        switch (own.name()) {
          case "AdamW" -> "adamw";
          case "Adam" -> decoupled ? "adamw" : "adam";
          case "Lamb" -> "lamb";
          case "SGD" -> "sgd";
          case "Lion" -> "lion";
          default ->
              throw new Inexpressible(
                  "optimizer " + own.name() + " has no words here: write the optimizer yourself");
        };
    StringBuilder text = new StringBuilder(ours).append("(weight-decay=");
    text.append(p(own.number("weight_decay", -1, adam || !ours.equals("adamw") ? 0 : 0.01)));
    if (own.find("betas", -1) instanceof List<?> betas && betas.size() == 2) {
      if (betas.get(0) instanceof Double one && betas.get(1) instanceof Double two) {
        text.append(", beta1=").append(p(one)).append(", beta2=").append(p(two));
      } else {
        throw new Inexpressible("betas must be two numbers");
      }
    }
    double epsilon = own.number("eps", -1, Double.NaN);
    text.append(Double.isNaN(epsilon) ? "" : ", epsilon=" + p(epsilon));
    double momentum = own.number("momentum", -1, 0);
    text.append(momentum == 0 ? "" : ", momentum=" + p(momentum));
    own.checkRead(Set.of("lr", "torch_adam", "bias_correction", "freeze_step"));
    return text.append(clips).append(")").toString();
  }

  private String schedule(ForeignCall own, double lr) throws Inexpressible {
    String text = said(own, lr);
    own.checkRead(Set.of("cycle_min_mom", "cycle_max_mom", "decay_mom_rate", "decay_step_size"));
    return text;
  }

  private String said(ForeignCall own, double lr) throws Inexpressible {
    return switch (own.name()) {
      case "WarmupLR" -> warmUp(own) + " then " + p(own.number("warmup_max_lr", -1, 1e-3));
      case "WarmupDecayLR" -> {
        double rest = own.need("total_num_steps", -1) - own.number("warmup_num_steps", -1, 1000);
        if (rest <= 0) {
          throw new Inexpressible("total_num_steps must be more than warmup_num_steps");
        }
        yield warmUp(own)
            + " then linear(%s -> 0) for %s"
                .formatted(p(own.number("warmup_max_lr", -1, 1e-3)), p(rest));
      }
      case "WarmupCosineLR" -> warmUpCosine(own, lr);
      case "OneCycle" -> oneCycle(own);
      case "LRRangeTest" -> {
        if (own.flag("lr_range_test_staircase", -1, false)) {
          throw new Inexpressible("LRRangeTest in stairs has no words here: give its rates as CSV");
        }
        throw new Inexpressible(
            "LRRangeTest rises without an end: rubato find looks for a rate, or give it as CSV");
      }
      default ->
          throw new Inexpressible(
              "scheduler " + own.name() + " has no words here: give its rates as CSV");
    };
  }

  private static String warmUp(ForeignCall own) throws Inexpressible {
    return warmUp(
        own, p(own.number("warmup_min_lr", -1, 0)), p(own.number("warmup_max_lr", -1, 1e-3)));
  }

  /** The first step is at the least rate, before it counts. */
  private static String warmUp(ForeignCall own, String least, String peak) throws Inexpressible {
    String type = own.word("warmup_type", -1, "log");
    if (!type.matches("log|linear")) {
      throw new Inexpressible("warmup_type must be log or linear, was " + type);
    }
    return "%s for 1 then %s(%s -> %s) for %s"
        .formatted(
            least,
            type.equals("log") ? "logarithmic" : "linear",
            least,
            peak,
            p(own.number("warmup_num_steps", -1, 1000)));
  }

  /** Its cosine counts from 1, and so begins while the warm-up is a step from its end. */
  private static String warmUpCosine(ForeignCall own, double lr) throws Inexpressible {
    if (Double.isNaN(lr)) {
      throw new Inexpressible("WarmupCosineLR goes by the optimizer's lr, which is missing");
    }
    double rest = own.need("total_num_steps", -1) - own.number("warmup_num_steps", -1, 1000);
    if (rest <= 0) {
      throw new Inexpressible("total_num_steps must be more than warmup_num_steps");
    }
    String least = p(Numbers.round(lr * own.number("warmup_min_ratio", -1, 0), 15));
    String end = p(Numbers.round(lr * own.number("cos_min_ratio", -1, 1e-4), 15));
    String peak = p(lr);
    return "min(%s then %s, (%s for %s then cosine(-> %s) for %s then %s))"
        .formatted(
            warmUp(own, least, peak),
            peak,
            peak,
            p(own.number("warmup_num_steps", -1, 1000)),
            end,
            p(rest),
            end);
  }

  private String oneCycle(ForeignCall own) throws Inexpressible {
    if (own.number("decay_lr_rate", -1, 0) != 0
        || own.find("cycle_first_stair_count", -1) != null) {
      throw new Inexpressible("OneCycle with a decay or stairs has no words here: use CSV");
    }
    if (own.flag("cycle_momentum", -1, true)) {
      notes.add("OneCycle also moves momentum against the rate unless cycle_momentum is false");
    }
    double first = own.number("cycle_first_step_size", -1, 2000);
    String low = p(own.need("cycle_min_lr", -1));
    String high = p(own.need("cycle_max_lr", -1));
    return "linear(%s -> %s) for %s then linear(%s -> %s) for %s"
        .formatted(
            low, high, p(first), high, low, p(own.number("cycle_second_step_size", -1, first)));
  }
}
