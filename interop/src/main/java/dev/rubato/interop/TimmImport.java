package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** timm's options, from a command line or its args.yaml; its schedules move once an epoch. */
final class TimmImport {
  private final ForeignCall call;
  private final List<String> notes;

  private TimmImport(ForeignCall call, List<String> notes) {
    this.call = call;
    this.notes = notes;
  }

  /** Whether these are timm's. */
  static boolean is(Map<String, Object> options) {
    return options.containsKey("sched") || options.containsKey("warmup_lr");
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** The strategy (Wightman 2019, timm.scheduler). */
  static String read(Map<String, Object> options, List<String> notes) throws Inexpressible {
    return new TimmImport(ForeignCall.of(options), notes).strategy();
  }

  private String strategy() throws Inexpressible {
    double lr = call.number("lr", -1, Double.NaN);
    if (Double.isNaN(lr)) {
      throw new Inexpressible("timm derives the rate from the batch without --lr: say --lr");
    }
    for (String other : List.of("lr_noise", "lr_cycle_mul", "lr_k_decay", "sched_on_updates")) {
      Object given = call.find(other, -1);
      boolean none = given == null || given.equals(1.0) || given.equals(false);
      if (!none && !(given instanceof List<?> list && list.isEmpty())) {
        throw new Inexpressible(other + " has no words here: give its rates as CSV");
      }
    }
    double epochs = call.number("epochs", -1, 300);
    double warm = call.number("warmup_epochs", -1, 5);
    boolean prefix = call.flag("warmup_prefix", -1, false);
    String unit = " per epoch" + (prefix || warm == 0 ? "" : " from start");
    String kind = call.word("sched", -1, "cosine");
    double cycles = call.number("lr_cycle_limit", -1, 1);
    if (cycles > 1 && kind.matches("cosine|tanh|poly")) {
      throw new Inexpressible("lr_cycle_limit above 1 has no words here: give its rates as CSV");
    }
    String least = p(call.number("min_lr", -1, 0));
    String rest =
        switch (kind) {
          case "cosine" -> "cosine(%s -> %s)".formatted(p(lr), least) + unit;
          case "tanh" -> "tanh(%s -> %s)".formatted(p(lr), least) + unit;
          case "poly" ->
              "polynomial(%s -> %s, power=%s)"
                      .formatted(p(lr), least, p(call.number("decay_rate", -1, 0.1)))
                  + unit;
          case "step" ->
              "step(%s, every=%s, gamma=%s)"
                      .formatted(
                          p(lr),
                          p(call.number("decay_epochs", -1, 90)),
                          p(call.number("decay_rate", -1, 0.1)))
                  + unit;
          case "multistep" ->
              "multistep(%s, at=%s, gamma=%s)"
                      .formatted(p(lr), milestones(), p(call.number("decay_rate", -1, 0.1)))
                  + unit;
          case "plateau" ->
              "plateau(%s, factor=%s, patience=%s, min=%s)"
                  .formatted(
                      p(lr),
                      p(call.number("decay_rate", -1, 0.1)),
                      p(call.number("patience_epochs", -1, 10)),
                      least);
          case "none" -> p(lr);
          default ->
              throw new Inexpressible(
                  "sched " + kind + " has no words here: give its rates as CSV with step and rate");
        };
    notes.add("it is for %s epochs, and timm's cool-down epochs are left out".formatted(p(epochs)));
    String warmUp =
        "linear(%s -> %s) per epoch for %s epochs then "
            .formatted(p(call.number("warmup_lr", -1, 1e-5)), p(lr), p(warm));
    boolean warms = warm > 0 && !kind.equals("none");
    String text = optimizer() + ": " + (warms ? warmUp : "") + rest;
    boolean decays = call.number("weight_decay", -1, 2e-5) > 0; // timm leaves these out
    CommandLine.tellUnread(call, notes);
    return text + (decays ? " with \"@vector\" (weight-decay=0)" : "");
  }

  private String milestones() throws Inexpressible {
    Object given = call.find("decay_milestones", -1);
    List<String> times = new ArrayList<>();
    for (Object each : given instanceof List<?> list ? list : List.of(given == null ? "" : given)) {
      if (!(each instanceof Double time)) {
        throw new Inexpressible("decay_milestones must be numbers");
      }
      times.add(p(time));
    }
    return times.toString();
  }

  private String optimizer() throws Inexpressible {
    double decay = call.number("weight_decay", -1, 2e-5);
    String opt = call.word("opt", -1, "sgd");
    double clip = call.number("clip_grad", -1, 0);
    String mode = call.word("clip_mode", -1, "norm");
    if (clip > 0 && !mode.matches("norm|value|agc")) {
      throw new Inexpressible("clip_mode " + mode + " is none of norm, value and agc");
    }
    String clips =
        clip == 0 ? "" : ", %s=%s".formatted(mode.equals("agc") ? mode : "clip-" + mode, p(clip));
    return switch (opt) {
      case "sgd", "momentum" ->
          "sgd(momentum=%s, nesterov=%s, weight-decay=%s%s)"
              .formatted(p(call.number("momentum", -1, 0.9)), opt.equals("sgd"), p(decay), clips);
      case "adam", "adamw", "lamb", "lion", "nadam", "nadamw", "radam", "adabelief", "adan" ->
          "%s(weight-decay=%s%s%s)".formatted(opt, p(decay), moments(opt), clips);
      default ->
          throw new Inexpressible(
              "opt " + opt + " has no words here: write the optimizer yourself");
    };
  }

  private String moments(String opt) throws Inexpressible {
    StringBuilder text = new StringBuilder();
    if (call.find("opt_betas", -1) instanceof List<?> betas) {
      for (int i = 0; i < betas.size(); i++) {
        if (!(betas.get(i) instanceof Double beta)) {
          throw new Inexpressible("opt_betas must be numbers");
        }
        text.append(", beta").append(i + 1).append('=').append(p(beta));
      }
    }
    double epsilon = call.number("opt_eps", -1, Double.NaN);
    boolean has = !Double.isNaN(epsilon) && !opt.equals("lion");
    return text + (has ? ", epsilon=" + p(epsilon) : "");
  }
}
