package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Optax' schedules and transformations of gradients, from their constructors. */
final class OptaxImport {
  private static final Set<String> SCHEDULES =
      Set.of(
          "constant_schedule",
          "linear_schedule",
          "polynomial_schedule",
          "exponential_decay",
          "cosine_decay_schedule",
          "piecewise_constant_schedule",
          "warmup_constant_schedule",
          "warmup_cosine_decay_schedule",
          "warmup_exponential_decay_schedule",
          "cosine_onecycle_schedule",
          "linear_onecycle_schedule",
          "join_schedules",
          "sgdr_schedule",
          "piecewise_interpolate_schedule");

  private OptaxImport() {}

  static boolean isSchedule(ForeignCall call) {
    return SCHEDULES.contains(call.name());
  }

  /** Whether a call makes one of its optimizers, or a chain. */
  static boolean isTransformation(ForeignCall call) {
    return call.name().equals("chain")
        || (Set.of("sgd", "adam", "adamw", "nadamw", "lion", "lamb").contains(call.name())
            && (call.named().containsKey("learning_rate") || !call.positional().isEmpty()));
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  private static String p(ForeignCall call, String name, int place, double fallback)
      throws Inexpressible {
    return p(Double.isNaN(fallback) ? call.need(name, place) : call.number(name, place, fallback));
  }

  /** A schedule (Babuschkin et al. 2020, optax: schedules). */
  static String schedule(ForeignCall call) throws Inexpressible {
    String text = said(call);
    call.checkRead(Set.of());
    return text;
  }

  private static String said(ForeignCall call) throws Inexpressible {
    double nan = Double.NaN;
    return switch (call.name()) {
      case "constant_schedule" -> p(call, "value", 0, nan);
      case "linear_schedule" ->
          begun(call, 3, "linear(%s -> %s) for %s", p(call, "end_value", 1, nan), 2);
      case "polynomial_schedule" ->
          begun(
              call,
              4,
              "polynomial(%s -> %s, power=" + p(call, "power", 2, nan) + ") for %s",
              p(call, "end_value", 1, nan),
              3);
      case "exponential_decay" -> {
        String hold = hold(call, 3);
        yield hold + floored(call, exponential(call, p(call, "init_value", 0, nan), 1), 5);
      }
      case "cosine_decay_schedule" -> {
        if (call.number("exponent", 3, 1) != 1) {
          throw new Inexpressible("an exponent has no words here: give its rates as CSV");
        }
        double a = call.need("init_value", 0);
        String end = p(Numbers.round(a * call.number("alpha", 2, 0), 15));
        yield "cosine(%s -> %s) for %s".formatted(p(a), end, p(call, "decay_steps", 1, nan));
      }
      case "piecewise_constant_schedule" -> piecewise(call);
      case "warmup_constant_schedule" -> warmUp(call) + p(call, "peak_value", 1, nan);
      case "warmup_cosine_decay_schedule" -> {
        if (call.number("exponent", 5, 1) != 1) {
          throw new Inexpressible("an exponent has no words here: give its rates as CSV");
        }
        double rest = call.need("decay_steps", 3) - call.need("warmup_steps", 2);
        if (rest <= 0) {
          throw new Inexpressible("decay_steps must be more than warmup_steps, which it includes");
        }
        String end = p(call, "end_value", 4, 0);
        yield warmUp(call)
            + "cosine(%s -> %s) for %s".formatted(p(call, "peak_value", 1, nan), end, p(rest));
      }
      case "warmup_exponential_decay_schedule" -> {
        String decay =
            "exponential(%s, gamma=%s, every=%s, staircase=%s)"
                .formatted(
                    p(call, "peak_value", 1, nan),
                    p(call, "decay_rate", 4, nan),
                    p(call, "transition_steps", 3, nan),
                    call.flag("staircase", 6, false));
        double begin = call.number("transition_begin", 5, 0);
        String held =
            begin > 0 ? p(call, "peak_value", 1, nan) + " for " + p(begin) + " then " : "";
        yield warmUp(call) + held + floored(call, decay, 7);
      }
      case "cosine_onecycle_schedule", "linear_onecycle_schedule" -> oneCycle(call);
      case "join_schedules" -> join(call);
      default ->
          throw new Inexpressible(
              call.name() + " has no words here: give its rates as CSV with step and rate");
    };
  }

  /** A ramp that may begin later. */
  private static String begun(ForeignCall call, int begin, String format, String end, int steps)
      throws Inexpressible {
    String a = p(call, "init_value", 0, Double.NaN);
    String length = p(call, "transition_steps", steps, Double.NaN);
    return hold(call, begin) + format.formatted(a, end, length);
  }

  private static String hold(ForeignCall call, int place) throws Inexpressible {
    double begin = call.number("transition_begin", place, 0);
    return begin > 0
        ? "%s for %s then ".formatted(p(call, "init_value", 0, Double.NaN), p(begin))
        : "";
  }

  private static String exponential(ForeignCall call, String a, int steps) throws Inexpressible {
    return "exponential(%s, gamma=%s, every=%s, staircase=%s)"
        .formatted(
            a,
            p(call, "decay_rate", steps + 1, Double.NaN),
            p(call, "transition_steps", steps, Double.NaN),
            call.flag("staircase", 4, false));
  }

  private static String floored(ForeignCall call, String decay, int place) throws Inexpressible {
    double end = call.number("end_value", place, Double.NaN);
    boolean falls = call.need("decay_rate", call.name().startsWith("warmup") ? 4 : 2) < 1;
    return Double.isNaN(end) ? decay : "%s(%s, %s)".formatted(falls ? "max" : "min", decay, p(end));
  }

  private static String warmUp(ForeignCall call) throws Inexpressible {
    return "linear(%s -> %s) for %s then "
        .formatted(
            p(call, "init_value", 0, Double.NaN),
            p(call, "peak_value", 1, Double.NaN),
            p(call, "warmup_steps", 2, Double.NaN));
  }

  private static String oneCycle(ForeignCall call) throws Inexpressible {
    double steps = call.need("transition_steps", 0);
    double peak = call.need("peak_value", 1);
    boolean cosine = call.name().startsWith("cosine");
    double low = peak / call.number("div_factor", cosine ? 3 : 4, 25);
    double last = low / call.number("final_div_factor", cosine ? 4 : 5, 1e4);
    double up = Math.floor(steps * call.number("pct_start", 2, 0.3));
    if (cosine) {
      return "cosine(%s -> %s) for %s then cosine(%s -> %s) for %s"
          .formatted(p(low), p(peak), p(up), p(peak), p(last), p(Math.floor(steps) - up));
    }
    double down = Math.floor(steps * call.number("pct_final", 3, 0.85));
    return "linear(%s -> %s) for %s then linear(%s -> %s) until %s then linear(%s -> %s) until %s"
        .formatted(
            p(low),
            p(peak),
            p(up),
            p(peak),
            p(low),
            p(down),
            p(low),
            p(last),
            p(Math.floor(steps)));
  }

  private static String piecewise(ForeignCall call) throws Inexpressible {
    double level = call.need("init_value", 0);
    List<String> parts = new ArrayList<>();
    if (call.find("boundaries_and_scales", 1) instanceof ForeignCall scales) {
      for (Map.Entry<String, Object> each : scales.named().entrySet()) {
        if (!(each.getValue() instanceof Double scale) || !each.getKey().matches("\\d+")) {
          throw new Inexpressible("boundaries_and_scales must be numbers");
        }
        parts.add(p(level) + " until " + each.getKey());
        level = Numbers.round(level * scale, 15);
      }
    }
    parts.add(p(level));
    return String.join(" then ", parts);
  }

  private static String join(ForeignCall call) throws Inexpressible {
    List<String> parts = new ArrayList<>();
    if (call.find("schedules", 0) instanceof List<?> schedules
        && call.find("boundaries", 1) instanceof List<?> times
        && times.size() == schedules.size() - 1) {
      for (int i = 0; i < schedules.size(); i++) {
        if (!(schedules.get(i) instanceof ForeignCall child) || !isSchedule(child)) {
          throw new Inexpressible("join_schedules' schedules must be constructors, or their names");
        }
        String part = schedule(child);
        if (i == times.size()) {
          parts.add(part);
        } else if (times.get(i) instanceof Double time) {
          double begin = i > 0 && times.get(i - 1) instanceof Double before ? before : 0;
          String own = " for " + p(time - begin);
          boolean fits = part.endsWith(own) && !part.contains(" then ");
          boolean several = part.contains(" for ") || part.contains(" then ");
          String whole = several ? "(" + part + ")" : part;
          parts.add(
              (fits ? part.substring(0, part.length() - own.length()) : whole)
                  + " until "
                  + p(time));
        } else {
          throw new Inexpressible("join_schedules' boundaries must be numbers");
        }
      }
      return String.join(" then ", parts);
    }
    throw new Inexpressible("join_schedules needs schedules, and one boundary fewer, as lists");
  }

  /** A whole strategy from an optimizer, or a chain of clipping and one. */
  static String strategy(ForeignCall call) throws Inexpressible {
    String clips = "";
    ForeignCall optimizer = call;
    double decay = Double.NaN;
    if (call.name().equals("chain")) {
      optimizer = null;
      for (Object each : call.positional()) {
        if (!(each instanceof ForeignCall part)) {
          throw new Inexpressible("a chain's parts must be calls, or names of them");
        }
        switch (part.name()) {
          case "clip_by_global_norm" -> clips += ", clip-norm=" + p(part.need("max_norm", 0));
          case "clip" -> clips += ", clip-value=" + p(part.need("max_delta", 0));
          case "add_decayed_weights" -> decay = part.need("weight_decay", 0);
          default -> {
            if (optimizer != null || !isTransformation(part) || part.name().equals("chain")) {
              throw new Inexpressible(
                  part.name() + " in a chain has no words here: write the optimizer yourself");
            }
            optimizer = part;
          }
        }
      }
    }
    if (optimizer == null) {
      throw new Inexpressible("the chain has no optimizer that is known here");
    }
    String rate = rate(optimizer);
    return optimizer(optimizer, clips, decay) + ": " + rate;
  }

  private static String rate(ForeignCall optimizer) throws Inexpressible {
    return optimizer.find("learning_rate", 0) instanceof ForeignCall schedule
            && isSchedule(schedule)
        ? schedule(schedule)
        : p(optimizer.need("learning_rate", 0));
  }

  private static String optimizer(ForeignCall call, String clips, double decay)
      throws Inexpressible {
    boolean sgd = call.name().equals("sgd");
    StringBuilder text = new StringBuilder(call.name()).append("(");
    if (sgd) {
      text.append("momentum=").append(p(call, "momentum", 1, 0));
      text.append(", nesterov=").append(call.flag("nesterov", 2, false));
    } else {
      boolean lion = call.name().equals("lion");
      text.append("beta1=").append(p(call, "b1", 1, 0.9));
      text.append(", beta2=").append(p(call, "b2", 2, lion ? 0.99 : 0.999));
      text.append(
          lion ? "" : ", epsilon=" + p(call, "eps", 3, call.name().equals("lamb") ? 1e-6 : 1e-8));
    }
    boolean coupled = sgd || call.name().equals("adam");
    double own =
        switch (call.name()) {
          case "adamw", "nadamw" -> call.number("weight_decay", -1, 1e-4);
          case "lion" -> call.number("weight_decay", -1, 1e-3);
          case "lamb" -> call.number("weight_decay", -1, 0);
          default -> 0;
        };
    if (!Double.isNaN(decay) && !coupled) {
      throw new Inexpressible("add_decayed_weights before " + call.name() + " has no words here");
    }
    text.append(", weight-decay=").append(p(Double.isNaN(decay) ? own : decay));
    if (call.find("mask", -1) != null) {
      throw new Inexpressible("a mask runs code: say it as a group, with \"…\" (weight-decay=0)");
    }
    call.checkRead(Set.of("eps_root", "mu_dtype"));
    return text.append(clips).append(")").toString();
  }
}
