package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** PyTorch's schedulers, from their constructors or their state_dict, in the notation. */
final class TorchImport {
  private static final Set<String> HARMLESS =
      Set.of("optimizer", "verbose", "eps", "scale_mode", "base_momentum", "max_momentum");

  private final double lr;
  private final String unit;
  private final List<String> notes;

  /**
   * A reader of schedulers.
   *
   * @param lr the optimizer's rate, NaN if nobody said
   * @param epochs whether they are stepped once an epoch
   * @param notes gets what the notation says otherwise
   */
  TorchImport(double lr, boolean epochs, List<String> notes) {
    this.lr = lr;
    this.unit = epochs ? " per epoch" : "";
    this.notes = notes;
  }

  /** Whether a call or a dictionary is a scheduler's. */
  static boolean isScheduler(ForeignCall call) {
    return call.name().isEmpty()
        ? call.named().containsKey("base_lrs") || call.named().containsKey("last_epoch")
        : call.name().endsWith("LR")
            || call.name().equals("ReduceLROnPlateau")
            || call.name().startsWith("CosineAnnealing")
            || call.name().equals("ChainedScheduler");
  }

  private double base() throws Inexpressible {
    if (Double.isNaN(lr)) {
      throw new Inexpressible(
          "the optimizer's rate is missing: add its line, such as SGD(parameters, lr=0.1), or"
              + " --lr");
    }
    return lr;
  }

  private static String p(double number) {
    return Numbers.print(number);
  }

  /** A product without the digit that only rounding made. */
  private static double product(double a, double b) {
    return Numbers.round(a * b, 15);
  }

  private String count(double steps) {
    return p(steps) + (unit.isEmpty() ? "" : " epochs");
  }

  /** The schedule. */
  String schedule(ForeignCall call) throws Inexpressible {
    String text = said(call);
    if (!call.name().isEmpty()) {
      if (call.number("last_epoch", -1, -1) > 0) {
        notes.add("last_epoch is left out: a strategy begins at step 0");
      }
      call.checkRead(HARMLESS);
    } else if (call.named().get("base_lrs") instanceof List<?> rates
        && rates.stream().distinct().count() > 1) {
      notes.add("its optimizer has groups with other rates, of which the first was read");
    }
    return text;
  }

  private String said(ForeignCall call) throws Inexpressible {
    String name = call.name().isEmpty() ? nameOf(call.named()) : call.name();
    return switch (name) {
      case "StepLR" ->
          "step(%s, every=%s, gamma=%s)%s"
              .formatted(p(base()), p(call.need("step_size", 1)), p(gamma(call)), unit);
      case "MultiStepLR" ->
          "multistep(%s, at=%s, gamma=%s)%s"
              .formatted(p(base()), milestones(call), p(gamma(call)), unit);
      case "ExponentialLR" ->
          "exponential(%s, gamma=%s)%s".formatted(p(base()), p(call.need("gamma", 1)), unit);
      case "ConstantLR" -> {
        double factor = call.number("factor", 1, 1.0 / 3);
        yield "%s for %s then %s"
            .formatted(
                p(product(base(), factor)), count(call.number("total_iters", 2, 5)), p(base()));
      }
      case "LinearLR" -> {
        double begin = product(base(), call.number("start_factor", 1, 1.0 / 3));
        double end = product(base(), call.number("end_factor", 2, 1));
        yield "linear(%s -> %s)%s for %s"
            .formatted(p(begin), p(end), unit, count(call.number("total_iters", 3, 5)));
      }
      case "PolynomialLR" ->
          "polynomial(%s -> 0, power=%s)%s for %s"
              .formatted(
                  p(base()),
                  p(call.number("power", 2, 1)),
                  unit,
                  count(call.number("total_iters", 1, 5)));
      case "CosineAnnealingLR" -> {
        double least = call.number("eta_min", 2, 0);
        notes.add("CosineAnnealingLR climbs again after T_max, where this stays");
        yield "cosine(%s -> %s)%s for %s"
            .formatted(p(base()), p(least), unit, count(call.need("T_max", 1)));
      }
      case "CosineAnnealingWarmRestarts" ->
          "cosine-restarts(%s -> %s, first=%s, multiply=%s)%s"
              .formatted(
                  p(base()),
                  p(call.number("eta_min", 3, 0)),
                  p(call.need("T_0", 1)),
                  p(call.number("T_mult", 2, 1)),
                  unit);
      case "CyclicLR" -> cyclic(call);
      case "OneCycleLR" -> oneCycle(call);
      case "ReduceLROnPlateau" -> plateau(call);
      case "SequentialLR" -> sequence(call);
      case "ChainedScheduler" -> chain(call);
      case "LambdaLR", "MultiplicativeLR" ->
          throw new Inexpressible(
              name + " runs code, which is not read: give its rates as CSV with step and rate");
      default ->
          throw new Inexpressible(
              name + " has no words here: give its rates as CSV with step and rate");
    };
  }

