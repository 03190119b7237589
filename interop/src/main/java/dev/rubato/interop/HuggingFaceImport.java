package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Hugging Face's training arguments, whose schedulers are those of its get_scheduler. */
final class HuggingFaceImport {
  private final ForeignCall call;
  private final List<String> notes;
  private final double lr;

  private HuggingFaceImport(ForeignCall call, List<String> notes) throws Inexpressible {
    this.call = call;
    this.notes = notes;
    this.lr = call.number("learning_rate", -1, 5e-5);
  }

  /** Whether these are its. */
  static boolean is(Map<String, Object> options) {
    return options.containsKey("learning_rate")
        || options.containsKey("lr_scheduler_type")
        || options.containsKey("warmup_ratio");
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** The strategy (Wolf et al. 2019, arXiv:1910.03771; transformers: optimization.py). */
  static String read(Map<String, Object> options, List<String> notes) throws Inexpressible {
    return new HuggingFaceImport(ForeignCall.of(options), notes).strategy();
  }

  /** The schedule alone. */
  static String schedule(Map<String, Object> options, List<String> notes) throws Inexpressible {
    HuggingFaceImport reader = new HuggingFaceImport(ForeignCall.of(options), notes);
    String text = reader.schedule();
    reader.tellLength();
    return text;
  }

  private String strategy() throws Inexpressible {
    String text = optimizer() + ": " + schedule();
    boolean decays = call.number("weight_decay", -1, 0) > 0; // of all but these, the Trainer does
    tellLength();
    CommandLine.tellUnread(call, notes);
    return text + (decays ? " with \"@norm,@bias\" (weight-decay=0)" : "");
  }

  private void tellLength() throws Inexpressible {
    double all = call.number("max_steps", -1, -1);
    double epochs = call.number("num_train_epochs", -1, -1);
    if (all > 0 || epochs > 0) { // max_steps counts where both are given
      notes.add(
          "the length of a training is no part of a strategy: run it with "
              + (all > 0 ? "--steps " + p(all) : "--epochs " + p(epochs)));
    }
  }

  private String schedule() throws Inexpressible {
    String kind = call.word("lr_scheduler_type", -1, "linear").toLowerCase(Locale.ROOT);
    double steps = call.number("warmup_steps", -1, 0);
    double share = call.number("warmup_ratio", -1, 0);
    boolean part = steps > 0 && steps < 1; // newer versions take a share here, too
    String span = part ? p(100 * steps) + "%" : steps > 0 ? p(steps) : p(100 * share) + "%";
    boolean warms = steps > 0 || share > 0;
    if ((share > 0 && steps == 0) || part) {
      notes.add(
          "Hugging Face rounds the warm-up's share up, where this rounds to the nearest step");
    }
    ForeignCall more =
        call.find("lr_scheduler_kwargs", -1) instanceof ForeignCall given
            ? given
            : ForeignCall.of(Map.of());
    String rest = rest(kind, more, warms ? span : "10000", steps);
    more.checkRead(Set.of());
    boolean plain = kind.equals("constant") || kind.equals("reduce_lr_on_plateau");
    return warms && !plain ? "linear(0 -> %s) for %s then %s".formatted(p(lr), span, rest) : rest;
  }

  private String rest(String kind, ForeignCall more, String timescale, double steps)
      throws Inexpressible {
    String peak = p(lr);
    return switch (kind) {
      case "linear" -> "linear(%s -> 0)".formatted(peak);
      case "cosine" -> {
        if (more.number("num_cycles", -1, 0.5) != 0.5) {
          throw new Inexpressible("num_cycles other than 0.5 has no words here: use CSV");
        }
        yield "cosine(%s -> 0)".formatted(peak);
      }
      case "cosine_with_restarts" -> {
        double cycles = more.number("num_cycles", -1, 1);
        double all = call.number("max_steps", -1, -1);
        if (cycles > 1 && (all <= 0 || (steps < 1 && !timescale.equals("10000")))) {
          throw new Inexpressible(
              "cosine_with_restarts needs max_steps and warmup_steps: its cycles share what is"
                  + " left");
        }
        yield cycles > 1
            ? "cosine-restarts(%s -> 0, first=%s)".formatted(peak, p((all - steps) / cycles))
            : "cosine(%s -> 0)".formatted(peak);
      }
      case "constant", "constant_with_warmup" -> peak;
      case "polynomial" ->
          "polynomial(%s -> %s, power=%s)"
              .formatted(peak, p(more.number("lr_end", -1, 1e-7)), p(more.number("power", -1, 1)));
      case "inverse_sqrt" ->
          "inverse-sqrt(%s, timescale=%s)"
              .formatted(
                  peak,
                  more.find("timescale", -1) == null
                      ? timescale
                      : p(more.number("timescale", -1, 1)));
      case "cosine_with_min_lr" -> "cosine(%s -> %s)".formatted(peak, p(least(more)));
      case "warmup_stable_decay" -> {
        String shape = more.word("decay_type", -1, "cosine");
        double decay = more.need("num_decay_steps", -1);
        double stable = more.number("num_stable_steps", -1, Double.NaN);
        double all = call.number("max_steps", -1, -1);
        if (Double.isNaN(stable) && all > 0) {
          stable = all - steps - decay;
        }
        if (Double.isNaN(stable)) {
          throw new Inexpressible("warmup_stable_decay needs num_stable_steps, or max_steps");
        }
        String end = p(Numbers.round(lr * more.number("min_lr_ratio", -1, 0), 15));
        String down =
            switch (shape) {
              case "cosine", "linear" -> "%s(-> %s)".formatted(shape, end);
              case "1-sqrt" -> "cooldown(-> %s)".formatted(end);
              default -> throw new Inexpressible("decay_type " + shape + " has no words here");
            };
        yield "%s for %s then %s for %s".formatted(peak, p(stable), down, p(decay));
      }
      case "reduce_lr_on_plateau" -> {
        notes.add("it watches what is evaluated: eval_loss is validation-loss here");
        yield "plateau(%s, factor=%s, patience=%s, threshold=%s, cooldown=%s, min=%s)"
            .formatted(
                peak,
                p(more.number("factor", -1, 0.1)),
                p(more.number("patience", -1, 10)),
                p(more.number("threshold", -1, 1e-4)),
                p(more.number("cooldown", -1, 0)),
                p(more.number("min_lr", -1, 0)));
      }
      default ->
          throw new Inexpressible(
              "lr_scheduler_type "
                  + kind
                  + " has no words here: give its rates as CSV with step and rate");
    };
  }

  private double least(ForeignCall more) throws Inexpressible {
    double share = more.number("min_lr_rate", -1, Double.NaN);
    return Double.isNaN(share) ? more.need("min_lr", -1) : Numbers.round(share * lr, 15);
  }

  private String optimizer() throws Inexpressible {
    String optim = call.word("optim", -1, "adamw_torch").toLowerCase(Locale.ROOT);
    double clip = call.number("max_grad_norm", -1, 1);
    if (clip > 0 && call.find("max_grad_norm", -1) == null) {
      notes.add("the gradient's norm is clipped at max_grad_norm, 1 unless said otherwise");
    }
    if (optim.contains("8bit") || optim.contains("4bit") || optim.startsWith("paged")) {
      notes.add(optim + " keeps its memory in fewer bits; here that is state=int8");
    }
    String clips = clip > 0 ? ", clip-norm=" + p(clip) : "";
    String decay = p(call.number("weight_decay", -1, 0));
    String moments =
        "beta1=%s, beta2=%s"
            .formatted(
                p(call.number("adam_beta1", -1, 0.9)), p(call.number("adam_beta2", -1, 0.999)));
    String plain = optim.replaceFirst("^paged_", "").replaceFirst("_.*", "");
    return switch (plain) {
      case "adamw" ->
          "adamw(%s, epsilon=%s, weight-decay=%s%s)"
              .formatted(moments, p(call.number("adam_epsilon", -1, 1e-8)), decay, clips);
      case "lion" -> "lion(%s, weight-decay=%s%s)".formatted(moments, decay, clips);
      case "sgd", "adagrad", "rmsprop" -> "%s(weight-decay=%s%s)".formatted(plain, decay, clips);
      default ->
          throw new Inexpressible(
              "optim " + optim + " has no words here: write the optimizer yourself");
    };
  }
}