  /** What has such a state: its class is not in it. */
  private static String nameOf(Map<String, Object> state) throws Inexpressible {
    Map<String, String> telling =
        new TreeMap<>(
            Map.of(
                "T_max", "CosineAnnealingLR",
                "T_0", "CosineAnnealingWarmRestarts",
                "step_size", "StepLR",
                "milestones", "MultiStepLR",
                "start_factor", "LinearLR",
                "power", "PolynomialLR",
                "factor", "ConstantLR",
                "total_steps", "OneCycleLR",
                "patience", "ReduceLROnPlateau",
                "lr_lambdas", "LambdaLR"));
    if (state.containsKey("_schedulers")) {
      return state.containsKey("_milestones") ? "SequentialLR" : "ChainedScheduler";
    }
    if (state.containsKey("patience")) {
      return "ReduceLROnPlateau";
    }
    if (state.containsKey("max_lrs") || state.containsKey("_scale_fn_ref")) {
      return "CyclicLR's state, which lacks its rates,";
    }
    for (Map.Entry<String, String> each : telling.entrySet()) {
      if (state.containsKey(each.getKey())) {
        return each.getValue();
      }
    }
    return state.containsKey("gamma") ? "ExponentialLR" : "this state";
  }

  private static double gamma(ForeignCall call) throws Inexpressible {
    return call.number("gamma", 2, 0.1);
  }

  private static String milestones(ForeignCall call) throws Inexpressible {
    Object given = call.find("milestones", 1);
    List<String> times = new ArrayList<>();
    if (given instanceof ForeignCall counter && counter.name().equals("Counter")) {
      given = counter.positional().isEmpty() ? counter : counter.positional().get(0);
    }
    if (given instanceof List<?> list) {
      list.forEach(each -> times.add(each instanceof Double number ? p(number) : "" + each));
    } else if (given instanceof ForeignCall counted) {
      counted
          .named()
          .forEach(
              (time, count) -> {
                for (int i = 0; count instanceof Double drops && i < drops; i++) {
                  times.add(time);
                }
              });
    }
    if (times.isEmpty()) {
      throw new Inexpressible("its milestones must be a list of numbers");
    }
    return "[" + String.join(", ", times) + "]";
  }

  private String cyclic(ForeignCall call) throws Inexpressible {
    call.without("scale_fn", 7);
    double up = call.number("step_size_up", 3, 2000);
    String mode = call.word("mode", 5, "triangular").replace('_', '-');
    if (call.flag("cycle_momentum", 9, true)) {
      notes.add("CyclicLR also moves momentum against the rate unless cycle_momentum=False");
    }
    return "cyclic(%s -> %s, up=%s, down=%s, mode=%s, gamma=%s)%s"
        .formatted(
            p(call.need("base_lr", 1)),
            p(call.need("max_lr", 2)),
            p(up),
            p(call.number("step_size_down", 4, up)),
            mode,
            p(call.number("gamma", 6, 1)),
            unit);
  }

  private String oneCycle(ForeignCall call) throws Inexpressible {
    double total = call.number("total_steps", 2, Double.NaN);
    if (Double.isNaN(total)) {
      total = call.need("epochs", 3) * call.need("steps_per_epoch", 4);
    }
    double max = call.number("max_lr", 1, lr);
    if (Double.isNaN(max)) {
      throw new Inexpressible("OneCycleLR needs its max_lr, as a number");
    }
    if (call.flag("cycle_momentum", 7, true)) {
      notes.add("OneCycleLR also moves momentum against the rate unless cycle_momentum=False");
    }
    return "one-cycle(%s, up=%s%%, div=%s, final-div=%s, anneal=%s, three-phase=%s) for %s"
        .formatted(
            p(max),
            p(100 * call.number("pct_start", 5, 0.3)),
            p(call.number("div_factor", 10, 25)),
            p(call.number("final_div_factor", 11, 1e4)),
            call.word("anneal_strategy", 6, "cos").equals("linear") ? "linear" : "cosine",
            call.flag("three_phase", 12, false),
            p(total));
  }

  private String plateau(ForeignCall call) throws Inexpressible {
    if (call.word("mode", 1, "min").equals("max")) {
      notes.add("what it is told must rise: name that metric, as in metric=accuracy");
    }
    return "plateau(%s, factor=%s, patience=%s, threshold=%s, threshold-mode=%s, cooldown=%s, min=%s, mode=%s)"
        .formatted(
            p(base()),
            p(call.number("factor", 2, 0.1)),
            p(call.number("patience", 3, 10)),
            p(call.number("threshold", 4, 1e-4)),
            call.word("threshold_mode", 5, "rel"),
            p(call.number("cooldown", 6, 0)),
            p(call.number("min_lr", 7, 0)),
            call.word("mode", 1, "min"));
  }

  /** The schedulers that one of several has, given or in its state. */
  private static List<ForeignCall> parts(ForeignCall call, int place) throws Inexpressible {
    Object given = call.find("schedulers", place);
    List<ForeignCall> parts = new ArrayList<>();
    if ((given == null ? call.find("_schedulers", -1) : given) instanceof List<?> schedulers) {
      for (Object each : schedulers) {
        if (!(each instanceof ForeignCall child) || !isScheduler(child)) {
          throw new Inexpressible(
              call.name() + "'s schedulers must be constructors, or names of them");
        }
        parts.add(child);
      }
    }
    return parts;
  }

  /** A part's own rate, where its state has one. */
  private TorchImport of(ForeignCall child) {
    return child.named().get("base_lrs") instanceof List<?> rates
            && !rates.isEmpty()
            && rates.get(0) instanceof Double own
        ? new TorchImport(own, !unit.isEmpty(), notes)
        : this;
  }

  private static String inside(String part) {
    return part.contains(" then ") || part.contains(" for ") ? "(" + part + ")" : part;
  }

  /** A part that lasts to a time of the whole, where it may have its own length. */
  private String until(String part, double begin, double end) {
    String own = " for " + count(end - begin);
    boolean fits = part.endsWith(own) && !part.contains(" then ");
    return (fits ? part.substring(0, part.length() - own.length()) : inside(part))
        + " until "
        + count(end);
  }

  private String sequence(ForeignCall call) throws Inexpressible {
    List<ForeignCall> schedulers = parts(call, 1);
    Object given = call.find("milestones", 2);
    List<String> parts = new ArrayList<>();
    if ((given == null ? call.find("_milestones", -1) : given) instanceof List<?> times
        && times.size() == schedulers.size() - 1) {
      for (int i = 0; i < schedulers.size(); i++) {
        String part = of(schedulers.get(i)).schedule(schedulers.get(i));
        boolean last = i == times.size();
        if (!last && !(times.get(i) instanceof Double)) {
          throw new Inexpressible("SequentialLR's milestones must be numbers");
        }
        if (schedulers.get(i).name().matches("OneCycleLR|CyclicLR|ReduceLROnPlateau")) {
          throw new Inexpressible(
              schedulers.get(i).name()
                  + " in a SequentialLR sets the rates of the others: use CSV with step and rate");
        }
        double begin = i == 0 ? 0 : (Double) times.get(i - 1);
        parts.add(last ? part : until(part, begin, (Double) times.get(i)));
      }
      return String.join(" then ", parts);
    }
    throw new Inexpressible("SequentialLR needs schedulers, and one milestone fewer, as lists");
  }

  /** Each multiplies the rate by a factor, so that all of them make a product. */
  private String chain(ForeignCall call) throws Inexpressible {
    List<ForeignCall> schedulers = parts(call, 0);
    if (schedulers.isEmpty()) {
      throw new Inexpressible("ChainedScheduler needs schedulers, as a list");
    }
    List<String> factors = new ArrayList<>();
    double base = Double.NaN;
    for (ForeignCall child : schedulers) {
      String name = child.name().isEmpty() ? nameOf(child.named()) : child.name();
      boolean multiplies =
          name.matches("(Step|MultiStep|Exponential|Constant|Linear|Polynomial)LR")
              || (name.equals("CosineAnnealingLR") && child.number("eta_min", 2, 0) == 0);
      if (!multiplies) {
        throw new Inexpressible(
            name + " in a ChainedScheduler is no factor: give its rates as CSV with step and rate");
      }
      if (Double.isNaN(base)) {
        base = of(child).base();
      }
      factors.add(inside(new TorchImport(1, !unit.isEmpty(), notes).schedule(child)));
    }
    return p(base) + " * " + String.join(" * ", factors);
  }
}
